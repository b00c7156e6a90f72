"""Seats: what people ask, what phones say, what timers end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from router.domain import errors
from router.domain import requests as r
from router.domain import telephony as t
from router.domain.floor.board import Board
from router.domain.seat import BUSY, PARKED_BY_SYSTEM, Seat, SeatCause, SeatState, TalkKind, change, may, touch

OCCUPIED_SECONDS: Final = 0.5
"""A phone in use for this long without an offer is in a direct call; shorter is the tail of the last one."""
LOST_REST_SECONDS: Final = 10.0
"""Longer than it takes a qualify to tell that a phone is gone (7 s)."""
IN_CALL: Final = frozenset(
    {t.DeviceState.INUSE, t.DeviceState.BUSY, t.DeviceState.RINGING, t.DeviceState.RINGINUSE, t.DeviceState.ONHOLD}
)


# ---------------------------------------------------------------------- people


def answer(floor: Board, request: r.Request, pin_ok: Callable[[str, str], bool]) -> r.Reply:
    """Do what was asked, or say why not."""
    try:
        seat = floor.seats.get(request.seat)
        if seat is None:
            raise errors.UnknownSeat(request.seat)
        match request:
            case r.SignOn():
                _sign_on(floor, seat, request, pin_ok)
            case r.SignOff():
                _sign_off(floor, seat, request)
            case r.MakeReady():
                _make_ready(floor, seat, request)
            case r.Pause():
                _pause(floor, seat, request)
            case _:
                raise errors.NotAllowedNow(type(request).__name__)
    except errors.Refusal as refusal:
        return r.Reply(ok=False, code=refusal.code, message=refusal.message, seat=floor.seats.get(request.seat))
    return r.Reply(ok=True, seat=floor.seats[request.seat])


def _sign_on(floor: Board, seat: Seat, request: r.SignOn, pin_ok: Callable[[str, str], bool]) -> None:
    if request.agent not in floor.bundle.agents:
        raise errors.UnknownAgent(request.agent)
    if request.pin is not None and not pin_ok(request.agent, request.pin):
        raise errors.WrongPin
    if seat.signed_on:
        if seat.agent == request.agent:
            return
        raise errors.SeatTaken(f"agent {seat.agent}")
    elsewhere = next((s for s in floor.seats.values() if s.agent == request.agent and s.signed_on), None)
    if elsewhere:
        raise errors.AgentElsewhere(f"seat {elsewhere.id}")
    floor.put_seat(
        change(
            seat, SeatCause.SIGN_ON, at=floor.now, actor=request.actor, agent=request.agent, reason="signed_on", talks=0
        )
    )


def _sign_off(floor: Board, seat: Seat, request: r.SignOff) -> None:
    if not seat.signed_on:
        return
    if seat.state in BUSY:
        floor.put_seat(touch(seat, actor=request.actor, wish=SeatCause.SIGN_OFF, wish_reason=""))
        return
    floor.put_seat(change(seat, SeatCause.SIGN_OFF, at=floor.now, actor=request.actor))


def _make_ready(floor: Board, seat: Seat, request: r.MakeReady) -> None:
    if seat.state is SeatState.READY:
        return
    if seat.state in BUSY:
        floor.put_seat(touch(seat, actor=request.actor, wish=None, wish_reason=""))
        return
    if not may(seat, SeatCause.READY):
        raise errors.NotAllowedNow(f"the seat is {seat.state}; sign on first")
    floor.put_seat(change(seat, SeatCause.READY, at=floor.now, actor=request.actor, wish=None, wish_reason=""))


def _pause(floor: Board, seat: Seat, request: r.Pause) -> None:
    if request.reason not in floor.bundle.site.pause_reasons:
        raise errors.UnknownReason(f"one of {', '.join(floor.bundle.site.pause_reasons)}")
    if seat.state in BUSY:
        floor.put_seat(touch(seat, actor=request.actor, wish=SeatCause.PAUSE, wish_reason=request.reason))
        return
    if not may(seat, SeatCause.PAUSE):
        raise errors.NotAllowedNow(f"the seat is {seat.state}; sign on first")
    paused = change(seat, SeatCause.PAUSE, at=floor.now, actor=request.actor, reason=request.reason)
    if seat.state is SeatState.NOT_READY:
        paused = touch(seat, actor=request.actor, reason=request.reason, cause=SeatCause.PAUSE, since=floor.now)
    floor.put_seat(paused)


def grant_wish(floor: Board, seat_id: str) -> None:
    """The seat is free of its call: what the agent asked for meanwhile happens now (a wrap-up is finished first)."""
    seat = floor.seats[seat_id]
    if seat.wish is None or seat.state in BUSY or seat.state is SeatState.WRAP_UP or not may(seat, seat.wish):
        return
    floor.put_seat(
        change(seat, seat.wish, at=floor.now, actor=seat.actor, reason=seat.wish_reason, wish=None, wish_reason="")
    )


# ---------------------------------------------------------------------- talks


def talk_ended(floor: Board, seat_id: str, call: str) -> None:
    """The talk at this seat is over: wrap up, for as long as the call's queue says."""
    seat = floor.seats.get(seat_id)
    if seat is None or seat.state is not SeatState.TALKING or seat.call != call:
        return
    known = floor.calls.get(call)
    queue = floor.queue(known.queue) if known else None
    until = floor.now + (queue.wrap_up_seconds if queue else 0)
    floor.put_seat(change(seat, SeatCause.TALK_END, at=floor.now, actor="asterisk", until=until))
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
    # The fallback rings whoever is signed on. An agent who was not ready by choice is so again after the call.
    paused = seat.state is SeatState.NOT_READY and seat.reason not in PARKED_BY_SYSTEM
    wish, wish_reason = seat.wish, seat.wish_reason
    if kind is TalkKind.FALLBACK and paused:
        wish, wish_reason = SeatCause.PAUSE, seat.reason
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
            talks=seat.talks + (kind is TalkKind.FALLBACK),
        )
    )
    return None


def direct_over(floor: Board, seat: Seat) -> None:
    """A direct call is over: the seat is what it was before it."""
    former = seat.former or SeatState.READY
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
    grant_wish(floor, seat.id)


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
    if event.device in IN_CALL and seat.state not in BUSY:
        floor.timers.set("occupied", seat.id, floor.now + OCCUPIED_SECONDS)
    else:
        floor.timers.clear("occupied", seat.id)
    if event.device not in IN_CALL and seat.state is SeatState.TALKING and seat.kind is TalkKind.DIRECT:
        direct_over(floor, seat)
        return
    floor.sync_seat(seat.id)


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
            if floor.devices.get(seat_id) in IN_CALL and seat.state not in BUSY and seat.signed_on:
                occupy(floor, seat, TalkKind.DIRECT)


def _wrap_up_over(floor: Board, seat_id: str) -> None:
    seat = floor.seats[seat_id]
    if seat.state is not SeatState.WRAP_UP:
        return
    if seat.wish is not None:
        floor.put_seat(
            change(seat, seat.wish, at=floor.now, actor=seat.actor, reason=seat.wish_reason, wish=None, wish_reason="")
        )
        return
    floor.put_seat(change(seat, SeatCause.WRAP_UP_END, at=floor.now, actor="router"))


def consider_parked(floor: Board) -> None:
    """A seat that was parked by the system comes back by itself when nobody else could take calls."""
    for seat in [seat for seat in floor.seats.values() if seat.id in floor.duty and _parked(seat)]:
        if floor.timers.waits("come_back", seat.id) or not seat.reachable or not _nobody_else(floor, seat.id):
            continue
        seconds = floor.bundle.site.last_seat_back_seconds
        floor.timers.set("come_back", seat.id, floor.now + seconds)
        floor.alarm("last_seat", seat.id, f"the last reachable seat was parked; it comes back by itself in {seconds} s")


def _parked(seat: Seat) -> bool:
    return seat.state is SeatState.NOT_READY and seat.reason in PARKED_BY_SYSTEM


def _come_back(floor: Board, seat: Seat) -> None:
    if _parked(seat) and seat.reachable and _nobody_else(floor, seat.id):
        floor.put_seat(change(seat, SeatCause.COME_BACK, at=floor.now, actor="router"))


def _nobody_else(floor: Board, seat_id: str) -> bool:
    return not any(
        seat.signed_on and seat.reachable and seat.state is not SeatState.NOT_READY
        for seat in floor.seats.values()
        if seat.id != seat_id
    )
