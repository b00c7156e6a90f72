"""Random policies and random events, the same for the engine and the slow matcher; times are whole seconds, so that
ties are common. `python -m tests.unit.domain.routing.random_events 100000` compares that many steps."""

from __future__ import annotations

import sys
from dataclasses import replace
from hashlib import sha256
from random import Random

from router.domain.matching import Free, Match, Wants
from router.domain.routing.clause import Clause
from router.domain.routing.decision import Decided
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.notices import Diverted
from router.domain.routing.policy import (
    CallerRule,
    Overflow,
    Policy,
    QueuePolicy,
    SeatRule,
    Step,
    Target,
    TargetKind,
)
from router.domain.routing.recompute import recompute
from tests.unit.domain.routing.slow_matcher import Outcome, SlowMatcher

SKILLS = ("law", "pay", "zh", "yue", "lead")
QUEUES = ("a", "b", "c", "d")
STEPS_PER_POLICY = 500


def random_skills(random: Random, most: int = 4) -> dict[str, int]:
    return {skill: random.randint(1, 5) for skill in random.sample(SKILLS, random.randint(0, most))}


def random_clause(random: Random) -> Clause:
    return Clause(all=random_skills(random, 2), any=random_skills(random, 2) if random.random() < 0.3 else {})


def random_queue(random: Random, name: str) -> QueuePolicy:
    afters = [0.0, *sorted(random.sample(range(5, 60), random.randint(0, 3)))]
    steps = tuple(
        Step(after=after, tiers=tuple(random_clause(random) for _ in range(random.randint(1, 2)))) for after in afters
    )
    targets = [Target(kind=TargetKind.QUEUE, id=other) for other in QUEUES if other != name]
    targets += [Target(kind=TargetKind.CALLBACK), Target(kind=TargetKind.MESSAGE, id=name)]
    overflows = []
    for _ in range(random.choice((0, 0, 1, 2))):
        condition = random.choice((Overflow(to=targets[0], nobody=True), Overflow(to=targets[0], waiting=3)))
        if random.random() < 0.5:
            condition = Overflow(to=targets[0], after=float(random.randint(1, 80)))
        overflows.append(replace(condition, to=random.choice(targets)))
    return QueuePolicy(
        id=name,
        steps=steps,
        prefer=random_skills(random, 2) if random.random() < 0.3 else {},
        weight=float(random.choice((0, 0, 10, 60))),
        target_seconds=float(random.choice((10, 20, 60))),
        seat_rule=random.choice(list(SeatRule)),
        sticky_seconds=float(random.choice((0, 0, 15))),
        reserve=random.choice((0, 0, 0, 1, 2)),
        overflows=tuple(overflows),
        limit=random.choice((None, None, None, 5)),
        longest=random.choice((None, None, 100.0)),
        last_resort=random.choice((*targets, Target(kind=TargetKind.FALLBACK))),
    )


def random_policy(random: Random) -> Policy:
    return Policy(
        queues={name: random_queue(random, name) for name in QUEUES},
        callers=random.choice(list(CallerRule)),
        fair_after=float(random.choice((20, 60, 300))),
        priority_at_most=30.0,
    )


class Run:
    """One policy, one engine, one slow matcher, and events until told to stop."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.policy = random_policy(self.random)
        self.fast = RoutingEngine(self.policy)
        self.slow = SlowMatcher(self.policy)
        self.at = 0
        self.number = 0
        self.decided: list[Decided] = []
        self.busy_bias = self.random.choice((0.25, 0.4, 0.55, 0.7))

    def step(self) -> None:
        random = self.random
        self.at += random.choice((0, 0, 0, 1, 1, 2, 5, 20))
        at, roll = float(self.at), random.random()
        if roll < self.busy_bias:
            wants = self._wants()
            self._same(self.fast.wait(wants, at), self.slow.wait(wants, at))
        elif roll < 0.85:
            free = self._seat()
            self._same(self.fast.free(free, at), self.slow.free(free, at))
        elif roll < 0.88:
            free, until = self._seat(), at + random.randint(0, 20)
            self._same(self.fast.wrap_up(free, until, at), self.slow.wrap_up(free, until, at))
        elif roll < 0.91:
            seat = f"s{random.randint(0, 14):02}"
            self._same(self.fast.busy(seat, at), self.slow.busy(seat, at))
        elif roll < 0.93:
            seat = f"s{random.randint(0, 14):02}"
            self._same(self.fast.gone(seat, at), self.slow.gone(seat, at))
        elif roll < 0.94:
            free = self._seat()
            self._same(self.fast.staff(free, at), self.slow.staff(free, at))
        elif roll < 0.97:
            call = f"c{random.randint(max(0, self.number - 15), self.number)}"
            self._same(self.fast.leave(call, at), self.slow.leave(call, at))
        else:
            deadline = self.fast.deadline
            at = deadline if deadline is not None and random.random() < 0.8 else at
            self.at = max(self.at, int(at))
            self._same(self.fast.due(at), self.slow.due(at))
        assert self.fast.deadline == self.slow.deadline
        assert self.fast.waiting == len(self.slow.calls)
        assert self.fast.free_seats == len(self.slow.idle)

    def _wants(self) -> Wants:
        random = self.random
        again = random.random() < 0.1 and self.slow.calls
        if again:
            former = self.slow.calls[random.choice(sorted(self.slow.calls))].wants
            return random.choice((former, replace(former, queue=random.choice(QUEUES))))
        self.number += 1
        since = float(self.at - random.choice((0, 0, 0, 3, 40)))
        asked = random_skills(random, 1) if random.random() < 0.3 else {}
        return Wants(
            call=f"c{self.number}",
            queue=random.choice((*QUEUES, "unknown")),
            rank=(since - random.choice((0, 5)), self.number),
            skills=asked,
            asked=asked,
            since=since,
            prefer=random_skills(random, 2) if random.random() < 0.3 else {},
            priority=float(random.choice((0, 0, 0, 20, 500, -5))),
            last_agent=f"a{random.randint(0, 15)}" if random.random() < 0.3 else "",
            also=random_queue(random, "former").steps if random.random() < 0.1 else (),
            been=tuple(random.sample(QUEUES, 1)) if random.random() < 0.1 else (),
            speechless=random.random() < 0.1,
            absent=random.random() < 0.1,
        )

    def _seat(self) -> Free:
        random = self.random
        number = random.randint(0, 14)
        # Mostly the same agent with the same skills; now and then another one sits there.
        skills = random_skills(random) if random.random() < 0.05 else random_skills(Random(number))
        return Free(
            seat=f"s{number:02}",
            skills=skills,
            idle_since=float(self.at - random.choice((0, 0, 10))),
            agent=f"a{number if random.random() < 0.95 else random.randint(0, 15)}",
            talks=random.randint(0, 3),
            occupancy=random.choice((0.25, 0.5, 0.5, 0.75)),
        )

    def _same(self, fast: list[Match], slow: list[Outcome]) -> None:
        assert [as_outcome(match) for match in fast] == slow
        told = [
            (one.call, one.queue, one.to.kind.value, one.to.id, one.why, one.at)
            for one in self.fast.notices()
            if isinstance(one, Diverted)
        ]
        assert told == self.slow.diverted
        self.slow.diverted.clear()
        for match in fast:
            assert isinstance(match, Decided)
            assert recompute(match.decision).agrees
            self.decided.append(match)


def as_outcome(match: Match) -> Outcome:
    assert isinstance(match, Decided)
    decision = match.decision
    rivals = [free.seat for free in decision.rival_seats] + [place.wants.call for place in decision.rival_calls]
    counts = {reason.value: count for reason, count in decision.counts.items()}
    return Outcome(match.call, match.seat, decision.tier, decision.place.step, decision.able, counts, rivals)


def compare(steps: int, seed: int = 0) -> list[Decided]:
    """Run so many steps, a new policy every 500. Returns the decisions that were compared; any difference raises."""
    decided: list[Decided] = []
    for number in range(0, steps, STEPS_PER_POLICY):
        run = Run(Random(seed + number))
        for _ in range(min(STEPS_PER_POLICY, steps - number)):
            run.step()
        decided += run.decided
    return decided


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    found = compare(wanted)
    digest = sha256("".join(f"{one.call}{one.seat}{one.reason};" for one in found).encode()).hexdigest()
    print(f"{wanted} steps, {len(found)} decisions, no difference, digest {digest[:16]}")
