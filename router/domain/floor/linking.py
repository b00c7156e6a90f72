"""Sister services in talks: who asked for them, what became of each, how a talk is recorded on without its agent.

The joining itself is the dialplan's: nothing here has to be up for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import errors
from router.domain import telephony as t
from router.domain.call import Call, CallState, evolve
from router.domain.floor import calls, recording, seats
from router.domain.floor.board import Board
from router.domain.floor.link_over import LINKED, record_ring
from router.domain.linkage import Linked, LinkEnd, link_end
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.requests import LinkTo
from router.domain.seat import Seat

ORDER_SECONDS: Final = 5.0
SLACK_SECONDS: Final = 3.0
"""An order of this age may not have been carried out yet."""


def ask(floor: Board, seat: Seat, request: LinkTo) -> None:
    """Have a sister service rung for the talk of a seat. Raises NoCall, UnknownLinkage."""
    call = floor.calls.get(request.call or seat.citizen)
    segment = call.segment if call else None
    if call is None or segment is None or seat.citizen != call.id or call.state is not CallState.TALKING:
        raise errors.NoCall
    if not segment.channel:
        raise errors.NoCall("nobody knows by which channel its agent talks")
    linkage = floor.bundle.linkages.get(request.to)
    if linkage is None:
        raise errors.UnknownLinkage(request.to)
    if any(one.to == linkage.id and one.ended_at is None for one in call.linkages):
        return
    one = Linked(
        ring=f"link-{floor.next_offer()}",
        to=linkage.id,
        number=linkage.number,
        seat=seat.id,
        agent=seat.agent,
        actor=request.actor,
        segment=segment.number,
        asked_at=floor.now,
    )
    _put(floor, call, one, "link_asked")
    floor.command(
        t.LinkIn(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.now + ORDER_SECONDS,
            call=call.id,
            seat=seat.id,
            channel=segment.channel,
            key=linkage.key,
            ring=one.ring,
        )
    )


# ---------------------------------------------------------------------- what the node tells


def told(floor: Board, event: t.RingTold) -> None:
    """A sister service is rung, is in the talk, is gone."""
    call = floor.calls.get(event.subject) or floor.over(event.subject)
    if call is None:
        return floor.note(f"ring of a linkage for an unknown call {event.subject}")
    one = _known(call, event.ring) or _found(floor, call, event)
    if one.ended_at is not None:
        return floor.note(f"ring {event.ring} heard of after its end")
    channel = event.channel or one.channel
    match event.phase:
        case RingPhase.DIALLED:
            one = replace(one, dialled_at=one.dialled_at or event.at, channel=channel)
        case RingPhase.ANSWERED:
            one = replace(one, answered_at=one.answered_at or event.at, channel=channel)
        case _:
            one = replace(one, ended_at=event.at, end=link_end(one, event.cause))
    call = _put(floor, call, one, f"link_{event.phase}")
    record_ring(floor, call.id, one, event.phase, event.at)
    return _keep_sound(floor, call)


def leg_ended(floor: Board, event: t.SeatLegEnded) -> None:
    """A seat's leg is gone. With a sister service in the talk the citizen goes on without the agent."""
    seats.leg_ended(floor, event)
    call = floor.calls.get(event.call)
    segment = call.segment if call else None
    if call is None or segment is None or segment.seat != event.seat or call.state is not CallState.TALKING:
        return
    left_to = next((one for one in call.linkages if one.talks), None)
    if left_to is not None:
        end = "lost" if event.cause in t.CAUSES_LOST else LINKED
        _keep_sound(floor, calls.close_talk(floor, call, at=event.at, end=end, to=left_to.to))


def failed(floor: Board, event: t.CommandFailed) -> None:
    """A sister service was not rung."""
    call = floor.calls.get(event.call)
    one = _known(call, event.ring) if call else None
    if call is None or one is None or one.dialled_at is not None or one.ended_at is not None:
        return floor.note(f"command failed: {event.command} {event.reason}")
    one = replace(one, ended_at=event.at, end=LinkEnd.FAILED)
    record_ring(floor, _put(floor, call, one, "link_ended").id, one, RingPhase.ENDED, event.at)
    return floor.alarm("linkage_failed", event.call, f"{one.to} was not rung: {event.reason}")


def seen(floor: Board, event: t.SnapshotTaken) -> None:
    """Make what is known of sister services agree with what Asterisk has."""
    there = {one.ring: one for one in event.linkages}
    open_ones = [
        (call.id, one)
        for call in floor.calls.values()
        if call.node == event.node
        for one in call.linkages
        if one.ended_at is None and one.ring not in there
    ]
    for call_id, one in open_ones:
        if max(one.asked_at + SLACK_SECONDS, one.dialled_at or 0.0) <= event.at:
            gone = replace(one, ended_at=event.at, end=LinkEnd.LOST_SIGHT)
            call = _put(floor, floor.calls[call_id], gone, "link_ended")
            record_ring(floor, call.id, gone, RingPhase.ENDED, event.at)
    for leg in there.values():
        known = floor.calls.get(leg.call)
        last = _known(known, leg.ring) if known else None
        if known is None or (last is not None and (last.ended_at is not None or last.answered_at is not None)):
            continue
        phase = RingPhase.ANSWERED if leg.joined else RingPhase.DIALLED
        if last is None or leg.joined:
            told(floor, _as_told(event, leg, phase))
    _agents_gone(floor, event)


# ---------------------------------------------------------------------- inside


def _keep_sound(floor: Board, call: Call) -> None:
    """Without the agent, whose channel was recorded, the talk is recorded on a sister service's."""
    last = call.segments[-1] if call.segments else None
    talking = [one for one in call.linkages if one.talks]
    if call.id not in floor.calls or last is None or call.state is not CallState.TALKING:
        return
    if last.ended_at is None or not last.recording or not talking or any(one.recorded for one in talking):
        return
    one = next((one for one in talking if one.channel), None)
    if one is None:
        return floor.alarm("recording_failed", call.id, f"the channel of {talking[0].to} is not known")
    last = replace(last, parts=last.parts + 1)
    call = evolve(call, segments=(*call.segments[:-1], last))
    call = _put(floor, call, replace(one, recorded=True), "link_recorded")
    return recording.begin(floor, call, replace(last, seat="", channel=one.channel))


def _agents_gone(floor: Board, event: t.SnapshotTaken) -> None:
    """Agents who left while nobody listened."""
    for leg in event.calls:
        call = floor.calls.get(leg.call)
        segment = call.segment if call else None
        if call is None or segment is None or leg.state != "talk" or leg.seat or (segment.talked_at or 0) > event.at:
            continue
        if call.state is CallState.TALKING and any(one.talks for one in call.linkages):
            leg_ended(floor, t.SeatLegEnded(node=event.node, at=event.at, call=call.id, seat=segment.seat, cause=0))


def _found(floor: Board, call: Call, event: t.RingTold) -> Linked:
    """One that was asked for by a key, or that nobody remembers."""
    last = call.segments[-1] if call.segments else None
    seat = event.seat or (last.seat if last else "")
    known = floor.seats.get(seat)
    linkage = floor.bundle.linkages.get(event.linkage)
    return Linked(
        ring=event.ring,
        to=event.linkage,
        number=event.number or (linkage.number if linkage else ""),
        seat=seat,
        agent=known.agent if known else "",
        actor=f"agent:{known.agent}" if known and known.agent else f"seat:{seat}",
        segment=last.number if last else 1,
        asked_at=event.at,
    )


def _as_told(event: t.SnapshotTaken, leg: t.SeenLinkage, phase: RingPhase) -> t.RingTold:
    return t.RingTold(
        node=event.node,
        at=event.at,
        ring=leg.ring,
        purpose=RingPurpose.LINKAGE,
        subject=leg.call,
        phase=phase,
        linkage=leg.linkage,
        channel=leg.channel,
    )


def _known(call: Call, ring: str) -> Linked | None:
    return next((one for one in call.linkages if one.ring == ring), None)


def _put(floor: Board, call: Call, one: Linked, event: str) -> Call:
    others = [other for other in call.linkages if other.ring != one.ring]
    place = next((n for n, other in enumerate(call.linkages) if other.ring == one.ring), len(others))
    call = evolve(call, linkages=(*others[:place], one, *others[place:]))
    if call.id in floor.calls:
        return floor.put_call(call, event)
    floor.amend(call, event)
    return call
