"""The test: is this count of callers more than chance explains, on a day like today?

Expected in a window: the usual rates of its hours × today's busyness. Busyness is gamma distributed with mean 1; what
the rest of the house got in the same window, R calls where E are usual, makes it gamma with shape k + R and rate k + E.
So the count is negative binomial, with the shape of busyness and of the learned rate together. A cell that is nearly
all of the house has no rest to be judged by: its doubt stays wide, and only what no busy day explains is found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from router.domain.incidents.budget import threshold
from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.recent import Recent, Window
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
    window: Window
    heads: float
    usual: float
    chance: float
    asked: float

    @property
    def found(self) -> bool:
        return self.chance <= self.asked


class Judge:
    """Tests at one moment. `weeks`: of history. `spans`: per window. `shares`: false alarms an hour that a cell of each
    kind may give."""

    def __init__(
        self,
        rules: Rules,
        usual: Usual,
        *,
        weeks: float,
        spans: Sequence[Spans],
        house: Recent,
        shares: Mapping[Dimension, float],
        taken: Set[str] = frozenset(),
        open_cells: Iterable[Cell] = (),
    ) -> None:
        self.floor = floor_of(rules, weeks)
        self._rules, self._usual, self._spans, self._shares = rules, usual, spans, shares
        self._taken = taken
        self._house_heads = [self._free(house, number) for number in range(len(spans))]
        self._house_usual: list[float] = []
        self._open_parts: list[float] = []
        for each in spans:
            whole = max(_sum(usual.house, each), 1e-9)
            incidents = sum(_sum(usual.rates(cell), each) for cell in open_cells)
            # What incidents took stands on neither side, else the rest of the house would look idle and be remarkable.
            self._open_parts.append(max(0.0, 1 - incidents / whole))
            self._house_usual.append(max(0.0, whole - incidents))

    def verdict(
        self, cell: Cell, recent: Recent, *, lifts: Sequence[float] | None = None, less: Sequence[float] | None = None
    ) -> Verdict | None:
        """None: nothing to speak of. `lifts`: per window, by how much a broader incident raises what is expected.
        `less`: per window, what is expected of calls that were left out."""
        share = self._shares.get(cell.dimension)
        if share is None or len(recent.windows[-1].counts) < self.floor:
            return None
        best: Verdict | None = None
        rate = self._usual.rates(cell)[self._spans[0][0][0]]
        asked = threshold(share, rate, len(recent.windows))
        for number, window in enumerate(recent.windows):
            if len(window.counts) < self.floor:
                continue
            heads = window.heads
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
            if best is None or chance < best.chance:
                minutes = self._rules.windows[number]
                best = Verdict(minutes=minutes, window=window, heads=heads, usual=mean, chance=chance, asked=asked)
        return best

    def expected(self, cell: Cell, recent: Recent, number: int) -> tuple[float, float]:
        """Mean and shape of the heads of a window."""
        plain = _sum(self._usual.rates(cell), self._spans[number])
        heads = max(0.0, self._house_heads[number] - self._free(recent, number))
        usual = max(0.0, self._house_usual[number] - plain * self._open_parts[number])
        day = self._rules.busyness_shape + heads
        factor = day / (self._rules.busyness_shape + usual)
        # Two gammas multiplied: their relative variances add up, but for a product that is next to nothing.
        return plain * factor, 1 / (1 / day + 1 / self._usual.shape(cell, plain))

    def _free(self, recent: Recent, number: int) -> float:
        """Heads that no incident took."""
        window = recent.windows[number]
        if not self._taken:
            return window.heads
        return sum(weight for call, weight in window.calls if call.call not in self._taken)


def _sum(rates: Sequence[float], spans: Spans) -> float:
    total = 0.0
    for slot, hours in spans:
        total += rates[slot] * hours
    return total


def floor_of(rules: Rules, weeks: float) -> int:
    """Distinct callers without whom nothing is an incident."""
    return max(rules.floor, LEAST_FLOOR) if weeks < THIN_WEEKS else rules.floor
