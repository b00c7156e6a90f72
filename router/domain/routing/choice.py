"""The two choices, made from the indices: a seat for a call, a call for a seat. Nothing is scanned."""

from __future__ import annotations

from router.domain.matching import Free
from router.domain.routing.decision import RIVALS_KEPT, Chooser, Decided, Decision, Lost
from router.domain.routing.index import Desk
from router.domain.routing.lanes import first_calls
from router.domain.routing.place import Place
from router.domain.routing.policy import Policy
from router.domain.routing.reserves import allowed, owners
from router.domain.routing.roster import Roster
from router.domain.routing.waiting import Waiting, WaitingRoom


class Choice:
    """Chooses, takes both out, and writes down why."""

    def __init__(self, policy: Policy, roster: Roster, room: WaitingRoom) -> None:
        self._policy = policy
        self._roster = roster
        self._room = room

    def seat_for(self, waiting: Waiting, at: float) -> Decided | None:
        """A free seat for a call."""
        place, roster = waiting.place, self._roster
        need = waiting.asks[place.step].need
        known = roster.agents.get(place.wants.last_agent) if place.wants.last_agent else None
        if known is not None and not (known.is_free and need in known.signature.meets):
            known = None
        if known is not None and not allowed(known.signature, place.queue):
            known = None
        if known is None and place.only:
            return None
        rule = waiting.queue.policy.seat_rule
        view = roster.view(need, place.prefer, rule)
        desks = roster.desks
        if not roster.reserves:
            first = [desks[key[4]] for key in view.keys[: RIVALS_KEPT + 2]]
            kept = 0
        else:
            kept = roster.kept_from(need, place.queue)
            several = (desks[key[4]] for key in view.keys[: RIVALS_KEPT + 2 + kept])
            first = [desk for desk in several if allowed(desk.signature, place.queue)]
        chosen = known or (first[0] if first else None)
        if chosen is None:
            return None
        rivals = tuple(desk.free for desk in first if desk is not chosen)[:RIVALS_KEPT]
        met = len(view.keys)
        counts = {
            Lost.ORDER: met - kept - 1,
            Lost.BUSY: need.staff - met,
            Lost.SKILL: len(desks) - need.staff,
            Lost.RESERVED: kept,
        }
        return self._decide(
            waiting,
            chosen,
            at,
            Chooser.CALL,
            chosen.signature.meets[need],
            known=known is not None,
            seats=rivals,
            able=met - kept,
            counts=counts,
        )

    def call_for(self, desk: Desk, at: float) -> Decided | None:
        """A waiting call for a free seat."""
        room = self._room
        calls = room.calls
        if not calls:
            return None
        signature = desk.signature
        only = owners(signature)
        lanes = signature.lanes
        # An agent is where it was last seen to sit down; calls that wait for it do not go to a seat it has left.
        is_there = room.held and self._roster.agents.get(desk.free.agent) is desk
        held = room.held.get(desk.free.agent) if is_there else None
        held_here = 0
        if held:
            meets = signature.meets
            own = [(lane, meets[lane.need]) for lane in held if lane.need in meets]
            held_here = sum(len(lane.keys) for lane in held)
            lanes = [*lanes, *own]
        found, able = first_calls(self._policy, lanes, owners=only, at=at, most=RIVALS_KEPT + 1)
        if not found:
            return None
        key, tier = found[0]
        reserved = 0
        if only is not None:
            reserved = sum(len(lane.keys) for lane, _ in lanes if lane.owner not in only)
        elsewhere = room.held_calls - held_here
        counts = {
            Lost.ORDER: able - 1,
            Lost.SKILL: len(calls) - able - reserved - elsewhere,
            Lost.RESERVED: reserved,
            Lost.HELD: elsewhere,
        }
        rivals = tuple(calls[rival[2]].place for rival, _ in found[1:])
        waiting = calls[key[2]]
        return self._decide(
            waiting,
            desk,
            at,
            Chooser.SEAT,
            tier,
            known=bool(desk.free.agent) and waiting.wants.last_agent == desk.free.agent,
            calls=rivals,
            able=able,
            counts=counts,
        )

    def _decide(
        self,
        waiting: Waiting,
        desk: Desk,
        at: float,
        chooser: Chooser,
        tier: int,
        *,
        known: bool,
        able: int,
        counts: dict[Lost, int],
        seats: tuple[Free, ...] = (),
        calls: tuple[Place, ...] = (),
    ) -> Decided:
        """Take call and seat out, and write down why."""
        place, free, queue = waiting.place, desk.free, waiting.queue
        decision = Decision(
            at=at,
            chooser=chooser,
            place=place,
            seat=free,
            tier=tier,
            seat_rule=queue.policy.seat_rule,
            caller_rule=self._policy.callers,
            fair_after=self._policy.fair_after,
            known=known,
            rival_seats=seats,
            rival_calls=calls,
            able=able,
            counts=counts,
        )
        call = place.wants.call
        if waiting.in_line:
            del self._room.calls[call]
            queue.flow.handed()
            self._room.take_out(waiting, at)
        self._roster.rest(desk)
        return Decided(
            call=call,
            seat=free.seat,
            level=place.need[tier].level_of(free.skills),
            considered=able if chooser is Chooser.CALL else 1,
            reason=_reason(decision),
            waited=decision.waited,
            decision=decision,
        )


def _reason(decision: Decision) -> str:
    """For a log line; `explain` makes sentences."""
    if decision.chooser is Chooser.SEAT:
        return f"{decision.caller_rule} of {decision.able} waiting calls, step {decision.place.step + 1}"
    rule = "known agent" if decision.known else decision.seat_rule
    return f"{rule} of {decision.able} free seats, step {decision.place.step + 1}"
