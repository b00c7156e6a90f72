"""Past calls against the engine in virtual time. The same history, draws and policy give the same run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from heapq import heappop, heappush
from math import inf

import numpy as np
from numpy.typing import NDArray

from router.domain.matching import Free, Match, Wants
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.notices import Diverted
from router.domain.routing.policy import Policy, TargetKind
from router.simulation.replay_draws import Drawn
from router.simulation.replay_history import History, SeatChange, SeatIs


class Fate(IntEnum):
    """What became of a call."""

    COMING = 0
    WAITING = 1
    RINGING = 2
    ANSWERED = 3
    ABANDONED = 4  # the caller's patience ended, in hold or while a seat rang
    PASSED_ON = 5  # its queue's rules led it out of the queues


class _Happens(IntEnum):
    """What comes first of what falls on one moment."""

    SEAT = 0
    TALK_ENDS = 1
    ANSWERS = 2
    DEADLINE = 3
    ARRIVAL = 4
    PATIENCE_ENDS = 5


@dataclass(frozen=True, kw_only=True)
class Run:
    """What happened: one entry per call, in the history's order. Still waiting at the end: nobody came any more."""

    fate: NDArray[np.int8]
    waited: NDArray[np.float64]
    """seconds until the talk, or until it gave up or was passed on"""


@dataclass
class _Seat:
    """One seat, as the replay has it."""

    change: SeatChange
    call: int | None = None
    idle_since: float = 0.0
    talks: int = 0
    busy_s: float = 0.0
    """of calls since the agent signed on"""


def replay(history: History, drawn: Drawn) -> Run:
    """Play it once: seats come and go as they did, calls come as they did, who takes whom is the engine's choice."""
    return _Replay(history, drawn).run()


def _silent(policy: Policy) -> Policy:
    """Told waits change nothing here, and would go on for ever."""
    return replace(policy, queues={name: replace(queue, tell_every=None) for name, queue in policy.queues.items()})


@dataclass
class _Replay:
    history: History
    drawn: Drawn
    seats: dict[str, _Seat] = field(default_factory=dict)
    coming: list[tuple[float, int, int, str]] = field(default_factory=list)
    """heap: when, what, which call or change, which seat"""

    def __post_init__(self) -> None:
        self.calls = self.history.calls
        self.engine = RoutingEngine(_silent(self.history.policy))
        # Plain lists: one element of an array costs ten times as much to reach.
        self.handling: list[float] = self.drawn.handling.tolist()
        self.ringing: list[float] = self.drawn.ringing.tolist()
        self.patience: list[float] = self.drawn.patience.tolist()
        self.fate = [int(Fate.COMING)] * len(self.calls)
        self.waited = [0.0] * len(self.calls)
        self.seat_of: dict[int, str] = {}

    def run(self) -> Run:
        for number, change in enumerate(self.history.changes):
            heappush(self.coming, (change.at, _Happens.SEAT, number, change.seat))
        following, now = 0, -inf
        while True:
            at, what = self.coming[0][:2] if self.coming else (inf, int(_Happens.PATIENCE_ENDS))
            arrives = self.calls[following].at if following < len(self.calls) else inf
            if arrives < at or (arrives == at and what > _Happens.ARRIVAL):
                at, what = arrives, _Happens.ARRIVAL
            deadline = self.engine.deadline
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
        return Run(fate=np.asarray(self.fate, dtype=np.int8), waited=np.asarray(self.waited))

    def _happen(self, at: float, what: int, number: int, seat: str) -> None:
        if what == _Happens.SEAT:
            self._change(self.history.changes[number])
        elif what == _Happens.TALK_ENDS:
            self._over(self.seats[seat], at)
        elif what == _Happens.ANSWERS:
            self._answer(number, seat, at)
        elif self.fate[number] in {Fate.WAITING, Fate.RINGING}:
            self._give_up(number, at)

    def _arrive(self, number: int, at: float) -> None:
        call = self.calls[number]
        self.fate[number] = Fate.WAITING
        if self.patience[number] < inf:
            heappush(self.coming, (at + self.patience[number], _Happens.PATIENCE_ENDS, number, ""))
        wants = Wants(
            call=str(number),
            queue=call.queue,
            rank=(call.arrived_at, call.counter or number),
            since=at,
            asked=call.asked,
            prefer=call.prefer,
            priority=call.priority,
            last_agent=call.last_agent,
        )
        self._serve(self.engine.wait(wants, at), at)

    def _serve(self, matches: list[Match], at: float) -> None:
        for match in matches:
            number = int(match.call)
            self.fate[number] = Fate.RINGING
            self.seat_of[number] = match.seat
            self.seats[match.seat].call = number
            heappush(self.coming, (at + self.ringing[number], _Happens.ANSWERS, number, match.seat))
        for notice in self.engine.notices():
            if isinstance(notice, Diverted) and notice.to.kind is not TargetKind.QUEUE:
                self._ends(int(notice.call), Fate.PASSED_ON, at)

    def _answer(self, number: int, name: str, at: float) -> None:
        if self.fate[number] != Fate.RINGING:
            return
        self._ends(number, Fate.ANSWERED, at)
        seat = self.seats[name]
        seat.talks += 1
        seat.busy_s += self.handling[number]
        heappush(self.coming, (at + self.handling[number], _Happens.TALK_ENDS, number, name))

    def _give_up(self, number: int, at: float) -> None:
        rang = self.fate[number] == Fate.RINGING
        self._ends(number, Fate.ABANDONED, at)
        if rang:
            self._over(self.seats[self.seat_of[number]], at)
        else:
            self._serve(self.engine.leave(str(number), at), at)

    def _ends(self, number: int, fate: Fate, at: float) -> None:
        self.fate[number] = fate
        self.waited[number] = at - self.calls[number].at

    def _change(self, change: SeatChange) -> None:
        seat = self.seats.setdefault(change.seat, _Seat(change))
        former, seat.change = seat.change, change
        if (former.agent, former.since) != (change.agent, change.since):
            seat.talks, seat.busy_s = 0, 0.0
        if seat.call is not None:
            # A call that it has goes on to its end.
            return
        if former is change or former.now is not change.now:
            seat.idle_since = change.at
        self._settle(seat, change.at)

    def _over(self, seat: _Seat, at: float) -> None:
        """The seat has no call any more."""
        seat.call = None
        seat.idle_since = at
        self._settle(seat, at)

    def _settle(self, seat: _Seat, at: float) -> None:
        """Tell the engine what a seat without a call is."""
        change = seat.change
        if change.now is SeatIs.READY:
            self._serve(self.engine.free(self._free(seat, at), at), at)
        elif change.now is SeatIs.AWAY:
            self._serve(self.engine.staff(self._free(seat, at), at), at)
            self._serve(self.engine.busy(change.seat, at), at)
        else:
            self._serve(self.engine.gone(change.seat, at), at)

    def _free(self, seat: _Seat, at: float) -> Free:
        change = seat.change
        there = at - change.since
        return Free(
            seat=change.seat,
            skills=change.skills,
            idle_since=seat.idle_since,
            agent=change.agent,
            talks=seat.talks,
            occupancy=min(1.0, seat.busy_s / there) if there > 0 else 0.0,
        )
