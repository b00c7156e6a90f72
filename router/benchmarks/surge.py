"""A surge day: 6,000 calls for 24 seats, twenty times the mean, under each rule; and how well waits were foretold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from heapq import heappop, heappush
from random import Random
from statistics import fmean, median
from time import thread_time
from typing import Any, Final, NamedTuple

from router.domain.matching import Free, Match, Wants
from router.domain.routing.clause import Clause
from router.domain.routing.decision import Decided
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.flow import naive_wait
from router.domain.routing.policy import CallerRule, Policy, QueuePolicy, Step

CALLS: Final = 6_000
SEATS: Final = 24
DAY: Final = 86_400.0
HANDLING: Final = 240.0
PATIENCE: Final = 600.0
TOPICS: Final = ("pay", "law", "safety", "housing")
SHARES: Final = (0.4, 0.3, 0.2, 0.1)


@dataclass(frozen=True, kw_only=True)
class SurgeDay:
    """What came of one day. Times are seconds."""

    policy: str
    calls: int
    served: int
    abandoned: int
    mean_wait_s: float
    """of the served"""
    p95_wait_s: float
    longest_wait_s: float
    within_target: int
    """served within their own queue's target"""
    wait_error_s: float
    """median absolute error of the wait that was told to each served call as it came and had to wait"""
    naive_error_s: float
    """the same of queue length times mean handling time over seats"""
    cpu_seconds: float


def surge_policy(callers: CallerRule) -> Policy:
    """Four topics, each with its specialists first, after two minutes anybody."""
    queues = {
        topic: QueuePolicy(
            id=topic,
            steps=(
                Step(after=0.0, tiers=(Clause(all={topic: 3}),)),
                Step(after=30.0, tiers=(Clause(all={topic: 1}),)),
                Step(after=120.0, tiers=(Clause(),)),
            ),
            target_seconds=15.0 * (1 + number),
        )
        for number, topic in enumerate(TOPICS)
    }
    return Policy(queues=queues, callers=callers, fair_after=900.0, handling_seconds=HANDLING)


class Caller(NamedTuple):
    """One caller of the day: about what, how long patient, how long served (seconds)."""

    topic: str
    patience: float
    handling: float


class SurgeRun:
    """One day in virtual time, from midnight to the last call's end; the same calls for the same seed."""

    def __init__(self, callers: CallerRule, seed: int) -> None:
        self._callers = callers
        self._random = Random(seed)
        self._engine = RoutingEngine(surge_policy(callers))
        self._events: list[tuple[float, int, str, Any]] = []
        self._told: dict[str, tuple[float | None, float | None]] = {}
        self._handling: dict[str, float] = {}
        self._waits: list[float] = []
        self._errors: list[tuple[float, float]] = []
        self._within = 0
        self._abandoned = 0
        self._number = 0
        self._pushed = 0

    def run(self) -> SurgeDay:
        """Play the day."""
        random = self._random
        began = thread_time()
        for number in range(SEATS):
            skills = {TOPICS[number % 4]: random.randint(3, 5), random.choice(TOPICS): random.randint(1, 3)}
            self._engine.free(Free(seat=f"{800 + number}", skills=skills), 0.0)
        # Quiet nights, a wave after some event at ten in the morning that ebbs over the day.
        for _ in range(CALLS):
            at = (
                random.uniform(0.0, DAY)
                if random.random() < 0.2
                else min(36_000.0 + random.gammavariate(2, 5_400), DAY)
            )
            # All drawn beforehand: every rule gets the very same callers.
            topic = random.choices(TOPICS, SHARES)[0]
            caller = Caller(topic, random.expovariate(1 / PATIENCE), random.expovariate(1 / HANDLING))
            self._push(at, "call", caller)
        while self._events:
            at, _, kind, what = heappop(self._events)
            while (deadline := self._engine.deadline) is not None and deadline <= at:
                self._take(self._engine.due(deadline), deadline)
            if kind == "call":
                self._come(at, what)
            elif kind == "seat":
                self._take(self._engine.free(what, at), at)
            elif self._engine.place_of(what) is not None:
                self._abandoned += 1
                self._take(self._engine.leave(what, at), at)
        return self._day(thread_time() - began)

    def _come(self, at: float, caller: Caller) -> None:
        self._number += 1
        call = f"c{self._number}"
        told = self._engine.expected_wait(caller.topic, at)
        naive = naive_wait(waiting=self._engine.waiting, handling_seconds=HANDLING, seats=SEATS)
        self._told[call] = told, naive
        self._handling[call] = caller.handling
        self._push(at + caller.patience, "leave", call)
        wants = Wants(call=call, queue=caller.topic, rank=(at, self._number), since=at)
        self._take(self._engine.wait(wants, at), at)

    def _take(self, matches: list[Match], at: float) -> None:
        policy = self._engine.policy
        for match in matches:
            if not isinstance(match, Decided):
                raise TypeError("the routing engine gives reasons for every match")
            place, free = match.decision.place, match.decision.seat
            self._waits.append(match.waited)
            self._within += match.waited <= policy.queues[place.wants.queue].target_seconds
            told, naive = self._told[match.call]
            if match.waited > 0.0 and told is not None and naive is not None:
                self._errors.append((abs(told - match.waited), abs(naive - match.waited)))
            until = at + self._handling[match.call]
            self._push(until, "seat", Free(seat=free.seat, skills=free.skills, idle_since=until))

    def _push(self, at: float, kind: str, what: Any) -> None:
        self._pushed += 1
        heappush(self._events, (at, self._pushed, kind, what))

    def _day(self, spent: float) -> SurgeDay:
        waits = sorted(self._waits)
        return SurgeDay(
            policy=self._callers.value,
            calls=CALLS,
            served=len(waits),
            abandoned=self._abandoned,
            mean_wait_s=fmean(waits),
            p95_wait_s=waits[len(waits) * 95 // 100],
            longest_wait_s=waits[-1],
            within_target=self._within,
            wait_error_s=median(own for own, _ in self._errors),
            naive_error_s=median(naive for _, naive in self._errors),
            cpu_seconds=spent,
        )


def surge_days(seed: int = 1) -> list[dict[str, Any]]:
    """The same surge day under every rule."""
    return [asdict(SurgeRun(rule, seed).run()) for rule in CallerRule]
