"""The engine: one event in, matches out. Every rule is in `policy`, every order in `place`, `lanes` and `seat_order`.

After each event no free seat stands idle while a waiting call may have it; "may" is: the seat meets what the call asks
for by now, no reserve keeps it from the call's queue, and the call does not still wait for the agent it knows.

Deadlines carry their own time: `due` called late decides each as of its own time and in their order, and every event
first does what was due before it. So the decisions are a function of the events and not of when `due` was called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from router.domain.matching import Free, Match, Wants
from router.domain.routing.choice import Choice
from router.domain.routing.flow import FlowMemory
from router.domain.routing.index import Desk, Need, Reserve
from router.domain.routing.needs import Catalogue
from router.domain.routing.notices import Diverted, Notice, WaitTold
from router.domain.routing.place import Place, claim_of
from router.domain.routing.policy import Policy, Target, TargetKind
from router.domain.routing.roster import Roster
from router.domain.routing.timers import CALL, SEAT, TimerQueue
from router.domain.routing.waiting import QueueState, Waiting, WaitingRoom


class RoutingEngine:
    """Matching by a policy. Implements `router.domain.matching.Engine`; events out of time order count as now.

    A match takes call and seat out of what waits and what is free; the seat stays on duty. Whoever could not use a
    match puts both back by `wait` and `free`.
    """

    def __init__(self, policy: Policy, flows: Mapping[str, FlowMemory] | None = None) -> None:
        """`flows`: what an engine before this one has learnt of each queue, for expected waits."""
        self.policy = policy
        catalogue = Catalogue()
        self._roster = Roster(catalogue)
        self._room = WaitingRoom(policy, catalogue, flows or {})
        self._choice = Choice(policy, self._roster, self._room)
        self._timers = TimerQueue()
        self._wrapping: dict[str, Free] = {}
        self._notices: list[Notice] = []
        self._now = float("-inf")
        for queue in policy.queues.values():
            ask = self._room.asks(self._room.queue(queue.id), {}, {})[0]
            self._roster.view(ask.need, ask.prefer, queue.seat_rule)
            if queue.reserve:
                self._roster.add_reserve(Reserve(queue.id, queue.reserve, ask.need))

    # ------------------------------------------------------------------ events

    def wait(self, wants: Wants, at: float) -> list[Match]:
        """A call begins to wait, or waits for something else now; said again, nothing changes."""
        matches = self._reach(at)
        if matches and any(match.call == wants.call for match in matches):
            # Said without knowing that it has just been served.
            return matches
        former = self._room.calls.get(wants.call)
        if former is not None:
            if former.wants == wants:
                return matches
            self._forget(wants.call, left=False)
        queue = self._room.queue(wants.queue)
        waiting = Waiting(wants, queue, self._claim(wants, queue))
        matches += self._enter(waiting, queue, self._now)
        return matches

    def leave(self, call: str, at: float) -> list[Match]:
        """A call waits no longer: the caller hung up, or was served elsewhere."""
        matches = self._reach(at)
        self._forget(call)
        return matches

    def free(self, free: Free, at: float) -> list[Match]:
        """A seat may be offered a call."""
        matches = self._reach(at)
        if matches and any(match.seat == free.seat for match in matches):
            # Said without knowing that it has just been given a call.
            return matches
        self._timers.clear(SEAT, free.seat)
        matches += self._staffed(free, self._now)
        matches += self._release(self._roster.desks[free.seat], self._now)
        return matches

    def wrap_up(self, free: Free, until: float, at: float) -> list[Match]:
        """A seat on duty is not free and becomes so by itself, idle from then, at `until`."""
        matches = self.staff(free, at)
        self._wrapping[free.seat] = replace(free, idle_since=until)
        self._timers.set(SEAT, (0.0, 0, free.seat), until)
        return matches

    def staff(self, free: Free, at: float) -> list[Match]:
        """A seat is on duty and not free."""
        matches = self._reach(at)
        self._timers.clear(SEAT, free.seat)
        matches += self._staffed(free, self._now)
        return matches

    def busy(self, seat: str, at: float) -> list[Match]:
        """A seat is not free any more. One that was never seen is not known to be on duty: nothing changes."""
        matches = self._reach(at)
        self._timers.clear(SEAT, seat)
        desk = self._roster.desks.get(seat)
        if desk is not None:
            self._roster.rest(desk)
        return matches

    def gone(self, seat: str, at: float) -> list[Match]:
        """A seat is off duty. Calls that wait for its agent wait for anybody now."""
        matches = self._reach(at)
        self._timers.clear(SEAT, seat)
        desk = self._roster.desks.get(seat)
        if desk is not None:
            self._roster.remove(desk)
            matches += self._let_go(desk.free.agent, self._now)
            self._see_queues(self._now)
        return matches

    def due(self, at: float) -> list[Match]:
        """Do what is due by now."""
        return self._reach(at)

    @property
    def deadline(self) -> float | None:
        """When `due` must be called, if nothing else happens before."""
        return self._timers.next

    def notices(self) -> list[Notice]:
        """What was to be told since last asked: Diverted, WaitTold."""
        told, self._notices = self._notices, []
        return told

    # ------------------------------------------------------------------ questions

    @property
    def waiting(self) -> int:
        """Calls that wait."""
        return len(self._room.calls)

    @property
    def free_seats(self) -> int:
        """Seats that are free."""
        return self._roster.free

    def knows(self, seat: str) -> bool:
        """Whether a seat is on duty."""
        return seat in self._roster.desks

    def place_of(self, call: str) -> Place | None:
        """A waiting call as the rules see it now; None: it does not wait."""
        waiting = self._room.calls.get(call)
        return waiting.place if waiting else None

    def ahead_of(self, call: str) -> int | None:
        """How many calls of its queue come before a waiting call."""
        waiting = self._room.calls.get(call)
        return waiting.queue.ahead(waiting.key) if waiting else None

    def waiting_in(self, queue: str) -> int:
        """How many calls wait in a queue."""
        return len(self._room.queue(queue).keys)

    def flows(self) -> dict[str, FlowMemory]:
        """What has been learnt of each queue; for the engine that comes after this one."""
        return {name: queue.flow.memory for name, queue in self._room.queues.items()}

    def expected_wait(self, queue: str, at: float) -> float | None:
        """Seconds that a call of the queue's own kind would wait, were it to come now; None: nobody on duty could."""
        state = self._room.queue(queue)
        ask = self._room.asks(state, {}, {})[0]
        view = self._roster.view(ask.need, ask.prefer, state.policy.seat_rule)
        if len(view.keys) > self._roster.kept_from(ask.need, queue):
            return 0.0
        return state.flow.expect(ahead=len(state.keys), staff=state.widest.staff, at=max(at, self._now))

    def expected_wait_of(self, call: str, at: float) -> float | None:
        """Seconds that a waiting call will still wait; None: it does not wait, or nobody on duty could."""
        waiting = self._room.calls.get(call)
        if waiting is None:
            return None
        state = waiting.queue
        return state.flow.expect(ahead=state.ahead(waiting.key), staff=state.widest.staff, at=max(at, self._now))

    def unserved(self, calls: Iterable[str], there: Callable[[str], bool]) -> tuple[list[str], list[str]]:
        """Those of the calls that could be served, at their last step, by none of the seats on duty that are `there`;
        and those that do not wait."""
        nobody: dict[Need, bool] = {}
        unserved, absent = [], []
        for call in calls:
            if (waiting := self._room.calls.get(call)) is None:
                absent.append(call)
                continue
            need = waiting.asks[-1].need
            if need not in nobody:
                nobody[need] = not any(
                    need in desk.signature.meets and there(seat) for seat, desk in self._roster.desks.items()
                )
            if nobody[need]:
                unserved.append(call)
        return unserved, absent

    # ------------------------------------------------------------------ time

    def _reach(self, at: float) -> list[Match]:
        matches: list[Match] = []
        while (due := self._timers.pop(at)) is not None:
            when, kind, name = due
            self._now = max(self._now, when)
            if kind == SEAT:
                free = self._wrapping.pop(name)
                self._roster.put(free)
                matches += self._release(self._roster.desks[name], self._now)
            else:
                matches += self._advance(self._room.calls[name], self._now)
        self._now = max(self._now, at)
        return matches

    def _advance(self, waiting: Waiting, at: float) -> list[Match]:
        """A call's deadline has come: it may ask for less, be passed on, be told."""
        match = self._replace(waiting, at)
        if match is not None:
            return [match]
        diverted = self._divert(waiting, at, arriving=False)
        if diverted is not None:
            return diverted
        if waiting.tell_at is not None and at >= waiting.tell_at:
            self._tell(waiting, at)
        self._set_timer(waiting, at)
        return []

    def _set_timer(self, waiting: Waiting, at: float) -> None:
        queue, since = waiting.queue, waiting.wants.since
        coming = next((time for offset in queue.offsets if (time := since + offset) > at), None)
        if waiting.place.step + 1 < len(waiting.asks):
            step = since + waiting.asks[waiting.place.step + 1].after
            coming = step if coming is None else min(coming, step)
        others = [] if waiting.tell_at is None else [waiting.tell_at]
        if waiting.place.only:
            others.append(since + queue.policy.sticky_seconds)
        if others:
            coming = min((time for time in (coming, *others) if time is not None and time > at), default=None)
        self._timers.set(CALL, waiting.key, coming)

    def _tell(self, waiting: Waiting, at: float) -> None:
        every = waiting.queue.policy.tell_every
        if every is None:
            return
        waiting.tell_at = at + every
        seconds = self.expected_wait_of(waiting.wants.call, at)
        if seconds is not None:
            ahead = waiting.queue.ahead(waiting.key)
            self._notices.append(WaitTold(call=waiting.wants.call, at=at, seconds=seconds, ahead=ahead))

    # ------------------------------------------------------------------ calls

    def _claim(self, wants: Wants, queue: QueueState) -> float:
        """The best of its claims in all queues that it has come by."""
        been = (self.policy.queues[name] for name in wants.been if name in self.policy.queues)
        return min(claim_of(wants, policy, self.policy) for policy in (queue.policy, *been))

    def _enter(self, waiting: Waiting, queue: QueueState, at: float) -> list[Match]:
        """A call comes to a queue: a free seat, or another queue, or a place in this one."""
        wants = waiting.wants
        waiting.queue = queue
        named = queue.policy.id in self.policy.queues
        waiting.asks = self._room.asks(queue, wants.asked if named else wants.skills, wants.prefer, wants.also)
        waiting.key = (waiting.claim, wants.rank[1], wants.call)
        waiting.place = self._place(waiting, at)
        match = self._seat_for(waiting, at)
        if match is not None:
            return [match]
        diverted = self._divert(waiting, at, arriving=True)
        if diverted is not None:
            return diverted
        self._room.calls[wants.call] = waiting
        self._room.line_up(waiting, at)
        waiting.tell_at = None
        self._tell(waiting, at)
        self._set_timer(waiting, at)
        return []

    def _place(self, waiting: Waiting, at: float) -> Place:
        """What a call asks for at a time. At the very second of a step the step counts."""
        wants, policy = waiting.wants, waiting.queue.policy
        step = len(waiting.asks) - 1
        while step and at < wants.since + waiting.asks[step].after:
            step -= 1
        ask = waiting.asks[step]
        only = ""
        if wants.last_agent and at < wants.since + policy.sticky_seconds:
            desk = self._roster.agents.get(wants.last_agent)
            if desk is not None and ask.need in desk.signature.meets:
                only = wants.last_agent
        return Place(
            wants=wants,
            queue=policy.id,
            claim=waiting.claim,
            step=step,
            need=ask.need.tiers,
            primary=ask.primary,
            prefer=ask.prefer,
            target=policy.target_seconds,
            only=only,
        )

    def _replace(self, waiting: Waiting, at: float) -> Match | None:
        """Take a waiting call's place anew, and a free seat if there is one for it now."""
        former = waiting.place
        place = self._place(waiting, at)
        if place.step == former.step and place.only == former.only:
            return None
        waiting.place = place
        match = self._seat_for(waiting, at)
        if match is None:
            self._room.line_up(waiting, at)
        return match

    def _let_go(self, agent: str, at: float) -> list[Match]:
        """The agent is not there any more: whoever waited for that one alone looks at the others, by place."""
        if not agent or agent in self._roster.agents or agent not in self._room.held:
            return []
        keys = sorted(key for lane in self._room.held[agent] for key in lane.keys)
        matches: list[Match] = []
        for _, _, call in keys:
            waiting = self._room.calls[call]
            match = self._replace(waiting, at)
            if match is not None:
                matches.append(match)
            else:
                self._set_timer(waiting, at)
        return matches

    def _divert(self, waiting: Waiting, at: float, *, arriving: bool) -> list[Match] | None:
        """Pass a call on when its queue says so. None: it waits here."""
        policy, since = waiting.queue.policy, waiting.wants.since
        others = len(waiting.queue.keys) - waiting.in_line
        if arriving and policy.limit is not None and others >= policy.limit and self._may(waiting, policy.last_resort):
            return self._pass_on(waiting, policy.last_resort, "limit", at)
        for rule in policy.overflows:
            if not self._may(waiting, rule.to):
                continue
            if rule.to.kind is TargetKind.QUEUE and not self._can_go(waiting, rule.to.id):
                continue
            if rule.after is not None and at >= since + rule.after:
                return self._pass_on(waiting, rule.to, "after", at)
            if arriving and rule.waiting is not None and others >= rule.waiting:
                return self._pass_on(waiting, rule.to, "waiting", at)
            if rule.nobody and not waiting.asks[-1].need.staff:
                return self._pass_on(waiting, rule.to, "nobody", at)
        if policy.longest is not None and at >= since + policy.longest and self._may(waiting, policy.last_resort):
            return self._pass_on(waiting, policy.last_resort, "longest", at)
        return None

    def _may(self, waiting: Waiting, to: Target) -> bool:
        if waiting.wants.absent:
            return to.kind is TargetKind.QUEUE and self._can_go(waiting, to.id)
        return not (to.kind is TargetKind.MESSAGE and waiting.wants.speechless)

    def _can_go(self, waiting: Waiting, queue: str) -> bool:
        return queue in self.policy.queues and queue != waiting.queue.policy.id and queue not in waiting.been

    def _pass_on(self, waiting: Waiting, to: Target, why: str, at: float) -> list[Match]:
        former = waiting.queue
        if to.kind is TargetKind.QUEUE and not self._can_go(waiting, to.id):
            # A last resort that leads back is no resort: the dialplan's own queue never ends in silence.
            to = Target(kind=TargetKind.FALLBACK)
        self._notices.append(Diverted(call=waiting.wants.call, at=at, queue=former.policy.id, to=to, why=why))
        self._forget(waiting.wants.call)
        if to.kind is not TargetKind.QUEUE:
            return []
        waiting.been.append(former.policy.id)
        queue = self._room.queue(to.id)
        waiting.claim = min(waiting.claim, claim_of(waiting.wants, queue.policy, self.policy))
        return self._enter(waiting, queue, at)

    def _forget(self, call: str, *, left: bool = True) -> None:
        """The call leaves its queue without a seat."""
        waiting = self._room.calls.pop(call, None)
        if waiting is None:
            return
        self._timers.clear(CALL, call)
        self._room.take_out(waiting, self._now)
        if left:
            waiting.queue.flow.left()

    # ------------------------------------------------------------------ seats

    def _staffed(self, free: Free, at: float) -> list[Match]:
        former = self._roster.desks.get(free.seat)
        desk = self._roster.put(free)
        if former is None or former is not desk:
            self._see_queues(at)
        return self._let_go(former.free.agent, at) if former is not None and former is not desk else []

    def _see_queues(self, at: float) -> None:
        """Who is on duty has changed: what was seen of each queue until now was with the others."""
        for queue in self._room.queues.values():
            if queue.keys:
                queue.see(at)

    def _release(self, desk: Desk, at: float) -> list[Match]:
        """A seat is free: a call for it, or for one that a reserve needs to keep no longer."""
        matches: list[Match] = []
        self._roster.release(desk)
        match = self._call_for(desk, at)
        if match is not None:
            return [match]
        self._roster.show(desk)
        full = [reserve for reserve in desk.signature.reserves if len(reserve.desks) == reserve.size + 1]
        if full and self._room.calls:
            for other in self._roster.homes(full):
                if other is not desk and (match := self._call_for(other, at)) is not None:
                    matches.append(match)
        return matches

    def _seat_for(self, waiting: Waiting, at: float) -> Match | None:
        match = self._choice.seat_for(waiting, at) if self._roster.free else None
        if match is not None:
            self._timers.clear(CALL, match.call)
        return match

    def _call_for(self, desk: Desk, at: float) -> Match | None:
        match = self._choice.call_for(desk, at)
        if match is not None:
            self._timers.clear(CALL, match.call)
        return match
