"""A lead's phone is let into a talk, and out of it, or takes it over."""

from __future__ import annotations

import structlog

from router.domain.requests import ListenIn, StopListening, TakeOver
from router.web.context import Ask
from router.web.errors import RouterRefused
from router.web.handlers.seats import change
from router.web.models import SeatView
from router.web.queries import ListenBody, Nothing, TakeOverBody
from router.web.views import seat_view

log = structlog.get_logger()


async def listen(ask: Ask[Nothing, ListenBody]) -> SeatView:
    """The lead's phone rings; the seat as it is then. What came of it: the call's `listenings`."""
    body = ask.body
    wanted = ListenIn(
        seat=body.seat, actor=ask.sender.actor, call=ask.word("call"), mode=body.listen_mode, note=body.note
    )
    return await change(ask, wanted)


async def take_over(ask: Ask[Nothing, TakeOverBody]) -> SeatView:
    """The lead's seat as it is then. What came of it: the call's `listenings` and `segments`."""
    body = ask.body
    wanted = TakeOver(seat=body.seat, actor=ask.sender.actor, call=ask.word("call"), note=body.note)
    return await change(ask, wanted)


async def stop(ask: Ask[Nothing, Nothing]) -> SeatView:
    """The lead's phone is hung up; the talk goes on."""
    call = ask.word("call")
    reply = await ask.sources.ask(StopListening(seat="", actor=ask.sender.actor, call=call))
    if not reply.ok or reply.seat is None:
        raise RouterRefused(reply.code, reply.message)
    log.info("listening_stopped", call_id=call, actor=ask.sender.actor)
    return seat_view(reply.seat, ask.sources.bundle(), now=ask.sources.now())
