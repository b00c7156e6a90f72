"""What happens, as it happens: the feed of history records, for whoever listens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from router.domain.bundle import Bundle
from router.domain.history import HistoryRecord
from router.web.event_views import name_of, write_event

START: Final = "0-0"


def parts(number: str) -> tuple[int, int]:
    """An id as numbers that compare. Raises ValueError."""
    head, _, tail = number.partition("-")
    return int(head), int(tail or 0)


def whole(number: str) -> str:
    """An id with both of its numbers, `5` as `5-0`. Raises ValueError."""
    return "{}-{}".format(*parts(number))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the feed, the same for all who listen."""

    id: str
    place: tuple[int, int]
    """the id as numbers"""
    record: HistoryRecord
    name: str
    _texts: dict[bool, str] = field(default_factory=dict, repr=False)

    def text(self, bundle: Bundle | None, *, in_full: bool) -> str:
        """As JSON; written once for all who may see as much."""
        if in_full not in self._texts:
            self._texts[in_full] = write_event(self.id, self.record, bundle, in_full=in_full)
        return self._texts[in_full]


def make_entry(number: str, record: HistoryRecord) -> Entry:
    return Entry(id=number, place=parts(number), record=record, name=name_of(record))


@dataclass(frozen=True, kw_only=True)
class Page:
    """What came after an id."""

    entries: Sequence[Entry]
    position: str
    """id to go on from"""
    gap: bool = False
    """some after the id that was asked for are not kept any more"""


class Feed(Protocol):
    """The feed."""

    @property
    def newest(self) -> str:
        """Id of the last entry that is known."""
        ...

    async def read(self, after: str, *, wait: float) -> Page:
        """What came after an id, oldest first, a page of it; waits up to `wait` seconds when there is nothing.

        Raises StateLost.
        """
        ...
