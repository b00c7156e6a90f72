"""The calls that wait: each in its queue's order, and in the lane of what it asks for."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping

from router.domain.matching import Wants
from router.domain.routing.clause import Clause
from router.domain.routing.flow import Flow, FlowMemory
from router.domain.routing.index import Lane, Need
from router.domain.routing.needs import Catalogue
from router.domain.routing.ordered import remove
from router.domain.routing.place import Place, PlaceKey
from router.domain.routing.policy import Policy, QueuePolicy, Step


class Ask:
    """What calls of one queue that bring the same wishes ask for at one step."""

    __slots__ = ("after", "lane", "need", "prefer", "primary")

    def __init__(self, after: float, need: Need, primary: int, prefer: Mapping[str, int]) -> None:
        self.after = after
        """seconds of waiting from which on"""
        self.need = need
        self.primary = primary
        self.prefer = prefer
        self.lane: Lane | None = None
        """of those that wait for anybody"""


class QueueState:
    """One queue now."""

    __slots__ = ("asks", "flow", "keys", "offsets", "policy", "widest")

    def __init__(self, policy: QueuePolicy, flow: Flow, widest: Need) -> None:
        self.policy = policy
        self.flow = flow
        self.keys: list[PlaceKey] = []
        self.asks: dict[object, list[Ask]] = {}
        times: list[float] = []
        times += (rule.after for rule in policy.overflows if rule.after is not None)
        times += () if policy.longest is None else (policy.longest,)
        self.offsets = sorted(set(times))
        """seconds of waiting at which calls are passed on; when they ask for less, their `asks` say"""
        self.widest = widest
        """what the last step asks for, without what calls ask for themselves"""

    def ahead(self, key: PlaceKey) -> int:
        """How many calls of this queue come before a place."""
        return bisect_left(self.keys, key)

    def see(self, at: float) -> None:
        self.flow.see(waiting=len(self.keys), staff=self.widest.staff, at=at)


class Waiting:
    """One waiting call."""

    __slots__ = ("asks", "been", "claim", "in_line", "key", "lane", "place", "queue", "tell_at", "wants")

    def __init__(self, wants: Wants, queue: QueueState, claim: float) -> None:
        self.wants = wants
        self.queue = queue
        self.claim = claim
        self.key: PlaceKey = (claim, wants.rank[1], wants.call)
        self.been = list(wants.been)
        """queues that passed it on"""
        self.asks: list[Ask] = []
        """one per step of its queue"""
        self.place: Place
        self.lane: Lane | None = None
        self.in_line = False
        """counted in its queue"""
        self.tell_at: float | None = None


class WaitingRoom:
    """Every waiting call, with its indices."""

    def __init__(self, policy: Policy, catalogue: Catalogue, flows: Mapping[str, FlowMemory]) -> None:
        self._policy = policy
        self._catalogue = catalogue
        self._flows = flows
        self._lanes: dict[object, Lane] = {}
        self.calls: dict[str, Waiting] = {}
        self.held: dict[str, list[Lane]] = {}
        """agent to the lanes of calls that wait for nobody else"""
        self.held_calls = 0
        self.queues: dict[str, QueueState] = {}
        for queue in policy.queues.values():
            state = self._add(queue)
            self.asks(state, {}, {})

    def queue(self, name: str) -> QueueState:
        """The queue's state; one that the policy does not name is served by what each call brings along."""
        return self.queues.get(name) or self._add(QueuePolicy(id=name))

    def asks(
        self,
        queue: QueueState,
        asked: Mapping[str, int],
        prefer: Mapping[str, int],
        also: tuple[Step, ...] = (),
    ) -> list[Ask]:
        """What such a call asks for, one entry per step. `also`: steps of other rules, which do as well."""
        key: object = None
        if asked or prefer or also:
            other = tuple((step.after, tuple(clause.key for clause in step.tiers)) for step in also)
            key = tuple(sorted(asked.items())), tuple(sorted(prefer.items())), other
        found = queue.asks.get(key)
        if found is None:
            found = queue.asks[key] = []
            tiers: tuple[Clause, ...] = ()
            wishes = {**queue.policy.prefer, **prefer}
            primary = len(queue.policy.steps[0].tiers)
            # Sorting keeps the queue's own before the others of the same second.
            for step in sorted((*queue.policy.steps, *also), key=lambda step: step.after):
                tiers += tuple(clause.with_all(asked) for clause in step.tiers)
                ask = Ask(step.after, self._catalogue.need(tiers), primary, wishes)
                if found and found[-1].after == step.after:
                    found.pop()
                found.append(ask)
        return found

    def line_up(self, waiting: Waiting, at: float) -> None:
        """The call waits: in its queue's order and in its lane."""
        queue = waiting.queue
        if not waiting.in_line:
            waiting.in_line = True
            insort(queue.keys, waiting.key)
            queue.see(at)
        ask = waiting.asks[waiting.place.step]
        only = waiting.place.only
        lane = None if only else ask.lane
        if lane is None:
            owner = queue.policy.id if queue.policy.reserve else ""
            lane = self._lane(ask, queue.policy.target_seconds, owner, only)
        if lane is not waiting.lane:
            self._leave_lane(waiting)
            waiting.lane = lane
            self.held_calls += bool(lane.only)
            insort(lane.keys, waiting.key)

    def take_out(self, waiting: Waiting, at: float) -> None:
        """The call waits in this queue no longer."""
        self._leave_lane(waiting)
        if waiting.in_line:
            waiting.in_line = False
            remove(waiting.queue.keys, waiting.key)
            waiting.queue.see(at)

    def _leave_lane(self, waiting: Waiting) -> None:
        lane, waiting.lane = waiting.lane, None
        if lane is None:
            return
        remove(lane.keys, waiting.key)
        if lane.only:
            self.held_calls -= 1
            if not lane.keys:
                del self._lanes[lane.need, lane.primary, lane.target, lane.owner, lane.only]
                self.held[lane.only].remove(lane)
                if not self.held[lane.only]:
                    del self.held[lane.only]

    def _lane(self, ask: Ask, target: float, owner: str, only: str) -> Lane:
        key = ask.need, ask.primary, target, owner, only
        lane = self._lanes.get(key)
        if lane is None:
            lane = Lane(ask.need, primary=ask.primary, target=target, owner=owner, only=only)
            self._lanes[key] = lane
            if only:
                self.held.setdefault(only, []).append(lane)
            else:
                ask.need.lanes.append(lane)
                for signature, tier in ask.need.met_by:
                    signature.lanes.append((lane, tier))
        if not only:
            ask.lane = lane
        return lane

    def _add(self, policy: QueuePolicy) -> QueueState:
        tiers = tuple(clause for step in policy.steps for clause in step.tiers)
        flow = Flow(self._policy.handling_seconds, self._flows.get(policy.id))
        state = QueueState(policy, flow, self._catalogue.need(tiers))
        self.queues[policy.id] = state
        return state
