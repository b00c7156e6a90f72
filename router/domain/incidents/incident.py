"""An incident as it is told: from the first telling to its end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from router.domain.incidents.cell import Cell, Dimension


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One incident. Times are Unix seconds."""

    id: str
    dimension: Dimension
    value: str
    """id or code: of a line, a queue, a topic, a place"""
    place: str = ""
    """code; of a `topic_place` alone"""
    name: str
    """of the value, as the configuration had it"""
    place_name: str = ""
    since: float
    """where the window began in which it was seen"""
    first_at: float
    """of its first call"""
    seen_at: float
    last_at: float
    """of its newest call"""
    over_at: float | None = None
    """None: it goes on"""
    minutes: int
    """length of the window in which it was seen"""
    usual: float
    """calls to be expected in that window"""
    chance: float
    """of as many, as it was seen"""
    calls: tuple[str, ...]
    """ids, in the order in which they were counted"""
    callers: int
    """distinct"""
    told: int
    """callers when it was told last"""
    version: int = 1
    """a higher one replaces a lower one"""

    @property
    def cell(self) -> Cell:
        return Cell(self.dimension, self.value, self.place)

    @property
    def expected(self) -> float:
        """Calls usual from `since` to its newest call, at the rate of the window in which it was seen."""
        return self.usual * max(1.0, (self.last_at - self.since) / (self.minutes * 60))

    def grown(self, call: str, *, at: float, callers: int) -> Incident:
        """With another call."""
        return replace(
            self,
            calls=(*self.calls, call),
            callers=max(self.callers, callers),
            last_at=max(self.last_at, at),
            version=self.version + 1,
        )


def incident_id(cell: Cell, first_at: float) -> str:
    """The same for the same cell and first call, so that nothing found twice is two incidents."""
    known = hashlib.sha256("\0".join((cell.dimension.value, cell.value, cell.place)).encode()).hexdigest()
    return f"{int(first_at)}-{known[:10]}"
