"""The test: is this count of callers more than chance explains, on a day like today?

Expected in a window: the usual rates of its hours × today's busyness. Busyness is gamma distributed with mean 1; what
the rest of the house got in the same window, R calls where E are usual, makes it gamma with shape k + R and rate k + E.
So the count is negative binomial, with the shape of busyness and of the learned rate together. A cell that is nearly
all of the house has no rest to be judged by: its doubt stays wide, and only what no busy day explains is found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from router.domain.incidents.budget import threshold
from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.recent import Noted, Recent
from router.domain.incidents.rules import LEAST_FLOOR, THIN_WEEKS, Rules
from router.domain.incidents.tails import at_least
from router.domain.incidents.usual import Usual

Spans = Sequence[tuple[int, float]]
"""slots, each with the hours of it"""
REMARKABLE: Final = 2.5
"""A count this many standard deviations above its mean or less is more probable than any look asks for."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The window that speaks loudest."""

    minutes: int
    calls: tuple[Noted, ...]
    callers: int
    """distinct"""
    heads: float
    usual: float
    chance: float
    asked: float

    @property
    def found(self) -> bool:
        return self.chance <= self.asked


class Judge:
    """Tests at one moment."""

    def __init__(
        self,
        rules: Rules,
        usual: Usual,
        *,
        now: float,
        weeks: float,
        spans: Sequence[Spans],
        house: Recent,
        shares: Mapping[Dimension, float],
        taken: Set[str] = frozenset(),
        open_cells: Set[Cell] = frozenset(),
    ) -> None:
        """`now`: seconds since 1970. `weeks`: of history. `spans`: per window. `shares`: false alarms an hour that a
        cell of each kind may give. `taken`: calls of the open incidents."""
        self.windows = len(spans)
        self.floor = floor_of(rules, weeks)
        self._rules, self._usual, self._now, self._spans, self._shares = rules, usual, now, spans, shares
        self._house, self._taken, self._open = house, taken, open_cells
        self._rest: dict[int, tuple[float, float, float]] = {}

    def verdict(
        self, cell: Cell, recent: Recent, *, lifts: Sequence[float] | None = None, less: Sequence[float] | None = None
    ) -> Verdict | None:
        """None: nothing to speak of. `lifts`: per window, by how much a broader incident raises what is expected.
        `less`: per window, what is expected of calls that were left out."""
        share = self._shares.get(cell.dimension)
        if share is None or len(recent.callers) < self.floor:
            return None
        best: Verdict | None = None
        rate = self._usual.rates(cell)[self._spans[0][0][0]]
        asked = threshold(share, rate, len(self._spans))
        for number, minutes in enumerate(self._rules.windows):
            start = recent.start(self._now - minutes * 60)
            if recent.count(start) < self.floor:
                continue
            heads = recent.heads(start)
            mean, shape = self.expected(cell, recent, number)
            if lifts:
                mean *= lifts[number]
            if less:
                mean = max(0.0, mean - less[number])
            # The call that made us look is not part of the surprise.
            others = heads - 1
            if others <= mean + REMARKABLE * math.sqrt(mean + mean * mean / shape):
                continue
            chance = at_least(others, mean, shape)
            if best is not None and chance >= best.chance:
                continue
            calls = recent.calls(start)
            callers = len({call.caller for call in calls})
            if callers >= self.floor:
                best = Verdict(
                    minutes=minutes,
                    calls=calls,
                    callers=callers,
                    heads=heads,
                    usual=mean,
                    chance=chance,
                    asked=asked,
                )
        return best

    def expected(self, cell: Cell, recent: Recent, number: int) -> tuple[float, float]:
        """Mean and shape of the heads of a window."""
        plain = _sum(self._usual.rates(cell), self._spans[number])
        if number not in self._rest:
            self._rest[number] = self._house_of(number)
        heads, usual, part = self._rest[number]
        day = self._rules.busyness_shape + max(0.0, heads - self.free(recent, number))
        factor = day / (self._rules.busyness_shape + max(0.0, usual - plain * part))
        # Two gammas multiplied: their relative variances add up, but for a product that is next to nothing.
        return plain * factor, 1 / (1 / day + 1 / self._usual.shape(cell, plain))

    def heads(self, recent: Recent, number: int) -> float:
        """Of a window."""
        return recent.heads(recent.start(self._now - self._rules.windows[number] * 60))

    def free(self, recent: Recent, number: int) -> float:
        """Heads of a window that no incident took."""
        start = recent.start(self._now - self._rules.windows[number] * 60)
        return recent.heads_without(self._taken, start) if self._taken else recent.heads(start)

    def _house_of(self, number: int) -> tuple[float, float, float]:
        """Of a window: heads and usual heads of the house, and the part of the usual ones that is in no incident.

        What incidents took stands on neither side, else the rest of the house would look idle and be remarkable.
        """
        whole = max(_sum(self._usual.house, self._spans[number]), 1e-9)
        incidents = sum(_sum(self._usual.rates(cell), self._spans[number]) for cell in self._open)
        part = max(0.0, 1 - incidents / whole)
        return self.free(self._house, number), whole * part, part


def _sum(rates: Sequence[float], spans: Spans) -> float:
    total = 0.0
    for slot, hours in spans:
        total += rates[slot] * hours
    return total


def floor_of(rules: Rules, weeks: float) -> int:
    """Distinct callers without whom nothing is an incident."""
    return max(rules.floor, LEAST_FLOOR) if weeks < THIN_WEEKS else rules.floor
