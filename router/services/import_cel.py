"""Gives every call its outcome, also those that ended while Python or Redis was dead: from the channel event log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from router.services.archive_records import Rejected
from router.services.cel_facts import CelCall, CelRow
from router.services.fold_cel import CelFold

GRACE_SECONDS: Final = 10.0
"""The router writes first; only what it has not written by then is taken from the log."""


@dataclass(frozen=True, kw_only=True)
class CelPosition:
    """How far the log has been read."""

    inode: int = 0
    offset: int = 0
    """bytes"""
    at: float = 0.0
    """time of the last row"""


@dataclass(frozen=True, kw_only=True)
class CelChunk:
    """What was read in one go."""

    rows: Sequence[CelRow]
    rejected: Sequence[Rejected]
    position: CelPosition


class CelArchive(Protocol):
    """Where the log's calls are kept until they are settled. Raises the adapter's own error when it is away."""

    def position(self) -> CelPosition:
        """How far the log has been read."""
        ...

    def open_calls(self) -> Sequence[CelCall]:
        """Calls of the log that are not settled yet."""
        ...

    def store(
        self,
        changed: Sequence[CelCall],
        rejected: Sequence[Rejected],
        position: CelPosition,
        boots: Sequence[float],
    ) -> None:
        """All of it in one transaction. Every open call that the archive knows from before one of `boots`, and that
        is not among `open_calls`, is taken for cut off then."""
        ...

    def settle(self, before: float, *, now: float) -> Sequence[CelCall]:
        """Give their outcome to calls that the log says ended before this, where they have none; forget them here.
        Returns those that got one. Those that no router saw raise one alarm at `now` for each time it was away."""
        ...


def import_cel(
    read: Callable[[CelPosition], CelChunk], archive: CelArchive, *, now: float, settle: bool = True
) -> tuple[int, Sequence[CelCall]]:
    """Read on in the log, then settle calls that ended more than the grace ago.

    `settle=False` while the outbox lags behind: what waits there is the better account. Returns how many rows were
    read, and the calls that got their outcome from the log.
    """
    position = archive.position()
    chunk = read(position)
    if chunk.position != position or chunk.rejected:
        fold = CelFold(archive.open_calls(), last_at=position.at)
        for row in chunk.rows:
            fold.take(row)
        at = CelPosition(inode=chunk.position.inode, offset=chunk.position.offset, at=fold.last_at)
        archive.store([fold.calls[name] for name in sorted(fold.changed)], chunk.rejected, at, fold.boots)
    return len(chunk.rows), archive.settle(now - GRACE_SECONDS, now=now) if settle else ()
