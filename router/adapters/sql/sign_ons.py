"""What history knows of who sits where, for a router whose live state was lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from router.adapters.sql.callbacks import owed_calls, rung_since
from router.adapters.sql.engine import ArchiveAway, ArchiveRejects, open_engine
from router.adapters.sql.read import last_epoch, last_sign_ons
from router.adapters.sql.read_callers import callers_since
from router.domain.call import Call
from router.domain.floor.known import Caller
from router.ports import HistoryAway


class SqlSignOns:
    """`router.ports.SignOns` on the archive."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def last_sign_ons(self) -> dict[str, tuple[str, str, str]]:
        """Seat to (agent, state, reason) of its open interval. Raises HistoryAway."""
        with _away():
            found = last_sign_ons(self._engine)
        return {seat: (known.agent, known.state, known.reason) for seat, known in found.items()}

    def last_epoch(self) -> int:
        """The highest epoch on record, 0 when none. Raises HistoryAway."""
        with _away():
            return last_epoch(self._engine)

    def owed_calls(self, *, unseen: bool) -> list[Call]:
        """Calls whose callers are owed a callback, by arrival; `unseen`: only those that no router has put on record.
        Raises HistoryAway."""
        with _away():
            return owed_calls(self._engine, unseen=unseen)

    def rung_since(self, at: float) -> list[tuple[str, float]]:
        """Numbers that were rung since then, and when, oldest first. Raises HistoryAway."""
        with _away():
            return rung_since(self._engine, at)

    def callers_since(self, at: float) -> list[Caller]:
        """Numbers that called since then and are done, who ended longest ago first. Raises HistoryAway."""
        with _away():
            return callers_since(self._engine, at)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (ArchiveAway, ArchiveRejects) as error:
        raise HistoryAway(str(error)) from error
