"""A snapshot is what Asterisk says: live state is made to agree with it, never the other way round."""

from __future__ import annotations

from dataclasses import replace

from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferMade, OfferResult, Segment, evolve
from router.domain.floor import (
    callbacks,
    calls,
    ladders,
    linking,
    listening,
    messages,
    offers,
    owing,
    passing,
    seats,
    taking_over,
    transfers,
)
from router.domain.floor.board import Board
from router.domain.seat import BUSY, SeatCause, SeatState, change, may, touch

CLOCK_SLACK_SECONDS = 0.2


def taken(floor: Board, event: t.SnapshotTaken) -> None:
    """Reconcile one node, then offer calls there (again)."""
    if event.at < floor.started - CLOCK_SLACK_SECONDS:
        return floor.note("a snapshot from before this router's start: what followed it is still to be read")
    restarted = floor.boots.get(event.node) not in {None, event.boot}
    if floor.boots.get(event.node) != event.boot:
        floor.boots[event.node] = event.boot
        floor.effects.boots[event.node] = event.boot
    # While this goes on nothing may be matched: half of the picture would be the old one.
    floor.live.discard(event.node)
    floor.quiet = True
    for phone in event.seats:
        _phone(floor, event, phone)
    _silent_phones(floor, event)
    seen_ids = {seen.call for seen in event.calls}
    unseen = [call for call in floor.calls.values() if call.node == event.node and call.id not in seen_ids]
    for call in [call for call in unseen if not owing.stands_in(call, event.at)]:
        # Gone while nobody looked. If Asterisk itself was gone, so was the call: cut off. Else it ended as calls do.
        calls.finish(floor, call, at=event.at, cut_off=restarted)
    for call in [call for call in unseen if owing.stands_in(call, event.at)]:
        if call.offer:
            offers.watch(floor, call.offer.id)
    for seen in sorted(event.calls, key=lambda seen: (seen.arrived_at, seen.counter)):
        if not floor.buried(seen.call):
            _call(floor, event, seen)
    linking.seen(floor, event)
    _free_seats(floor, event)
    listening.seen(floor, event)
    floor.stirred = True
    floor.duty_told = False
    floor.unseen.discard(event.node)
    floor.timers.clear("look", event.node)
    floor.quiet = False
    floor.went_live(event.node)
    ladders.seen(floor, event, restarted=restarted)
    for call in [call for call in floor.calls.values() if call.node == event.node]:
        floor.acknowledge(call.id)
    return None


def _phone(floor: Board, event: t.SnapshotTaken, seen: t.SeenSeat) -> None:
    if seen.seat in floor.seats:
        device = t.SeatDeviceChanged(node=event.node, at=event.at, seat=seen.seat, device=seen.device)
        seats.device_changed(floor, device)
        seats.reached(floor, t.SeatReached(node=event.node, at=event.at, seat=seen.seat, reachable=seen.reachable))


def _silent_phones(floor: Board, event: t.SnapshotTaken) -> None:
    named = {seen.seat for seen in event.seats}
    for seat in list(floor.seats.values()):
        if seat.id not in named and seat.reachable:
            floor.put_seat(touch(seat, actor="asterisk", reachable=False, unreachable_since=floor.now))


def _call(floor: Board, event: t.SnapshotTaken, seen: t.SeenCall) -> None:
    known = floor.calls.get(seen.call)
    if known is not None and owing.let_go_since(known, event.at):
        return
    call = known or floor.put_call(
        Call(
            id=seen.call,
            node=event.node,
            channel=seen.channel,
            line=seen.line,
            caller=seen.caller,
            arrived_at=seen.arrived_at or event.at,
            answered_at=seen.arrived_at or event.at,
            counter=seen.counter or calls.counter_of(seen.call),
            queue=floor.queue_id(seen.queue),
            language=seen.language,
            skills=seen.skills,
            bundle=seen.bundle,
            former_talks=_former_talks(seen),
            version=1,
        ),
        "rebuilt",
    )
    if call.channel != seen.channel:
        call = floor.put_call(evolve(call, channel=seen.channel), "rebuilt")
    if seen.reached and call.absent:
        # The key was pressed while nobody listened.
        call = floor.put_call(evolve(owing.on_the_line(call, event.at)), "reached")
    match seen.state:
        case "hold":
            _waits(floor, event, call, seen)
        case "offer":
            _is_offered(floor, event, call, seen)
        case "talk":
            kind = "callback" if call.absent else "offered" if seen.offer else "fallback"
            kind = "ladder" if floor.ladders.connects(call.id) else kind
            _talks(floor, event, call, seen, kind=kind)
        case "transfer":
            _is_handed_on(floor, event, call)
        case "message":
            messages.begun(floor, t.MessageBegun(node=event.node, at=event.at, call=call.id, queue=seen.queue))
        case "callback":
            callbacks.asked(floor, t.CallbackAsked(node=event.node, at=event.at, call=call.id, queue=seen.queue))
        case "survey":
            _is_graded(floor, event, call)
        case "fallback" if seen.seat and seen.bridged:
            _talks(floor, event, call, seen, kind="fallback")
        case "fallback" if call.state is not CallState.FALLBACK:
            calls.fell_back(
                floor,
                t.CallFellBack(
                    node=event.node,
                    at=event.at,
                    call=call.id,
                    channel=seen.channel,
                    line=seen.line,
                    queue=seen.queue,
                    caller=seen.caller,
                    arrived_at=seen.arrived_at,
                    reason="seen",
                ),
            )


def _former_talks(seen: t.SeenCall) -> int:
    """Its talks but the one that runs: an earlier account of them stands in the archive under their numbers."""
    return max(0, seen.talks - 1) if seen.state == "talk" or seen.bridged else seen.talks


def _waits(floor: Board, event: t.SnapshotTaken, call: Call, seen: t.SeenCall) -> None:
    if call.state is CallState.QUEUED and call.segment:
        return passing.heard_of(floor, call, seen.queue)
    if call.state is CallState.TRANSFERRED and _later(call, event):
        return None
    # In another queue than it talked from: its agent sent it there.
    moved = call.state is CallState.TALKING and floor.queue_id(seen.queue) != call.queue
    if call.offer and call.offer.at > event.at:
        # Offered since the snapshot was taken.
        return None
    if call.offer:
        # The command never arrived, or the ring is over: nobody is to blame for what nobody saw.
        call = offers.close(floor, call, call.offer, OfferResult.LEFT, at=event.at)
    calls.held(
        floor,
        t.CallHeld(
            node=event.node,
            at=event.at,
            call=call.id,
            channel=seen.channel,
            line=seen.line,
            queue=seen.queue,
            caller=seen.caller,
            language=seen.language,
            skills=seen.skills,
            arrived_at=seen.arrived_at,
            counter=seen.counter,
            bundle=seen.bundle,
            why="transfer" if moved else "rebuilt",
        ),
    )
    return None


def _is_offered(floor: Board, event: t.SnapshotTaken, call: Call, seen: t.SeenCall) -> None:
    if call.offer and call.offer.id == seen.offer:
        offers.watch(floor, seen.offer)
        return
    if call.offer:
        call = offers.close(floor, call, call.offer, OfferResult.LEFT, at=event.at)
    seat = floor.seats.get(seen.seat)
    segment = call.segment or Segment(number=call.next_number, queue=seen.queue, queued_at=event.at)
    made = OfferMade(id=seen.offer, seat=seen.seat, agent=seat.agent if seat else "", at=event.at, rang_at=event.at)
    before = call.segments[:-1] if call.segment else call.segments
    floor.put_call(
        evolve(
            call,
            state=CallState.OFFERED,
            queued_at=call.queued_at or event.at,
            segments=(*before, replace(segment, offers=(*segment.offers, made))),
        ),
        "rebuilt",
    )
    offers.watch(floor, seen.offer)
    if seat and may(seat, SeatCause.RESERVE):
        seat = floor.put_seat(
            change(seat, SeatCause.RESERVE, at=floor.now, actor="asterisk", call=call.id, offer=seen.offer)
        )
        floor.put_seat(change(seat, SeatCause.RING, at=floor.now, actor="asterisk"))


def _talks(floor: Board, event: t.SnapshotTaken, call: Call, seen: t.SeenCall, *, kind: str) -> None:
    kind = taking_over.TAKEN_OVER if seen.taken_over else kind
    if call.state is CallState.TALKING and (call.segment is None or call.segment.seat == seen.seat):
        if call.segment:
            calls.seat_talks(floor, seen.seat, call.id, seen.offer, kind)
        return
    if call.state is CallState.TALKING and not seen.seat:
        # The seat's leg has just gone; how the talk ended is about to be told.
        return
    if call.state is CallState.TRANSFERRED:
        if _later(call, event):
            return
        kind = kind if seen.taken_over else "transfer"
    if call.state is CallState.TALKING and call.segment and _later(call, event):
        return
    if call.state is CallState.TALKING and call.segment and not seen.taken_over:
        # Another agent has the citizen, and no other offer was made: the former one handed the call on.
        offered = call.segment.offers[-1].id if call.segment.offers else ""
        handed = seen.state == "talk" and seen.offer in {"", offered}
        call = calls.close_talk(floor, call, at=event.at, end="transferred" if handed else "lost")
        kind = "transfer" if handed else kind
    calls.talked(
        floor,
        t.CallTalked(
            node=event.node,
            at=event.at,
            call=call.id,
            seat=seen.seat,
            offer="" if kind == "transfer" else seen.offer,
            kind=kind,
            recording=seen.recording,
        ),
    )


def _is_handed_on(floor: Board, event: t.SnapshotTaken, call: Call) -> None:
    if call.state is not CallState.TRANSFERRED and not _later(call, event):
        call = _talk_missed(floor, event, call)
        transfers.conclude(floor, call, at=event.at, end="transferred")


def _is_graded(floor: Board, event: t.SnapshotTaken, call: Call) -> None:
    if call.state is not CallState.TALKING or (call.segment and not _later(call, event)):
        call = _talk_missed(floor, event, call)
        transfers.conclude(floor, call, at=event.at, end="talk_over")


def _talk_missed(floor: Board, event: t.SnapshotTaken, call: Call) -> Call:
    """Where the call is now it can only have come to by a talk: that of the offer which is open."""
    if offer := call.offer:
        talk = t.CallTalked(node=event.node, at=event.at, call=call.id, seat=offer.seat, offer=offer.id)
        calls.talked(floor, talk)
    return floor.calls[call.id]


def _later(call: Call, event: t.SnapshotTaken) -> bool:
    """Whether the call has come to where it is since the snapshot was taken."""
    last = call.segments[-1] if call.segments else None
    if last is None:
        return False
    times = (last.ended_at, last.talked_at, last.offers[-1].at if last.offers else None)
    return any(time is not None and time > event.at for time in times)


def _free_seats(floor: Board, event: t.SnapshotTaken) -> None:
    """Seats that are bound to a call which Asterisk does not join them with are let go."""
    for seat in list(floor.seats.values()):
        if seat.state not in BUSY:
            continue
        call = floor.calls.get(seat.call)
        if seat.in_own_talk:
            if floor.devices.get(seat.id) not in seats.IN_CALL:
                seats.device_changed(
                    floor,
                    t.SeatDeviceChanged(node=event.node, at=event.at, seat=seat.id, device=t.DeviceState.NOT_INUSE),
                )
        elif seat.state is SeatState.TALKING:
            if call is None or call.segment is None or call.segment.seat != seat.id:
                seats.talk_ended(floor, seat.id, seat.call)
        elif (call is None or call.offer is None or call.offer.id != seat.offer) and may(seat, SeatCause.RELEASE):
            offers.release(floor, seat)
