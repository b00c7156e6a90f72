"""Seats: read them, and ask the router to change one."""

from __future__ import annotations

import structlog

from router.domain.errors import UnknownSeat, WrongPin
from router.domain.requests import MakeReady, Pause, Request, SignOff, SignOn
from router.web.context import Ask, Body, Query
from router.web.errors import NotYourSeat, PinNeeded, RouterRefused
from router.web.models import Seats, SeatView
from router.web.permissions import Permission
from router.web.queries import Nothing, PauseBody, SignOnBody
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
    if pin is not None:
        ask.sources.pins.check(agent, ask.sources.now())
    request = SignOn(seat=ask.word("seat"), actor=ask.sender.actor, agent=agent, pin=pin)
    try:
        view = await _change(ask, request)
    except RouterRefused as refused:
        if refused.code == WrongPin.code:
            ask.sources.pins.wrong(agent, ask.sources.now())
        raise
    if pin is not None:
        ask.sources.pins.right(agent)
    return view


async def sign_off(ask: Ask[Nothing, Nothing]) -> SeatView:
    await _check_own(ask)
    return await _change(ask, SignOff(seat=ask.word("seat"), actor=ask.sender.actor))


async def make_ready(ask: Ask[Nothing, Nothing]) -> SeatView:
    await _check_own(ask)
    return await _change(ask, MakeReady(seat=ask.word("seat"), actor=ask.sender.actor))


async def pause(ask: Ask[Nothing, PauseBody]) -> SeatView:
    await _check_own(ask)
    return await _change(ask, Pause(seat=ask.word("seat"), actor=ask.sender.actor, reason=ask.body.reason))


async def _check_own(ask: Ask[Query, Body]) -> None:
    if ask.may(Permission.SEATS_SET):
        return
    seat = await ask.sources.live.seat(ask.word("seat"))
    if seat is None:
        raise UnknownSeat
    if seat.agent != ask.sender.name:
        raise NotYourSeat


async def _change(ask: Ask[Query, Body], request: Request) -> SeatView:
    reply = await ask.sources.ask(request)
    what = type(request).__name__
    if not reply.ok or reply.seat is None:
        log.info("seat_change_refused", seat=request.seat, what=what, actor=request.actor, code=reply.code)
        raise RouterRefused(reply.code, reply.message)
    log.info("seat_changed", seat=request.seat, what=what, actor=request.actor, state=reply.seat.state)
    return seat_view(reply.seat, ask.sources.bundle(), now=ask.sources.now())
