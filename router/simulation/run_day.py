"""One day in virtual time: the drawn calls against an engine. The same calls and policy give the same day."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from math import inf

import numpy as np
from numpy.typing import NDArray

from router.domain.matching import Match, Wants
from router.domain.routing.flow import naive_wait
from router.simulation.crew import Crew
from router.simulation.draw_day import DayCalls
from router.simulation.policies import Plan, mean_handling
from router.simulation.refusals import NeverEnds
from router.simulation.scenario import Scenario, able_heads


class Outcome(IntEnum):
    """What became of a call."""

    COMING = 0  # has not come yet
    WAITING = 1
    SERVED = 2
    ABANDONED = 3  # the caller's patience ended
    BLOCKED = 4  # every waiting place was taken


class _Happens(IntEnum):
    """What comes first of what falls on one moment."""

    PERIOD = 0
    CALL_ENDS = 1
    DEADLINE = 2
    ARRIVAL = 3
    PATIENCE_ENDS = 4


@dataclass(frozen=True, kw_only=True)
class DayRun:
    """What happened. Arrays have one entry per call, in the order of `DayCalls`."""

    outcome: NDArray[np.int8]
    waited: NDArray[np.float64]
    """seconds until answer or loss; 0 for blocked calls"""
    told: NDArray[np.float64]
    """the engine's expected wait when the call found no seat, in seconds; NaN: not asked, or none known"""
    naive: NDArray[np.float64]
    """the same by (calls ahead + 1) × mean handling ÷ seats"""
    busy_s: NDArray[np.float64]
    """per group"""
    staffed_s: NDArray[np.float64]
    """per group, until the last call has ended, with those who only finish a call"""
    ended: float
    """when the last call ended, at least the length of all periods"""


def run_day(scenario: Scenario, calls: DayCalls, plan: Plan) -> DayRun:
    """Play one day. The plan's engine must be fresh.

    Raises:
        NeverEnds: calls are left that nobody will ever serve.
    """
    return _Day(scenario, calls, plan).run()


@dataclass
class _Day:
    scenario: Scenario
    calls: DayCalls
    plan: Plan
    waiting: int = 0
    ended: float = 0.0
    coming: list[tuple[float, int, int, str]] = field(default_factory=list)
    """heap: when, what, which call or period, which seat"""

    def __post_init__(self) -> None:
        self.crew = Crew(self.scenario, self.plan)
        self.engine = self.plan.engine
        # Plain lists: one element of an array costs ten times as much to reach.
        self.arrival: list[float] = self.calls.arrival.tolist()
        self.kind: list[int] = self.calls.kind.tolist()
        self.handling: list[float] = self.calls.handling.tolist()
        self.patience: list[float] = self.calls.patience.tolist()
        count = len(self.arrival)
        self.outcome = [int(Outcome.COMING)] * count
        self.waited = [0.0] * count
        self.told = [np.nan] * count
        self.naive = [np.nan] * count
        self.names = [kind.name for kind in self.scenario.types]
        self.ahead = [0] * len(self.names)
        self.mean_handling = mean_handling(self.scenario)
        self.able = able_heads(self.scenario)
        self.now_period = 0

    def run(self) -> DayRun:
        for number, start in enumerate(self.scenario.starts):
            heappush(self.coming, (start, _Happens.PERIOD, number, ""))
        following, count = 0, len(self.arrival)
        now = 0.0
        while True:
            at, what = self.coming[0][:2] if self.coming else (inf, int(_Happens.PATIENCE_ENDS))
            arrives = self.arrival[following] if following < count else inf
            if arrives < at or (arrives == at and what > _Happens.ARRIVAL):
                at, what = arrives, _Happens.ARRIVAL
            # Without a waiting call a deadline changes nothing that anybody meets.
            deadline = self.engine.deadline if self.waiting else None
            if deadline is not None and (deadline < at or (deadline == at and what > _Happens.DEADLINE)):
                at, what = max(deadline, now), _Happens.DEADLINE
            if at == inf:
                break
            now = at
            if what == _Happens.DEADLINE:
                self._serve(self.engine.due(at), at)
            elif what == _Happens.ARRIVAL:
                self._arrive(following, at)
                following += 1
            else:
                self._happen(*heappop(self.coming))
        if self.waiting:
            raise NeverEnds(f"{self.waiting} at the end of a day")
        ended = max(self.ended, self.scenario.length)
        self.crew.close(ended)
        return DayRun(
            outcome=np.asarray(self.outcome, dtype=np.int8),
            waited=np.asarray(self.waited),
            told=np.asarray(self.told),
            naive=np.asarray(self.naive),
            busy_s=np.asarray(self.crew.busy_s),
            staffed_s=np.asarray(self.crew.staffed_s),
            ended=ended,
        )

    def _happen(self, at: float, what: int, number: int, seat: str) -> None:
        if what == _Happens.CALL_ENDS:
            self.ended = at
            self._serve(self.crew.hung_up(self.crew.seats[seat], at), at)
        elif what == _Happens.PERIOD:
            self.now_period = number
            self._serve(self.crew.change(number, at), at)
        elif self.outcome[number] == Outcome.WAITING:
            self.waited[number] = at - self.arrival[number]
            self.ended = at
            self._lose(number, Outcome.ABANDONED, at)

    def _arrive(self, call: int, at: float) -> None:
        kind = self.kind[call]
        self.outcome[call] = Outcome.WAITING
        self.waiting += 1
        self.ahead[kind] += 1
        wants = Wants(call=str(call), queue=self.names[kind], rank=(at, call), skills=self.plan.wanted[kind], since=at)
        self._serve(self.engine.wait(wants, at), at)
        if self.outcome[call] != Outcome.WAITING:
            return
        if self.scenario.places is not None and self.waiting > self.scenario.places:
            self._lose(call, Outcome.BLOCKED, at)
            return
        if self.plan.expected_wait is not None:
            self._forecast(self.plan.expected_wait(str(call), at), call, kind)
        if self.patience[call] < inf:
            heappush(self.coming, (at + self.patience[call], _Happens.PATIENCE_ENDS, call, ""))

    def _forecast(self, told: float | None, call: int, kind: int) -> None:
        seats = self.able[kind][self.now_period]
        naive = naive_wait(waiting=self.ahead[kind], handling_seconds=self.mean_handling, seats=seats)
        if told is not None and naive is not None:
            self.told[call], self.naive[call] = told, naive

    def _serve(self, matches: list[Match], at: float) -> None:
        for match in matches:
            call = int(match.call)
            self.outcome[call] = Outcome.SERVED
            self.waited[call] = at - self.arrival[call]
            self._stops_waiting(call)
            length = self.handling[call]
            self.crew.talk(self.crew.seats[match.seat], length)
            heappush(self.coming, (at + length, _Happens.CALL_ENDS, call, match.seat))

    def _lose(self, call: int, outcome: Outcome, at: float) -> None:
        self.outcome[call] = outcome
        self._stops_waiting(call)
        self._serve(self.engine.leave(str(call), at), at)

    def _stops_waiting(self, call: int) -> None:
        self.waiting -= 1
        self.ahead[self.kind[call]] -= 1
