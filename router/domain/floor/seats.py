"""Seats: what their phones say, and what timers end. What people ask: `people.py`."""

from __future__ import annotations

from typing import Final

from router.domain import telephony as t
from router.domain.floor.board import Board
from router.domain.seat import (
    BUSY,
    OWN_TALKS,
    PARKED_BY_SYSTEM,
    Seat,
    SeatCause,
    SeatState,
    TalkKind,
    change,
    may,
    touch,
)

OCCUPIED_SECONDS: Final = 0.5
"""A phone in use for this long without an offer is in a direct call; shorter is the tail of the last one."""
LOST_REST_SECONDS: Final = 10.0
"""Longer than it takes a qualify to tell that a phone is gone (7 s)."""
IN_CALL: Final = frozenset(
    {t.DeviceState.INUSE, t.DeviceState.BUSY, t.DeviceState.RINGING, t.DeviceState.RINGINUSE, t.DeviceState.ONHOLD}
)


def grant_wish(floor: Board, seat_id: str) -> None:
    """The seat is free of its call: what the agent asked for meanwhile happens now (a wrap-up is finished first)."""
    seat = floor.seats[seat_id]
    if seat.wish is None or seat.state in BUSY or seat.state is SeatState.WRAP_UP or not may(seat, seat.wish):
        return
    _grant(floor, seat, seat.wish)


def _grant(floor: Board, seat: Seat, wish: SeatCause) -> None:
    floor.put_seat(
        change(
            seat,
            wish,
            at=floor.now,
            actor=seat.wish_actor or seat.actor,
            reason=seat.wish_reason,
            wish=None,
            wish_reason="",
        )
    )


# ---------------------------------------------------------------------- talks


def talk_ended(floor: Board, seat_id: str, call: str) -> None:
    """The talk at this seat is over: wrap up, for as long as the call's queue says."""
    seat = floor.seats.get(seat_id)
    if seat is None or seat.state is not SeatState.TALKING or seat.call != call:
        return
    if not seat.signed_on:
        # Nobody is there who could wrap up.
        back(floor, seat, SeatState.SIGNED_OFF)
        return
    known = floor.calls.get(call)
    queue = floor.queue(known.queue) if known else None
    until = floor.now + (queue.wrap_up_seconds if queue else 0)
    floor.put_seat(change(seat, SeatCause.TALK_END, at=floor.now, actor="asterisk", until=until, last_call=call))
    if until <= floor.now:
        _wrap_up_over(floor, seat_id)


def leg_ended(floor: Board, event: t.SeatLegEnded) -> None:
    """The seat's leg of a call is gone."""
    seat = floor.seats.get(event.seat)
    if seat is None or seat.call != event.call:
        return floor.note(f"leg of seat {event.seat} ended, of a call it is not in")
    if event.cause in t.CAUSES_LOST:
        # The phone died, and Asterisk finds that out by its next qualify only: no caller shall wait for it meanwhile.
        floor.rest(seat.id, LOST_REST_SECONDS)
    talk_ended(floor, event.seat, event.call)
    return None


def occupy(floor: Board, seat: Seat, kind: TalkKind, call: str = "") -> None:
    """The phone is in a call that the router did not offer."""
    if not may(seat, SeatCause.OCCUPY):
        return floor.note(f"seat {seat.id} is in a {kind} call while {seat.state}")
    wish, wish_reason = seat.wish, seat.wish_reason
    if kind not in OWN_TALKS:
        wish, wish_reason = _to_return_to(seat, seat.state, seat.reason)
    floor.put_seat(
        change(
            seat,
            SeatCause.OCCUPY,
            at=floor.now,
            actor="phone",
            kind=kind,
            call=call,
            former=seat.state,
            former_until=seat.until,
            former_reason=seat.reason,
            wish=wish,
            wish_reason=wish_reason,
            talks=seat.talks + (kind not in OWN_TALKS),
        )
    )
    return None


def take_over(floor: Board, seat: Seat, kind: TalkKind, call: str, offer: str) -> None:
    """A seat that talked without a citizen has one now."""
    wish, wish_reason = _to_return_to(seat, seat.former, seat.former_reason)
    floor.put_seat(
        touch(
            seat,
            actor="phone",
            since=floor.now,
            kind=kind,
            call=call,
            offer=offer,
            former=None,
            former_until=None,
            former_reason="",
            wish=wish,
            wish_reason=wish_reason,
            talks=seat.talks + 1,
        )
    )


def _to_return_to(seat: Seat, former: SeatState | None, reason: str) -> tuple[SeatCause | None, str]:
    """What a seat wishes for after a talk that it was not offered: an agent who was not ready by choice is so again."""
    if former is SeatState.NOT_READY and reason not in PARKED_BY_SYSTEM and seat.wish is None:
        return SeatCause.PAUSE, reason
    return seat.wish, seat.wish_reason


def direct_over(floor: Board, seat: Seat) -> None:
    """A direct call is over: the seat is what it was before it."""
    back(floor, seat, seat.former or SeatState.READY)
    grant_wish(floor, seat.id)


def back(floor: Board, seat: Seat, former: SeatState) -> None:
    """The seat is again what it was before it talked."""
    floor.put_seat(
        change(
            seat,
            SeatCause.DIRECT_END,
            at=floor.now,
            actor="phone",
            state=former,
            until=seat.former_until,
            reason=seat.former_reason,
            former=None,
            former_until=None,
            former_reason="",
        )
    )


# ---------------------------------------------------------------------- phones


def reached(floor: Board, event: t.SeatReached) -> None:
    """The phone is there, or is lost: an overlay that touches no state by itself."""
    seat = floor.seats.get(event.seat)
    if seat is None or seat.reachable == event.reachable:
        return
    if event.reachable:
        floor.put_seat(touch(seat, actor="phone", reachable=True, unreachable_since=None))
        # A phone that has just come back is another try, whatever was wrong with it before.
        floor.rested(seat.id)
        if seat.state is SeatState.NOT_READY and seat.reason == "phone_lost":
            # No person parked it, so no person has to bring it back: after an outage of the switch all are there again.
            floor.put_seat(change(floor.seats[seat.id], SeatCause.COME_BACK, at=floor.now, actor="phone"))
    else:
        floor.put_seat(touch(seat, actor="phone", reachable=False, unreachable_since=floor.now))


def device_changed(floor: Board, event: t.SeatDeviceChanged) -> None:
    """The phone is in use or free, for whatever cause."""
    seat = floor.seats.get(event.seat)
    if seat is None:
        return
    floor.devices[seat.id] = event.device
    if event.device not in IN_CALL:
        floor.dialled = {one: to for one, to in floor.dialled.items() if seat.id not in {one, to}}
    if event.device in IN_CALL and seat.state not in BUSY:
        floor.timers.set("occupied", seat.id, floor.now + OCCUPIED_SECONDS)
    else:
        floor.timers.clear("occupied", seat.id)
    if event.device not in IN_CALL and seat.in_own_talk and seat.kind is not TalkKind.LISTENING:
        direct_over(floor, seat)
        return
    floor.sync_seat(seat.id)


def dialled(floor: Board, event: t.SeatDialled) -> None:
    """The phone dialled by itself."""
    if event.seat in floor.seats:
        floor.dialled[event.seat] = event.to


# ---------------------------------------------------------------------- time


def due(floor: Board, what: str, seat_id: str) -> None:
    """A deadline of a seat has come."""
    seat = floor.seats.get(seat_id)
    if seat is None:
        return
    match what:
        case "wrap_up":
            _wrap_up_over(floor, seat_id)
        case "unreachable":
            floor.put_seat(change(seat, SeatCause.PHONE_LOST, at=floor.now, actor="router", reason="phone_lost"))
            floor.alarm("phone_lost", seat.id, "the phone of a ready seat has been away for longer than the grace")
        case "come_back":
            _come_back(floor, seat)
        case "occupied":
            _occupied(floor, seat)


def _occupied(floor: Board, seat: Seat) -> None:
    to = floor.dialled.get(seat.id)
    # A softphone code is no talk: what is asked by it is asked of the seat as it is.
    code = to is not None and to not in floor.seats
    if code or floor.devices.get(seat.id) not in IN_CALL or seat.state in BUSY or not seat.signed_on:
        return
    asked = any(to == seat.id and floor.seats[other].citizen for other, to in floor.dialled.items())
    occupy(floor, seat, TalkKind.CONSULT if asked else TalkKind.DIRECT)


def _wrap_up_over(floor: Board, seat_id: str) -> None:
    seat = floor.seats[seat_id]
    if seat.state is not SeatState.WRAP_UP:
        return
    if seat.wish is not None:
        return _grant(floor, seat, seat.wish)
    floor.put_seat(change(seat, SeatCause.WRAP_UP_END, at=floor.now, actor="router"))


def consider_parked(floor: Board) -> None:
    """A seat that was parked by the system comes back by itself when nobody else could take calls."""
    for seat in [floor.seats[seat_id] for seat_id in sorted(floor.parked & floor.duty)]:
        if floor.timers.waits("come_back", seat.id) or not seat.reachable or not _nobody_else(floor, seat.id):
            continue
        seconds = floor.bundle.site.last_seat_back_seconds
        floor.timers.set("come_back", seat.id, floor.now + seconds)
        floor.alarm("last_seat", seat.id, f"the last reachable seat was parked; it comes back by itself in {seconds} s")


def _come_back(floor: Board, seat: Seat) -> None:
    if seat.parked and seat.reachable and _nobody_else(floor, seat.id):
        floor.put_seat(change(seat, SeatCause.COME_BACK, at=floor.now, actor="router"))


def _nobody_else(floor: Board, seat_id: str) -> bool:
    return not any(
        seat.signed_on and seat.reachable and seat.state is not SeatState.NOT_READY
        for seat in floor.seats.values()
        if seat.id != seat_id
    )
