"""Offers: made, rung, ended; and who is to blame when one came to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferMade, OfferResult, evolve
from router.domain.floor import owing, passing, seats
from router.domain.floor.board import Board
from router.domain.seat import Seat, SeatCause, change, may

REJECTIONS: Final = frozenset({17, 19, 21})
"""Q.850: 17 from 486 or 600, 19 from 480, 21 from 603 or 403: the agent, or the phone for the agent, said no."""
PARKS_AT_MOST: Final = 2
FAILS_AT_MOST: Final = 3
REST_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 1.0
GONE_SECONDS: Final = 2.0
"""The channel that stands in for a citizen who is called back has been hung up by then."""
FAULTS_BEFORE_ALARM: Final = 3
AUDIT_SECONDS: Final = 5.0


def make(floor: Board, call: Call, seat: Seat) -> str:
    """Reserve seat and call together and have the phone rung. Returns the offer's id."""
    offer = floor.next_offer()
    ring = floor.bundle.site.ring_seconds
    floor.put_seat(change(seat, SeatCause.RESERVE, at=floor.now, actor="router", call=call.id, offer=offer))
    segment = call.segment
    if segment is None:
        raise AssertionError("a queued call has an open segment")
    made = OfferMade(id=offer, seat=seat.id, agent=seat.agent, at=floor.now)
    floor.put_call(
        evolve(
            call,
            state=CallState.OFFERED,
            first_offer_at=call.first_offer_at or floor.now,
            segments=(*call.segments[:-1], replace(segment, offers=(*segment.offers, made))),
        ),
        "offered",
    )
    watch(floor, offer)
    floor.command(
        owing.command(floor, call, seat, offer)
        if call.state is CallState.OWED
        else t.Offer(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.expires(),
            call=call.id,
            channel=call.channel,
            offer=offer,
            seat=seat.id,
            ring_seconds=ring,
            queue=call.queue if call.came_by else "",
        )
    )
    return offer


def watch(floor: Board, offer_id: str) -> None:
    """Look again when an offer has not ended long after its ring time."""
    floor.timers.set("offer", offer_id, floor.now + floor.bundle.site.ring_seconds + AUDIT_SECONDS)


def rang(floor: Board, event: t.OfferRang) -> None:
    """The seat's phone rings."""
    call, offer = _open(floor, event.call, event.offer)
    if call is None or offer is None or offer.rang_at is not None:
        return floor.note(f"ring of an offer that is not open: {event.offer}")
    floor.put_call(_with_offer(call, replace(offer, rang_at=event.at)), "rang")
    seat = floor.seats.get(offer.seat)
    if seat and seat.offer == offer.id and may(seat, SeatCause.RING):
        floor.put_seat(change(seat, SeatCause.RING, at=floor.now, actor="phone"))
    return None


def ended(floor: Board, event: t.OfferEnded) -> None:
    """The dialplan's Dial is over and the citizen still there."""
    call = floor.calls.get(event.call)
    if call is None:
        return floor.note(f"offer ended of an unknown call {event.call}")
    offer = call.offer
    if offer is None or offer.id != event.offer:
        if event.talked and call.state is CallState.TALKING:
            return _talk_over(floor, call, event)
        return floor.note(f"late end of offer {event.offer}")
    close(floor, call, offer, _result(event, offer), cause=event.cause, at=event.at)
    return None


def close(floor: Board, call: Call, offer: OfferMade, result: OfferResult, *, cause: int = 0, at: float) -> Call:
    """End the open offer: the call waits again (state QUEUED, told to the engine when it is back in hold), the seat is
    parked or released."""
    floor.timers.clear("offer", offer.id)
    parks = result in {OfferResult.MISSED, OfferResult.REJECTED, OfferResult.EARLY} and call.parked < PARKS_AT_MOST
    counts = result not in {OfferResult.LEFT}
    call = floor.put_call(
        evolve(
            _with_offer(call, replace(offer, ended_at=at, result=result, cause=cause), version=False),
            # A callback is tried again once its channel is known to be gone.
            state=CallState.OWED if call.absent else CallState.QUEUED,
            owed=replace(call.owed, not_before=at + GONE_SECONDS) if call.owed else None,
            failed_offers=call.failed_offers + counts,
            parked=call.parked + parks,
        ),
        "offer_ended",
    )
    owing.watch(floor, call)
    seat = floor.seats.get(offer.seat)
    if seat is None or seat.offer != offer.id:
        return call
    if result is OfferResult.FAILED:
        _rest(floor, seat)
    else:
        floor.faults.pop(seat.id, None)
    if parks and may(seat, SeatCause.MISS):
        park(floor, seat)
    elif may(seat, SeatCause.RELEASE):
        release(floor, seat)
    return call


def park(floor: Board, seat: Seat) -> None:
    """The agent did not take the call: no more calls until the agent says ready."""
    parked = change(seat, SeatCause.MISS, at=floor.now, actor="phone", reason="missed_offer")
    floor.put_seat(parked)
    seats.grant_wish(floor, parked.id)


def release(floor: Board, seat: Seat) -> None:
    """The offer came to nothing and nobody is to blame: the seat is where it was."""
    floor.put_seat(change(seat, SeatCause.RELEASE, at=floor.now, actor="router"))
    seats.grant_wish(floor, seat.id)


def not_made(floor: Board, event: t.CommandFailed) -> None:
    """A node could not ring the seat."""
    call, offer = _open(floor, event.call, event.offer)
    if call is None or offer is None:
        return floor.note(f"command failed: {event.command} {event.reason}")
    # Nothing was dialled. Being late is no fault of the call's, so it does not count against it.
    result = OfferResult.LEFT if event.reason == "late" else OfferResult.FAILED
    seat_fault = floor.faults.get(offer.seat, 0)
    close(floor, call, offer, result, at=event.at)
    # The seat was never tried, so it need not rest; but it waits for this call's return, which no later one overtakes.
    floor.faults[offer.seat] = seat_fault
    floor.rest(offer.seat, RETRY_SECONDS + 0.01)
    if event.reason in {"not_in_hold", "on_the_line"}:
        # The picture of this call is wrong: ask instead of offering it again.
        floor.look(call.node)
    # Not at once: what is late is late because there is too much to do.
    floor.timers.set("retry", call.id, floor.now + RETRY_SECONDS)
    return None


def retry(floor: Board, call_id: str) -> None:
    """A call whose command came to nothing waits in hold still: known to the router, and matched again."""
    call = floor.calls.get(call_id)
    if call is not None and call.state is CallState.OWED and call.owed is not None:
        owing.due(floor, call_id)
    elif call is not None and call.state is CallState.QUEUED:
        floor.leaving.discard(call_id)
        floor.acknowledge(call_id)
        resume(floor, call)
        if call_id in floor.untold and call_id not in floor.leaving:
            passing.tell(floor, floor.calls[call_id])


def overdue(floor: Board, offer_id: str) -> None:
    """Long after the ring time nothing was heard of an offer: ask Asterisk instead of guessing."""
    for call in floor.calls.values():
        if call.offer and call.offer.id == offer_id:
            floor.alarm("stuck_offer", call.id, f"offer {offer_id} to seat {call.offer.seat} did not end in time")
            floor.look(call.node)
            return


def resume(floor: Board, call: Call) -> None:
    """The call waits in hold again: back to matching, or the last resort when it seems poisoned."""
    if call.state is not CallState.QUEUED:
        return
    if not call.poisoned and (call.failed_offers >= FAILS_AT_MOST):
        call = floor.put_call(evolve(call, poisoned=True), "poisoned")
        floor.alarm(
            "poisoned_call",
            call.id,
            f"{call.failed_offers} offers failed; the dialplan's own queue serves it now",
        )
        return passing.to_fallback(floor, call, "offers")
    floor.sync_call(call)
    return None


def _rest(floor: Board, seat: Seat) -> None:
    # Without a rest a broken phone would be offered call after call, and each of them would look poisoned.
    floor.faults[seat.id] = floor.faults.get(seat.id, 0) + 1
    floor.rest(seat.id, REST_SECONDS)
    if floor.faults[seat.id] == FAULTS_BEFORE_ALARM:
        floor.alarm("seat_failing", seat.id, f"{FAULTS_BEFORE_ALARM} offers in a row failed before the phone rang")


def _talk_over(floor: Board, call: Call, event: t.OfferEnded) -> None:
    segment = call.segment
    if segment is None or segment.talked_at is None:
        return floor.note(f"late end of talk {event.offer}")
    end = "not_reached" if call.absent else "lost" if event.cause in t.CAUSES_LOST else "talk_over"
    done = replace(segment, ended_at=event.at, end=end, held=False)
    floor.put_call(evolve(call, segments=(*call.segments[:-1], done)), "talk_ended")
    if end == "lost":
        # Asterisk tells this some milliseconds before it tells that the leg is gone.
        floor.rest(segment.seat, seats.LOST_REST_SECONDS)
    seats.talk_ended(floor, segment.seat, call.id)
    return None


def _result(event: t.OfferEnded, offer: OfferMade) -> OfferResult:
    if event.status == "ANSWER":
        return OfferResult.EARLY
    if event.status == "GUARD":
        return OfferResult.FAILED
    if event.cause in REJECTIONS or event.status == "BUSY":
        return OfferResult.REJECTED
    if event.status == "NOANSWER" and offer.rang_at is not None:
        return OfferResult.MISSED
    return OfferResult.FAILED


def _open(floor: Board, call_id: str, offer_id: str) -> tuple[Call | None, OfferMade | None]:
    call = floor.calls.get(call_id)
    offer = call.offer if call else None
    return (call, offer) if offer and offer.id == offer_id else (None, None)


def _with_offer(call: Call, offer: OfferMade, *, version: bool = True) -> Call:
    segment = call.segments[-1]
    segments = (*call.segments[:-1], replace(segment, offers=(*segment.offers[:-1], offer)))
    return evolve(call, segments=segments) if version else replace(call, segments=segments)
