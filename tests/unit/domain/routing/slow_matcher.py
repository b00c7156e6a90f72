"""The slow matcher: the routing rules read off one by one, everything scanned on every event, no index anywhere.

It shares the policy's types with the engine and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from router.domain.matching import Free, Wants
from router.domain.routing.clause import Clause
from router.domain.routing.policy import (
    CallerRule,
    Policy,
    QueuePolicy,
    SeatRule,
    Step,
    Target,
    TargetKind,
)


@dataclass
class Caller:
    wants: Wants
    queue: QueuePolicy
    claim: float
    step: int = 0
    only: str = ""
    been: list[str] = field(default_factory=list)
    deadline: float | None = None

    @property
    def steps(self) -> list[Step]:
        """Its queue's and those of the rules that it came under, those of one second as one."""
        every = (*self.queue.steps, *self.wants.also)
        return [
            Step(after=after, tiers=tuple(tier for step in every if step.after == after for tier in step.tiers))
            for after in sorted({step.after for step in every})
        ]

    @property
    def key(self) -> tuple[float, int, str]:
        return self.claim, self.wants.rank[1], self.wants.call


@dataclass(frozen=True)
class Outcome:
    call: str
    seat: str
    tier: int
    step: int
    able: int
    counts: dict[str, int]
    rivals: list[str]


class SlowMatcher:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.calls: dict[str, Caller] = {}
        self.desks: dict[str, Free] = {}
        self.idle: set[str] = set()
        self.agent_at: dict[str, str] = {}
        self.wrapping: dict[str, tuple[float, Free]] = {}
        self.diverted: list[tuple[str, str, str, str, str, float]] = []
        self.now = float("-inf")
        self.out: list[Outcome] = []

    # what happens

    def wait(self, wants: Wants, at: float) -> list[Outcome]:
        self._reach(at)
        if wants.call in [one.call for one in self.out]:
            return self._done()
        if wants.call in self.calls and self.calls[wants.call].wants == wants:
            return self._done()
        self.calls.pop(wants.call, None)
        queue = self._queue(wants.queue, wants)
        been = [self.policy.queues[name] for name in wants.been if name in self.policy.queues]
        claim = min(self._claim(wants, each) for each in (queue, *been))
        self._enter(Caller(wants, queue, claim, been=list(wants.been)))
        return self._done()

    def leave(self, call: str, at: float) -> list[Outcome]:
        self._reach(at)
        self.calls.pop(call, None)
        return self._done()

    def free(self, free: Free, at: float) -> list[Outcome]:
        self._reach(at)
        if free.seat in [one.seat for one in self.out]:
            return self._done()
        self._on_duty(free)
        self._released(free.seat)
        return self._done()

    def staff(self, free: Free, at: float) -> list[Outcome]:
        self._reach(at)
        self._on_duty(free)
        return self._done()

    def wrap_up(self, free: Free, until: float, at: float) -> list[Outcome]:
        self._reach(at)
        self._on_duty(free)
        self.wrapping[free.seat] = until, replace(free, idle_since=until)
        return self._done()

    def busy(self, seat: str, at: float) -> list[Outcome]:
        self._reach(at)
        self.idle.discard(seat)
        self.wrapping.pop(seat, None)
        return self._done()

    def gone(self, seat: str, at: float) -> list[Outcome]:
        self._reach(at)
        self.wrapping.pop(seat, None)
        self._off_duty(seat)
        return self._done()

    def due(self, at: float) -> list[Outcome]:
        self._reach(at)
        return self._done()

    @property
    def deadline(self) -> float | None:
        times = [until for until, _ in self.wrapping.values()]
        times += [caller.deadline for caller in self.calls.values() if caller.deadline is not None]
        return min(times, default=None)

    # time

    def _reach(self, at: float) -> None:
        while True:
            coming: list[tuple[float, int, Any, str]] = [
                (until, 0, seat, seat) for seat, (until, _) in self.wrapping.items()
            ]
            coming += [(c.deadline, 1, c.key, c.wants.call) for c in self.calls.values() if c.deadline is not None]
            coming = [one for one in coming if one[0] <= at]
            if not coming:
                break
            when, kind, _, name = min(coming)
            self.now = max(self.now, when)
            if kind == 0:
                _, free = self.wrapping.pop(name)
                self._on_duty(free)
                self._released(name)
            else:
                self._advance(self.calls[name])
        self.now = max(self.now, at)

    def _advance(self, caller: Caller) -> None:
        if self._replaced(caller) or self._diverted(caller, arriving=False):
            return
        self._set_deadline(caller)

    def _set_deadline(self, caller: Caller) -> None:
        since, queue = caller.wants.since, caller.queue
        times = [since + step.after for step in caller.steps]
        times += [since + rule.after for rule in queue.overflows if rule.after is not None]
        if queue.longest is not None:
            times.append(since + queue.longest)
        if caller.only:
            times.append(since + queue.sticky_seconds)
        caller.deadline = min((time for time in times if time > self.now), default=None)

    # calls

    def _queue(self, name: str, wants: Wants) -> QueuePolicy:
        own = QueuePolicy(id=name, steps=(Step(after=0.0, tiers=(Clause(all=wants.skills),)),))
        return self.policy.queues.get(name, own)

    def _claim(self, wants: Wants, queue: QueuePolicy) -> float:
        priority = max(0.0, min(wants.priority, self.policy.priority_at_most))
        return wants.rank[0] - queue.weight - priority

    def _enter(self, caller: Caller) -> None:
        caller.step, caller.only = self._stage(caller)
        if self._call_chooses(caller) or self._diverted(caller, arriving=True):
            return
        self.calls[caller.wants.call] = caller
        self._set_deadline(caller)

    def _stage(self, caller: Caller) -> tuple[int, str]:
        waited_to = self.now
        step = max(n for n, s in enumerate(caller.steps) if n == 0 or waited_to >= caller.wants.since + s.after)
        agent = caller.wants.last_agent
        seat = self.agent_at.get(agent) if agent else None
        holds = (
            seat is not None
            and waited_to < caller.wants.since + caller.queue.sticky_seconds
            and self._tier(caller, self.desks[seat], step) is not None
        )
        return step, agent if holds else ""

    def _replaced(self, caller: Caller) -> bool:
        stage = self._stage(caller)
        if stage == (caller.step, caller.only):
            return False
        caller.step, caller.only = stage
        return self._call_chooses(caller)

    def _diverted(self, caller: Caller, *, arriving: bool) -> bool:
        queue, since = caller.queue, caller.wants.since
        others = sum(c.queue.id == queue.id for c in self.calls.values() if c is not caller)
        if arriving and queue.limit is not None and others >= queue.limit and self._may_ask(caller, queue.last_resort):
            return self._pass_on(caller, queue.last_resort, "limit")
        last = len(caller.steps) - 1
        for rule in queue.overflows:
            if not self._may_ask(caller, rule.to):
                continue
            if rule.to.kind is TargetKind.QUEUE and not self._may_go(caller, rule.to.id):
                continue
            if rule.after is not None and self.now >= since + rule.after:
                return self._pass_on(caller, rule.to, "after")
            if arriving and rule.waiting is not None and others >= rule.waiting:
                return self._pass_on(caller, rule.to, "waiting")
            if rule.nobody and all(self._tier(caller, desk, last) is None for desk in self.desks.values()):
                return self._pass_on(caller, rule.to, "nobody")
        late = queue.longest is not None and self.now >= since + queue.longest
        if late and self._may_ask(caller, queue.last_resort):
            return self._pass_on(caller, queue.last_resort, "longest")
        return False

    def _may_ask(self, caller: Caller, to: Target) -> bool:
        if caller.wants.absent:
            return to.kind is TargetKind.QUEUE and self._may_go(caller, to.id)
        return to.kind is not TargetKind.MESSAGE or not caller.wants.speechless

    def _may_go(self, caller: Caller, queue: str) -> bool:
        return queue in self.policy.queues and queue != caller.queue.id and queue not in caller.been

    def _pass_on(self, caller: Caller, to: Target, why: str) -> bool:
        if to.kind is TargetKind.QUEUE and not self._may_go(caller, to.id):
            to = Target(kind=TargetKind.FALLBACK)
        self.diverted.append((caller.wants.call, caller.queue.id, to.kind.value, to.id, why, self.now))
        self.calls.pop(caller.wants.call, None)
        if to.kind is TargetKind.QUEUE:
            caller.been.append(caller.queue.id)
            caller.queue = self.policy.queues[to.id]
            caller.claim = min(caller.claim, self._claim(caller.wants, caller.queue))
            self._enter(caller)
        return True

    # seats

    def _on_duty(self, free: Free) -> None:
        former = self.desks.get(free.seat)
        self.wrapping.pop(free.seat, None)
        self.idle.discard(free.seat)
        if former is not None and (former.agent, former.skills) != (free.agent, free.skills):
            self._forget_seat(free.seat)
        if free.agent and (former is None or free.seat not in self.desks):
            self.agent_at[free.agent] = free.seat
        self.desks[free.seat] = free
        if former is not None:
            self._let_go(former.agent)

    def _off_duty(self, seat: str) -> None:
        former = self.desks.get(seat)
        if former is not None:
            self._forget_seat(seat)
            self._let_go(former.agent)

    def _forget_seat(self, seat: str) -> None:
        self.idle.discard(seat)
        agent = self.desks.pop(seat).agent
        if self.agent_at.get(agent) == seat:
            del self.agent_at[agent]

    def _let_go(self, agent: str) -> None:
        if not agent or agent in self.agent_at:
            return
        for caller in sorted((c for c in self.calls.values() if c.only == agent), key=lambda c: c.key):
            if not self._replaced(caller):
                self._set_deadline(caller)

    def _released(self, seat: str) -> None:
        self.idle.add(seat)
        self._seat_chooses(seat)
        # A seat that a reserve kept may go now.
        for other in sorted(self.idle, key=lambda name: (self.desks[name].idle_since, name)):
            self._seat_chooses(other)

    # who may have whom

    def _tiers(self, caller: Caller, step: int) -> list[Clause]:
        asked = caller.wants.asked if caller.queue.id in self.policy.queues else caller.wants.skills
        tiers = []
        for one in caller.steps[: step + 1]:
            for clause in one.tiers:
                levels = dict(clause.all)
                for skill, level in asked.items():
                    levels[skill] = max(level, levels.get(skill, 0))
                tiers.append(Clause(all=levels, any=clause.any))
        return tiers

    def _tier(self, caller: Caller, desk: Free, step: int) -> int | None:
        for number, clause in enumerate(self._tiers(caller, step)):
            has = [desk.skills.get(skill, 0) >= level for skill, level in clause.all.items()]
            one = [desk.skills.get(skill, 0) >= level for skill, level in clause.any.items()]
            if all(has) and (any(one) or not one):
                return number
        return None

    def _is_kept(self, desk: Free, queue: str) -> bool:
        homes = []
        kept = False
        for rule in self.policy.queues.values():
            if rule.reserve:
                home = Caller(Wants(call="", queue=rule.id, rank=(0.0, 0)), rule, 0.0)
                free = [seat for seat in self.idle if self._tier(home, self.desks[seat], 0) is not None]
                if self._tier(home, desk, 0) is not None:
                    homes.append(rule.id)
                    kept = kept or len(free) <= rule.reserve
        return kept and queue not in homes

    # choices

    def _call_chooses(self, caller: Caller) -> bool:
        free = [self.desks[seat] for seat in self.idle]
        able = [desk for desk in free if self._tier(caller, desk, caller.step) is not None]
        may = [desk for desk in able if not self._is_kept(desk, caller.queue.id)]
        agent = caller.wants.last_agent
        known = [desk for desk in may if agent and self.agent_at.get(agent) == desk.seat]
        if not may or (caller.only and not known):
            return False
        order = sorted(may, key=lambda desk: (desk not in known, self._seat_order(caller, desk)))
        on_duty = [d for d in self.desks.values() if self._tier(caller, d, caller.step) is not None]
        counts = {
            "order": len(may) - 1,
            "busy": len(on_duty) - len(able),
            "skill": len(self.desks) - len(on_duty),
            "reserved": len(able) - len(may),
        }
        self._match(caller, order[0], len(may), counts, [desk.seat for desk in order[1:21]])
        return True

    def _seat_order(self, caller: Caller, desk: Free) -> tuple[Any, ...]:
        tier = self._tier(caller, desk, caller.step)
        assert tier is not None
        wishes = {**caller.queue.prefer, **caller.wants.prefer}
        met = sum(desk.skills.get(skill, 0) >= level for skill, level in wishes.items())
        clause = self._tiers(caller, caller.step)[tier]
        level = sum(desk.skills.get(skill, 0) for skill in clause.all)
        level += max([desk.skills[s] for s, least in clause.any.items() if desk.skills.get(s, 0) >= least], default=0)
        measure: dict[SeatRule, float] = {
            SeatRule.BEST_LEVEL: -level,
            SeatRule.LONGEST_IDLE: 0,
            SeatRule.FEWEST_CALLS: desk.talks,
            SeatRule.LEAST_OCCUPIED: desk.occupancy,
        }
        return tier, -met, measure[caller.queue.seat_rule], desk.idle_since, desk.seat

    def _seat_chooses(self, seat: str) -> None:
        desk = self.desks[seat]
        able, counts = [], {"skill": 0, "reserved": 0, "held": 0}
        for caller in self.calls.values():
            if caller.only and self.agent_at.get(caller.only) != seat:
                counts["held"] += 1
            elif self._tier(caller, desk, caller.step) is None:
                counts["skill"] += 1
            elif self._is_kept(desk, caller.queue.id):
                counts["reserved"] += 1
            else:
                able.append(caller)
        if not able:
            return
        able.sort(key=lambda caller: self._call_order(caller, desk))
        counts["order"] = len(able) - 1
        self._match(able[0], desk, len(able), counts, [caller.wants.call for caller in able[1:21]])

    def _call_order(self, caller: Caller, desk: Free) -> tuple[Any, ...]:
        if self.policy.callers is CallerRule.OLDEST or self.now - caller.claim >= self.policy.fair_after:
            return 0, 0.0, *caller.key
        if self.policy.callers is CallerRule.TARGET_RATIO:
            return 1, -(self.now - caller.claim) / caller.queue.target_seconds, *caller.key
        first = Caller(replace(caller.wants, also=()), caller.queue, 0.0)
        return 1, 0.0 if self._tier(first, desk, 0) is not None else 1.0, *caller.key

    def _match(self, caller: Caller, desk: Free, able: int, counts: dict[str, int], rivals: list[str]) -> None:
        tier = self._tier(caller, desk, caller.step)
        assert tier is not None
        self.calls.pop(caller.wants.call, None)
        self.idle.discard(desk.seat)
        self.out.append(Outcome(caller.wants.call, desk.seat, tier, caller.step, able, counts, rivals))

    def _done(self) -> list[Outcome]:
        out, self.out = self.out, []
        return out
