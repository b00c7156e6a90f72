"""What people ask: of a seat, of the call it is in, or of the whole floor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from router.domain import errors
from router.domain import requests as r
from router.domain.floor import adoption, callbacks, duty, ladders, linking, listening, recording, taking_over
from router.domain.floor.board import Board
from router.domain.history import CallTagged
from router.domain.seat import BUSY, Seat, SeatCause, SeatState, TalkKind, change, touch

PinOk = Callable[[str, str], bool]


def _adopt(floor: Board, request: r.AdoptBundle) -> r.Reply:
    adoption.adopt(floor, request)
    return r.Reply(ok=True)


OF_NO_SEAT: Final[dict[type[r.Request], Callable[..., r.Reply]]] = {
    r.AdoptBundle: _adopt,
    r.StopListening: listening.stop,
    r.CancelCallback: callbacks.cancel,
    r.LookForCallback: callbacks.look_for,
}


def answer(floor: Board, request: r.Request, pin_ok: PinOk) -> r.Reply:
    """Do what was asked, or say why not."""
    try:
        if do := OF_NO_SEAT.get(type(request)):
            return do(floor, request)
        seat = floor.seats.get(request.seat)
        if seat is None:
            raise errors.UnknownSeat(request.seat)
        if isinstance(request, r.ListenIn | r.TakeOver):
            return _let_lead_in(floor, seat, request, pin_ok)
        _do(floor, seat, request, pin_ok)
    except errors.Refusal as refusal:
        return r.Reply(ok=False, code=refusal.code, message=refusal.message, seat=floor.seats.get(request.seat))
    return r.Reply(ok=True, seat=floor.seats[request.seat])


def _let_lead_in(floor: Board, seat: Seat, request: r.ListenIn | r.TakeOver, pin_ok: PinOk) -> r.Reply:
    def check(agent: str, pin: str) -> None:
        _check_pin(floor, agent, pin, pin_ok)

    if isinstance(request, r.TakeOver):
        return taking_over.begin(floor, seat, request, check)
    return listening.begin(floor, seat, request, check)


def _do(floor: Board, seat: Seat, request: r.Request, pin_ok: PinOk) -> None:
    match request:
        case r.SignOn():
            _sign_on(floor, seat, request, pin_ok)
        case r.SignOff():
            _sign_off(floor, seat, request)
        case r.MakeReady():
            _make_ready(floor, seat, request)
        case r.Pause():
            _pause(floor, seat, request)
        case r.MoreWrapUp():
            _more_wrap_up(floor, seat, request)
        case r.TagCall():
            _tag(floor, seat, request)
        case r.PauseRecording():
            recording.pause(floor, seat, request)
        case r.AskHelp():
            ladders.ask_help(floor, seat, request)
        case r.LinkTo():
            linking.ask(floor, seat, request)
        case r.LookAtSeat():
            pass
        case _:
            raise errors.NotAllowedNow(type(request).__name__)


def _sign_on(floor: Board, seat: Seat, request: r.SignOn, pin_ok: PinOk) -> None:
    if request.agent not in floor.bundle.agents:
        raise errors.UnknownAgent(request.agent)
    if request.pin is not None:
        _check_pin(floor, request.agent, request.pin, pin_ok)
    if seat.signed_on and seat.agent == request.agent:
        return
    standing, shift = duty.check_sign_on(floor, request.agent, forced=request.forced)
    elsewhere = [one for one in floor.seats.values() if one.agent == request.agent and one.signed_on]
    if _in_call(floor, seat):
        raise errors.SeatTaken(f"agent {seat.agent}" if seat.signed_on else "its phone is in a call")
    if busy := next((one for one in elsewhere if one.state in BUSY), None):
        raise errors.AgentElsewhere(f"seat {busy.id}")
    for left in (*elsewhere, *([seat] if seat.signed_on else [])):
        _leave(floor, left, request.actor)
    seat = floor.seats[seat.id]
    if seat.in_own_talk:
        seat = floor.put_seat(_off_the_phone(floor, seat, request.actor))
    floor.put_seat(
        change(
            seat,
            SeatCause.SIGN_ON,
            at=floor.now,
            actor=request.actor,
            agent=request.agent,
            reason="signed_on",
            talks=0,
        )
    )
    duty.signed_on(floor, floor.seats[seat.id], standing, shift, forced=request.forced)


def _check_pin(floor: Board, agent: str, pin: str, pin_ok: PinOk) -> None:
    site = floor.bundle.site
    if floor.pins.locked(agent, floor.now):
        raise errors.PinLocked
    if pin_ok(agent, pin):
        return floor.pins.right(agent)
    if floor.pins.wrong(agent, floor.now, tries=site.pin_tries, seconds=site.pin_lock_seconds):
        text = f"{site.pin_tries} wrong PINs in a row; this agent number is locked for {site.pin_lock_seconds} s"
        floor.alarm("pin_locked", agent, text)
    raise errors.WrongPin


def _in_call(floor: Board, seat: Seat) -> bool:
    """Whether somebody talks there. A phone in use for all that is known of it may be that of the one who signs on."""
    if seat.kind is TalkKind.DIRECT and seat.state is SeatState.TALKING:
        return seat.id in floor.dialled or seat.id in floor.dialled.values()
    return seat.state in BUSY


def _off_the_phone(floor: Board, seat: Seat, actor: str) -> Seat:
    """As the seat was before its phone came into use."""
    return change(seat, SeatCause.DIRECT_END, at=floor.now, actor=actor, state=seat.former or SeatState.READY)


def _leave(floor: Board, seat: Seat, actor: str) -> None:
    """Who forgot to sign off is signed off."""
    if seat.in_own_talk:
        seat = floor.put_seat(_off_the_phone(floor, seat, actor))
    floor.put_seat(change(seat, SeatCause.SIGN_OFF, at=floor.now, actor=actor))


def _sign_off(floor: Board, seat: Seat, request: r.SignOff) -> None:
    if not seat.signed_on:
        return
    if seat.state in BUSY:
        floor.put_seat(
            touch(seat, actor=request.actor, wish=SeatCause.SIGN_OFF, wish_reason="", wish_actor=request.actor)
        )
        return
    floor.put_seat(change(seat, SeatCause.SIGN_OFF, at=floor.now, actor=request.actor))


def _make_ready(floor: Board, seat: Seat, request: r.MakeReady) -> None:
    _demand_agent(seat)
    seat = duty.check_ready(floor, seat, forced=request.forced)
    if seat.state is SeatState.READY:
        return
    if seat.in_own_talk:
        # It was not ready before, or wrapped up: after this talk it is ready.
        back = {"former": SeatState.READY, "former_until": None, "former_reason": ""}
        floor.put_seat(touch(seat, actor=request.actor, wish=None, wish_reason="", **back))
        return
    if seat.state in BUSY:
        floor.put_seat(touch(seat, actor=request.actor, wish=None, wish_reason=""))
        return
    floor.put_seat(change(seat, SeatCause.READY, at=floor.now, actor=request.actor, wish=None, wish_reason=""))


def _pause(floor: Board, seat: Seat, request: r.Pause) -> None:
    if request.reason not in floor.bundle.site.pause_reasons:
        raise errors.UnknownReason(f"one of {', '.join(floor.bundle.site.pause_reasons)}")
    _demand_agent(seat)
    if seat.state in BUSY:
        floor.put_seat(
            touch(seat, actor=request.actor, wish=SeatCause.PAUSE, wish_reason=request.reason, wish_actor=request.actor)
        )
        return
    paused = change(seat, SeatCause.PAUSE, at=floor.now, actor=request.actor, reason=request.reason)
    if seat.state is SeatState.NOT_READY:
        paused = touch(seat, actor=request.actor, reason=request.reason, cause=SeatCause.PAUSE, since=floor.now)
    floor.put_seat(paused)


def _demand_agent(seat: Seat) -> None:
    if not seat.signed_on:
        raise errors.NotAllowedNow("nobody is signed on there; sign on first")


def _more_wrap_up(floor: Board, seat: Seat, request: r.MoreWrapUp) -> None:
    more = floor.bundle.site.more_wrap_up_seconds
    if seat.in_own_talk and seat.former is SeatState.WRAP_UP and seat.former_until is not None:
        later = max(seat.former_until, floor.now) + more
        floor.put_seat(touch(seat, actor=request.actor, former_until=later))
        return
    if seat.state is not SeatState.WRAP_UP or seat.until is None:
        raise errors.NotAllowedNow(f"the seat is {seat.state}; only a wrap-up can be made longer")
    floor.put_seat(touch(seat, actor=request.actor, until=max(seat.until, floor.now) + more))


def _tag(floor: Board, seat: Seat, request: r.TagCall) -> None:
    call = request.call or seat.citizen or seat.last_call
    if not call or call not in {seat.citizen, seat.last_call, *_talked_in(floor, seat)}:
        raise errors.NoCall(call)
    if request.topic not in floor.bundle.topics:
        raise errors.UnknownTopic(request.topic)
    if request.place and request.place not in floor.bundle.places:
        raise errors.UnknownPlace(request.place)
    floor.effects.records.append(
        CallTagged(
            at=floor.now,
            epoch=floor.epoch,
            call=call,
            seat=seat.id,
            agent=seat.agent,
            topic=request.topic,
            place=request.place,
        )
    )


def _talked_in(floor: Board, seat: Seat) -> list[str]:
    """Live calls that this agent had before handing them on."""
    return [
        call.id
        for call in floor.calls.values()
        if any((one.seat, one.agent) == (seat.id, seat.agent) for one in call.segments)
    ]
