"""Learns from the archive what is usual, as the detector would have by watching, but without looking for anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Final

from router.domain.incidents.cell import Cell, Fact, cells_of
from router.domain.incidents.history import History
from router.domain.incidents.recent import Noted, Recent
from router.domain.incidents.rules import Rules
from router.domain.incidents.week import HOUR, Clock
from router.domain.shifts.days import DayKinds

DAY: Final = 24 * HOUR


class UsualLearner:
    """Facts by time, from a beginning to an end, both Unix seconds."""

    def __init__(
        self, rules: Rules, zone: tzinfo, kinds: DayKinds, *, begin: float, parts: Mapping[str, float] | None = None
    ) -> None:
        """`parts`: call to what of it was usual, for those that belonged to an incident; others are so as a whole."""
        self.history = History()
        self._clock = Clock(zone, kinds, back=0)
        self._reach = rules.windows[-1] * 60.0
        self._fade = 0.5 ** (1 / 7 / rules.half_life_weeks)
        self._parts = parts or {}
        self._now, self._day = begin, begin
        self._house = Recent(self._reach)
        self._recent: dict[Cell, Recent] = {}
        self._cells: dict[str, frozenset[Cell]] = {}
        self._former: dict[str, frozenset[Cell]] = {}
        """of calls of the day before: some are tagged after midnight"""

    def learn(self, facts: Iterable[Fact]) -> None:
        """More of them; each holds what was known of its call before."""
        for fact in facts:
            self.pass_until(fact.at.timestamp())
            every = cells_of(fact)
            before = self._cells.get(fact.call) or self._former.get(fact.call)
            new = every if before is None else tuple(cell for cell in every if cell not in before)
            self._cells[fact.call] = frozenset(every) | (before or frozenset())
            slot, part = self._clock.slot(self._now), self._parts.get(fact.call, 1.0)
            call = Noted(fact.call, self._now, fact.caller, ())
            if before is None:
                self.history.house[slot] += self._house.add(call) * part
            for cell in new:
                recent = self._recent.get(cell)
                if recent is None:
                    recent = self._recent[cell] = Recent(self._reach)
                self.history.add(cell, slot, recent.add(call) * part)

    def pass_until(self, at: float) -> None:
        """Time has passed."""
        while self._now < at:
            until = min(at, self._clock.hour_ends(self._now), self._day + DAY)
            self.history.watch(self._clock.slot(self._now), (until - self._now) / HOUR)
            self._now = until
            if until == self._day + DAY:
                self._day = until
                self.history.fade(self._fade)
                self._former, self._cells = self._cells, {}
