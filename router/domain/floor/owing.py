"""Callbacks that are owed: when the next try may be made, what it takes, and what becomes of a try that failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from router.domain import telephony as t
from router.domain.call import Call, CallState, Outcome, Segment, Where, evolve
from router.domain.floor.board import Board
from router.domain.opening import opens_at
from router.domain.outbound import DAY_SECONDS, Outbound, Owed, OwedWhy, is_allowed
from router.domain.seat import Seat

OFFERS_AT_ONCE: Final = 3
"""Agents in a row who did not answer, after whom a call is left alone for `REST_SECONDS`."""
REST_SECONDS: Final = 60.0
BUSY_SECONDS: Final = 30.0
"""The number is being rung for another call: looked at again after this."""
NEVER_SECONDS: Final = 86_400.0
"""Hours that never open: looked at again, as the bundle may have changed by then."""
SLACK_SECONDS: Final = 2.0
IN_A_TRY: Final = frozenset({CallState.OFFERED, CallState.TALKING, CallState.TRANSFERRED})
"""Of a call that is owed a callback: its number is rung, or is on the line."""


def outbound_of(floor: Board) -> Outbound | None:
    """How the platform rings the outside, when somebody may be rung at all."""
    return floor.bundle.outbound if floor.bundle.outbound_allowed else None


def may_ring(floor: Board, number: str) -> bool:
    """Whether the bundle lets this number be rung at all."""
    return outbound_of(floor) is not None and is_allowed(number, floor.bundle.outbound_allowed)


def refuse(floor: Board, call: Call) -> None:
    """The number may not be rung, though its caller was promised it: said once a day, as long as that is so."""
    if not floor.timers.waits("refused", call.id):
        floor.timers.set("refused", call.id, floor.now + DAY_SECONDS)
        floor.alarm("callback_refused", call.id, "a callback was promised to a number that may not be rung")


def may_owe(floor: Board, number: str) -> bool:
    """Whether this number may be owed a callback, and there is room for one more."""
    outbound = outbound_of(floor)
    if outbound is None or not may_ring(floor, number):
        return False
    owed = sum(1 for call in floor.calls.values() if call.owed is not None)
    return owed < outbound.callbacks.at_most


def after(floor: Board, call: Call, outcome: Outcome, at: float) -> Owed | None:
    """What is owed to the caller of a call that ends now: nothing, a callback, or another try of it."""
    if call.owed is not None:
        return None if call.owed.reached_at is not None else again(floor, call, call.owed, at)
    why = _unasked(floor, call, outcome, at)
    if why is None or not may_owe(floor, call.caller) or _is_owed(floor, call.caller):
        return None
    return _timed(floor, Owed(number=call.caller, since=at, why=why, not_before=at), at)


def again(floor: Board, call: Call, owed: Owed, at: float) -> Owed | None:
    """What is owed after a try, or before the first one; None: every try has failed."""
    made = call.segments[-1].offers[-1] if call.segments and call.segments[-1].offers else None
    if call.state is CallState.ARRANGING or (made is None and not owed.tried_at):
        return _timed(floor, replace(owed, not_before=at), at)
    if not owed.tried_at or (made is not None and owed.tried_at[-1] < made.at):
        failed = owed.failed_offers + 1
        rest = REST_SECONDS if failed >= OFFERS_AT_ONCE else 0.0
        return _timed(floor, replace(owed, failed_offers=failed, not_before=at + rest), at)
    outbound = outbound_of(floor)
    waits = outbound.callbacks.retry_minutes if outbound else (1,) * len(owed.tried_at)
    if len(owed.tried_at) > len(waits):
        return None
    wait = waits[len(owed.tried_at) - 1] * 60.0
    return _timed(floor, replace(owed, failed_offers=0, not_before=at + wait), at)


def put(floor: Board, call: Call, owed: Owed, event: str) -> Call:
    """The call waits without its caller, for a seat at its old place."""
    last = call.segments[-1] if call.segments else None
    fresh = last is None or last.ended_at is not None
    segment = Segment(number=call.next_number, queue=call.queue, queued_at=floor.now)
    call = floor.put_call(
        evolve(
            call,
            state=CallState.OWED,
            channel="",
            owed=owed,
            queued_at=call.queued_at or floor.now,
            segments=(*call.segments, segment) if fresh else call.segments,
        ),
        event,
    )
    watch(floor, call)
    floor.sync_call(call)
    return call


def adopt(floor: Board, call: Call) -> None:
    """A call that no router has seen to its end; a second one for the same number is not rung as well."""
    owed = call.owed
    if owed is None:
        return
    twice = _is_owed(floor, owed.number)
    floor.calls[call.id] = call
    call = put(floor, call, _timed(floor, owed, floor.now), "owed")
    if twice:
        give_up(floor, call, Outcome.ABANDONED)


def watch(floor: Board, call: Call) -> None:
    """Look again when the next try may be made."""
    if call.state is CallState.OWED and call.owed is not None:
        floor.timers.set("owed", call.id, max(call.owed.not_before, floor.now))


def due(floor: Board, call_id: str) -> None:
    """The time has come, unless the hours, the number or the bundle say otherwise meanwhile."""
    call = floor.calls.get(call_id)
    if call is None or call.state is not CallState.OWED or call.owed is None:
        return
    if not ready(floor, call):
        return
    floor.places.put(call, floor.now)
    floor.sync_call(call)


def ready(floor: Board, call: Call) -> bool:
    """Whether the citizen may be rung now; if not, the call is put off."""
    if call.owed is None or call.state is not CallState.OWED:
        return True
    timed = _timed(floor, call.owed, floor.now)
    if any(one.state in IN_A_TRY and one.owed and one.owed.number == timed.number for one in floor.calls.values()):
        timed = replace(timed, not_before=max(timed.not_before, floor.now + BUSY_SECONDS))
    if not may_ring(floor, timed.number):
        refuse(floor, call)
        timed = replace(timed, not_before=floor.now + REST_SECONDS)
    if timed.not_before <= floor.now:
        return True
    put(floor, call, timed, "put_off")
    return False


def command(floor: Board, call: Call, seat: Seat, offer: str) -> t.CallBack:
    """Ring the agent, then the citizen, with all that the dialplan has to know of the call."""
    outbound, owed = floor.bundle.outbound, call.owed
    if outbound is None or owed is None:
        raise AssertionError("no callback is owed, or none can be made")
    line = floor.bundle.lines.get(call.line)
    return t.CallBack(
        node=call.node,
        epoch=floor.epoch,
        expires_at=floor.expires(),
        call=call.id,
        offer=offer,
        seat=seat.id,
        ring_seconds=floor.bundle.site.ring_seconds,
        number=owed.number,
        trunk=outbound.trunk,
        shows=outbound.shows or (line.number if line else ""),
        out_seconds=outbound.ring_seconds,
        line=call.line,
        line_name=line.name if line else "",
        recorded=line.recorded if line else True,
        queue=call.queue,
        caller=call.caller,
        language=call.language or (line.language if line else floor.bundle.site.languages[0]),
        skills=call.skills,
        arrived_at=call.arrived_at,
        counter=call.counter,
        bundle=call.bundle,
        talks=call.next_number - 1 if call.segment is None else call.segment.number - 1,
    )


def give_up(floor: Board, call: Call, outcome: Outcome) -> None:
    """A call that waits without its caller ends."""
    segments = call.segments
    if call.segment:
        segments = (*segments[:-1], replace(call.segment, ended_at=floor.now, end="left"))
    floor.timers.clear("owed", call.id)
    done = floor.put_call(
        evolve(call, state=CallState.ENDED, ended_at=floor.now, outcome=outcome, where=Where.OWED, segments=segments),
        "ended",
    )
    floor.known.ended(done)
    floor.sync_call(done)


def on_the_line(call: Call, at: float) -> Call:
    """The call of a citizen who waits in hold by now: reached, though the key was not heard of."""
    if call.owed is None or not call.absent:
        return call
    return replace(call, owed=replace(call.owed, reached_at=at))


def let_go_since(call: Call, at: float) -> bool:
    """Whether what a snapshot of this time has as the call's channel is gone, and nothing but a later one is it."""
    if not call.absent or not call.segments or call.state not in {CallState.OWED, CallState.OFFERED}:
        return False
    last = call.segments[-1]
    offer = last.offers[-1] if last.offers else None
    times = (last.queued_at, offer.at if offer else None, offer.ended_at if offer else None)
    return any(time is not None and time > at for time in times)


def stands_in(call: Call, at: float) -> bool:
    """Whether it is right that a snapshot of this time has no channel for the call: none is needed yet, or it has just
    been ordered."""
    ordered = call.absent and call.offer is not None and call.offer.at > at - SLACK_SECONDS
    return call.state is CallState.OWED or ordered


def _is_owed(floor: Board, number: str) -> bool:
    return any(one.owed and one.owed.reached_at is None and one.owed.number == number for one in floor.calls.values())


def _unasked(floor: Board, call: Call, outcome: Outcome, at: float) -> OwedWhy | None:
    outbound = outbound_of(floor)
    if outbound is None or call.queued_at is None:
        return None
    rules = outbound.callbacks
    if rules.cut_off and outcome is Outcome.CUT_OFF:
        return OwedWhy.CUT_OFF
    waited = at - call.queued_at
    if rules.left_after_seconds and outcome is Outcome.ABANDONED and waited >= rules.left_after_seconds:
        return OwedWhy.LEFT
    return None


def _timed(floor: Board, owed: Owed, at: float) -> Owed:
    """With the first moment from `not_before` on at which the number may be rung."""
    outbound = outbound_of(floor)
    if outbound is None:
        return owed
    when = max(owed.not_before, at)
    when = max(when, floor.rung.free_from(owed.number, outbound.a_day, at))
    if hours := floor.bundle.hours.get(outbound.hours):
        zone = ZoneInfo(floor.bundle.site.timezone)
        opens = opens_at(hours, datetime.fromtimestamp(when, zone))
        when = opens.timestamp() if opens else when + NEVER_SECONDS
    return replace(owed, not_before=when)
