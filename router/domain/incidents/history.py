"""What has been usual: calls per cell and hour of the week, and how long each hour was watched."""

from __future__ import annotations

from dataclasses import dataclass, field

from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.week import SLOTS


def _week() -> list[float]:
    return [0.0] * SLOTS


@dataclass(kw_only=True)
class History:
    """Counts, older ones weighing less. Changed in place: it grows with each call."""

    house: list[float] = field(default_factory=_week)
    """all calls, per slot"""
    hours: list[float] = field(default_factory=_week)
    """watched, per slot; they fade as the counts do, so that rates stay right"""
    counts: dict[Cell, list[float]] = field(default_factory=dict)
    """per slot, of cells of one dimension"""
    pairs: dict[Cell, float] = field(default_factory=dict)
    """of topics at places: too few for hours of their own"""
    age: float = 0.0
    """hours watched in all; does not fade"""

    @property
    def weeks(self) -> float:
        return self.age / SLOTS

    def watch(self, slot: int, hours: float) -> None:
        """Time has passed."""
        self.hours[slot] += hours
        self.age += hours

    def add(self, cell: Cell, slot: int, weight: float) -> None:
        """A call, or what a repeated one counts."""
        if cell.dimension is Dimension.TOPIC_PLACE:
            self.pairs[cell] = self.pairs.get(cell, 0.0) + weight
        else:
            if cell not in self.counts:
                self.counts[cell] = _week()
            self.counts[cell][slot] += weight

    def fade(self, factor: float) -> None:
        """All of it weighs less. A cell of which next to nothing is left is forgotten."""
        self.house = [value * factor for value in self.house]
        self.hours = [value * factor for value in self.hours]
        self.counts = {
            cell: [value * factor for value in week] for cell, week in self.counts.items() if sum(week) * factor > 0.01
        }
        self.pairs = {cell: value * factor for cell, value in self.pairs.items() if value * factor > 0.01}
