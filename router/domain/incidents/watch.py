"""Watches for incidents: takes what becomes known of calls, and says when many are about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime, tzinfo
from typing import Final

from router.domain.incidents.budget import MONTH, spread
from router.domain.incidents.cell import Cell, Fact, cells_of
from router.domain.incidents.explain import narrowest
from router.domain.incidents.finding import Finding, IncidentOver, IncidentSeen
from router.domain.incidents.history import History
from router.domain.incidents.judge import Judge, Verdict, floor_of
from router.domain.incidents.recent import Noted, Recent
from router.domain.incidents.rules import Rules
from router.domain.incidents.state import CallState, CellState, HistoryState, RecentState, WatchState
from router.domain.incidents.tails import at_least
from router.domain.incidents.usual import Usual
from router.domain.incidents.week import HOUR, Clock
from router.domain.shifts.days import DayKinds

DAY: Final = 24 * HOUR
LEARNING: Final = 24.0
"""Hours to be watched before anything is found: until then nobody knows what is usual."""
CALM: Final = 0.05
"""An incident is over when chance gives as many callers as in the quiet time this often."""


class Watch:
    """Watches one house. Time comes with the calls and with `tick`, and never goes back."""

    def __init__(self, rules: Rules, zone: tzinfo, kinds: DayKinds, *, at: datetime, history: History | None = None):
        """`at`: the beginning, aware. `history` is taken over, not copied."""
        self.rules = rules
        self.history = history if history is not None else History()
        self.open: dict[Cell, float] = {}
        """incidents that are not over, and since when"""
        self._zone = zone
        self._clock = Clock(zone, kinds, back=rules.windows[-1] // 60)
        self._now = at.timestamp()
        self._reach = rules.windows[-1] * 60.0
        self._calls: dict[str, Noted] = {}
        """calls of the last hours, by id"""
        self._house = Recent(self._reach)
        self._taken: dict[str, Cell] = {}
        """calls that open incidents took"""
        self._recent: dict[Cell, Recent] = {}
        self._checked = self._now
        self._learn()

    def note(self, fact: Fact) -> tuple[Finding, ...]:
        """A call, or more of one: then the fact holds what was known before, too. What comes late counts as now."""
        findings = self.tick(fact.at)
        before = self._calls.get(fact.call)
        known = before.cells if before else ()
        every = cells_of(fact)
        new = tuple(cell for cell in every if cell not in known)
        over = min((cell for cell in every if cell in self.open), key=lambda cell: cell.rank, default=None)
        call = Noted(fact.call, self._now, fact.caller, (*known, *new))
        self._calls[fact.call] = call
        slot = self._clock.slot(self._now)
        part = 1.0
        if over is not None:
            # An open incident takes its calls: broader cells do not count them, so it is told once.
            part = self._usual_part(over)
            self._taken[fact.call] = over
            self._leave({fact.call}, known, over)
            new = tuple(cell for cell in new if cell == over or cell.rank < over.rank)
        if before is None:
            self.history.house[slot] += self._house.add(call) * part
        for cell in new:
            recent = self._recent.get(cell)
            if recent is None:
                recent = self._recent[cell] = Recent(self._reach)
            self.history.add(cell, slot, recent.add(call) * part)
        seen = self._look(new, over)
        return (*findings, seen) if seen else findings

    def tick(self, at: datetime) -> tuple[Finding, ...]:
        """Time has passed; once a minute is often enough. Tells what is over."""
        now = max(self._now, at.timestamp())
        while self._now < now:
            until = min(now, self._clock.hour_ends(self._now))
            self.history.watch(self._clock.slot(self._now), (until - self._now) / HOUR)
            if until == self._clock.hour_ends(self._now):
                self._forget(until)
            self._now = until
        if now - self._learned >= DAY:
            self.history.fade(0.5 ** ((now - self._learned) / DAY / 7 / self.rules.half_life_weeks))
            self._learn()
        if not self.open or now - self._checked < 60:
            return ()
        self._checked = now
        judge = self._judge()
        over = [cell for cell in self.open if self._is_calm(cell, judge)]
        for cell in over:
            del self.open[cell]
            self._recent.pop(cell, None)
            self._taken = {call: taker for call, taker in self._taken.items() if taker != cell}
        return tuple(IncidentOver(cell=cell, at=self._at(now)) for cell in sorted(over))

    def taker(self, call: str) -> Cell | None:
        """The open incident that a call of the last hours belongs to."""
        return self._taken.get(call)

    def calls_of(self, cell: Cell) -> tuple[Noted, ...]:
        """Calls of the last hours that a cell counts, oldest first."""
        return tuple(call for call, _ in self._recent[cell]) if cell in self._recent else ()

    def reopen(self, cell: Cell, since: float) -> None:
        """An incident that was told before this watch began goes on. `since`: when it was told, Unix seconds."""
        if cell not in self._recent:
            self._recent[cell] = Recent(self._reach)
        if cell not in self.open:
            self._take(cell)
        self.open[cell] = since

    def close(self, cell: Cell, at: float) -> None:
        """An incident that was over by then (Unix seconds): what it counted before does not count again."""
        self.open.pop(cell, None)
        self._taken = {call: taker for call, taker in self._taken.items() if taker != cell}
        if cell in self._recent:
            old = {call.call for call, _ in self._recent[cell] if call.at <= at}
            self._recent[cell] = self._recent[cell].without(old)

    def state(self) -> WatchState:
        """All of it, as a plain value."""
        kept: list[tuple[Cell | None, Recent]] = [(None, self._house), *self._recent.items()]
        return WatchState(
            at=self._now,
            history=HistoryState.of(self.history),
            calls=tuple(CallState.of(call) for call in self._calls.values()),
            recent=tuple(
                RecentState(
                    cell=CellState.of(cell) if cell else None,
                    calls=tuple((call.call, call.at, weight) for call, weight in recent),
                )
                for cell, recent in kept
            ),
            open=tuple((CellState.of(cell), since) for cell, since in self.open.items()),
            taken=tuple((call, CellState.of(cell)) for call, cell in self._taken.items()),
        )

    @classmethod
    def restore(cls, state: WatchState, rules: Rules, zone: tzinfo, kinds: DayKinds, *, at: datetime) -> Watch:
        """Goes on from a state. The time up to `at` was not watched: it counts neither as quiet nor as usual."""
        watch = cls(rules, zone, kinds, at=at, history=state.history.history)
        watch._calls = {each.call: each.noted for each in state.calls}
        for each in state.recent:
            known = ((watch._calls[call]._replace(at=when), weight) for call, when, weight in each.calls)
            recent = Recent.of(watch._reach, known)
            if each.cell is None:
                watch._house = recent
            else:
                watch._recent[each.cell.cell] = recent
        watch.open = {each.cell: since for each, since in state.open}
        watch._taken = {call: cell.cell for call, cell in state.taken}
        return watch

    def _look(self, cells: tuple[Cell, ...], over: Cell | None) -> IncidentSeen | None:
        floor = floor_of(self.rules, self.history.weeks)
        ripe = [
            cell
            for cell in cells
            if cell not in self.open and len(self._recent[cell].callers) >= floor and self._recent[cell].is_due()
        ]
        if not ripe or self.history.age < LEARNING:
            return None
        judge = self._judge()
        lifts = self._lifts(over, judge) if over is not None else None
        verdicts = ((cell, judge.verdict(cell, self._recent[cell], lifts=lifts)) for cell in ripe)
        found = [(cell, verdict) for cell, verdict in verdicts if verdict is not None and verdict.found]
        if not found:
            return None
        cell, verdict = min(found, key=lambda each: (each[0].rank, each[1].chance))
        cell, verdict = narrowest(cell, verdict, self._recent, judge)
        self._take(cell)
        return self._seen(cell, verdict)

    def _lifts(self, over: Cell, judge: Judge) -> list[float]:
        """By how much a broader incident raises everything within it."""
        recent = self._recent[over]
        return [
            max(1.0, judge.heads(recent, number) / max(judge.expected(over, recent, number)[0], 1e-9))
            for number in range(judge.windows)
        ]

    def _usual_part(self, over: Cell) -> float:
        """Of an incident's calls as many are learned as are usual, so that the next one like it is seen as well."""
        recent, judge = self._recent[over], self._judge()
        usual = judge.expected(over, recent, judge.windows - 1)[0]
        return min(1.0, usual / max(1.0, judge.heads(recent, judge.windows - 1)))

    def _take(self, cell: Cell) -> None:
        """The cell is an incident: its calls no longer speak for others that are as broad or broader."""
        self.open[cell] = self._now
        calls = self._recent[cell].ids()
        self._leave(calls, {each for call in calls for each in self._calls[call].cells}, cell)
        self._taken.update(dict.fromkeys(calls - self._taken.keys(), cell))

    def _leave(self, calls: Set[str], cells: Iterable[Cell], over: Cell) -> None:
        for cell in cells:
            if cell != over and cell.rank >= over.rank and cell in self._recent:
                self._recent[cell] = self._recent[cell].without(calls)

    def _is_calm(self, cell: Cell, judge: Judge) -> bool:
        if self._now - self.open[cell] < self.rules.quiet * 60:
            return False
        recent = self._recent[cell]
        recent.expire(self._now)
        number = self.rules.windows.index(self.rules.quiet)
        mean, shape = judge.expected(cell, recent, number)
        return at_least(judge.heads(recent, number), mean, shape) > CALM

    def _seen(self, cell: Cell, verdict: Verdict) -> IncidentSeen:
        return IncidentSeen(
            cell=cell,
            at=self._at(self._now),
            first_at=self._at(verdict.calls[0].at),
            minutes=verdict.minutes,
            calls=len(verdict.calls),
            callers=verdict.callers,
            heads=verdict.heads,
            usual=verdict.usual,
            chance=verdict.chance,
            asked=verdict.asked,
        )

    def _judge(self) -> Judge:
        self._house.expire(self._now)
        return Judge(
            self.rules,
            self._usual,
            now=self._now,
            weeks=self.history.weeks,
            spans=[self._clock.spans(self._now, minutes) for minutes in self.rules.windows],
            house=self._house,
            shares=self._shares,
            taken=self._taken.keys(),
            open_cells=self.open.keys(),
        )

    def _learn(self) -> None:
        self._learned = self._now
        self._usual = Usual(self.history)
        floor = floor_of(self.rules, self.history.weeks)
        hours = self.rules.windows[-1] / 60
        self._shares = {
            kind: spread(self._usual.means(kind), self.rules.budget * share / MONTH, floor=floor, hours=hours)
            for kind, share in self.rules.shares.items()
        }

    def _forget(self, now: float) -> None:
        for recent in self._recent.values():
            recent.expire(now)
        self._recent = {cell: recent for cell, recent in self._recent.items() if len(recent) or cell in self.open}
        self._calls = {name: call for name, call in self._calls.items() if call.at > now - self._reach}
        self._taken = {name: taker for name, taker in self._taken.items() if name in self._calls}

    def _at(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, self._zone)
