"""Seats: read them, and ask the router to change one."""

from __future__ import annotations

import structlog

from router.domain.errors import UnknownSeat
from router.domain.history import ActionTaken
from router.domain.requests import MakeReady, MoreWrapUp, Pause, PauseRecording, Request, SignOff, SignOn
from router.web.context import Ask, Body, Query
from router.web.errors import BadField, NotYourSeat, PinNeeded, RouterRefused
from router.web.models import Seats, SeatView
from router.web.permissions import Permission
from router.web.queries import ForceBody, ForceState, Nothing, PauseBody, PausedBody, SignOnBody
from router.web.record import put_on_record
from router.web.views import seat_view

log = structlog.get_logger()


async def list_seats(ask: Ask[Nothing, Nothing]) -> Seats:
    seats = await ask.sources.live.seats()
    bundle, now = ask.sources.bundle(), ask.sources.now()
    return Seats(seats=[seat_view(seat, bundle, now=now) for seat in seats])


async def get_seat(ask: Ask[Nothing, Nothing]) -> SeatView:
    seat = await ask.sources.live.seat(ask.word("seat"))
    if seat is None:
        raise UnknownSeat
    return seat_view(seat, ask.sources.bundle(), now=ask.sources.now())


async def sign_on(ask: Ask[Nothing, SignOnBody]) -> SeatView:
    """With a PIN, or without one for those who may set any seat."""
    agent = ask.body.agent
    pin = ask.body.pin.get_secret_value() if ask.body.pin else None
    if not ask.may(Permission.SEATS_SET):
        if agent != ask.sender.name:
            raise NotYourSeat
        if pin is None:
            raise PinNeeded
    return await change(ask, SignOn(seat=ask.word("seat"), actor=ask.sender.actor, agent=agent, pin=pin))


async def sign_off(ask: Ask[Nothing, Nothing]) -> SeatView:
    await check_own(ask, ask.word("seat"))
    return await change(ask, SignOff(seat=ask.word("seat"), actor=ask.sender.actor))


async def make_ready(ask: Ask[Nothing, Nothing]) -> SeatView:
    await check_own(ask, ask.word("seat"))
    return await change(ask, MakeReady(seat=ask.word("seat"), actor=ask.sender.actor))


async def pause(ask: Ask[Nothing, PauseBody]) -> SeatView:
    await check_own(ask, ask.word("seat"))
    return await change(ask, Pause(seat=ask.word("seat"), actor=ask.sender.actor, reason=ask.body.reason))


async def more_wrap_up(ask: Ask[Nothing, Nothing]) -> SeatView:
    await check_own(ask, ask.word("seat"))
    return await change(ask, MoreWrapUp(seat=ask.word("seat"), actor=ask.sender.actor))


async def pause_recording(ask: Ask[Nothing, PausedBody]) -> SeatView:
    await check_own(ask, ask.word("seat"))
    return await change(ask, PauseRecording(seat=ask.word("seat"), actor=ask.sender.actor, paused=ask.body.paused))


async def force(ask: Ask[Nothing, ForceBody]) -> SeatView:
    """As the agent would, but by somebody else, with a note and whatever the roster says: a seat in a call changes when
    the call is over."""
    seat, actor, body = ask.word("seat"), ask.sender.actor, ask.body
    match body.state:
        case ForceState.READY:
            request: Request = MakeReady(seat=seat, actor=actor, forced=True)
        case ForceState.NOT_READY:
            if not body.reason:
                raise BadField("reason: needed for not_ready")
            request = Pause(seat=seat, actor=actor, reason=body.reason)
        case ForceState.SIGNED_OFF:
            request = SignOff(seat=seat, actor=actor)
        case ForceState.SIGNED_ON:
            if not body.agent:
                raise BadField("agent: needed for signed_on")
            request = SignOn(seat=seat, actor=actor, agent=body.agent, forced=True)
    view = await change(ask, request)
    action = ActionTaken(at=ask.sources.now(), epoch=0, actor=actor, what="seat_forced", subject=seat,
                         detail=body.state.value, reason=body.reason or body.agent, note=body.note)  # fmt: skip
    await put_on_record(ask.sources, action)
    return view


async def check_own(ask: Ask[Query, Body], name: str) -> None:
    """Whether this token may set that seat. Raises UnknownSeat, NotYourSeat, StateLost."""
    if ask.may(Permission.SEATS_SET):
        return
    seat = await ask.sources.live.seat(name)
    if seat is None:
        raise UnknownSeat
    if seat.agent != ask.sender.name:
        raise NotYourSeat


async def change(ask: Ask[Query, Body], request: Request) -> SeatView:
    """Ask the router. Raises RouterRefused, RouterAway, StateLost."""
    reply = await ask.sources.ask(request)
    what = type(request).__name__
    if not reply.ok or reply.seat is None:
        log.info("seat_change_refused", seat=request.seat, what=what, actor=request.actor, code=reply.code)
        raise RouterRefused(reply.code, reply.message)
    log.info("seat_changed", seat=request.seat, what=what, actor=request.actor, state=reply.seat.state)
    return seat_view(reply.seat, ask.sources.bundle(), now=ask.sources.now())
