"""Tags: what a call was about."""

from __future__ import annotations

from router.domain.errors import NoCall, UnknownCall
from router.domain.requests import TagCall
from router.web.context import Ask
from router.web.handlers.seats import change, check_own
from router.web.models import SeatView
from router.web.queries import Nothing, TagBody


async def tag_call(ask: Ask[Nothing, TagBody]) -> SeatView:
    """By the seat that is in the call, or was in it last."""
    call, body = ask.word("call"), ask.body
    seat = body.seat or await _seat_of(ask, call)
    await check_own(ask, seat)
    return await change(ask, TagCall(seat=seat, actor=ask.sender.actor, topic=body.topic, place=body.place, call=call))


async def _seat_of(ask: Ask[Nothing, TagBody], call: str) -> str:
    seats = await ask.sources.live.seats()
    for which in ("call", "last_call"):
        found = next((seat.id for seat in seats if getattr(seat, which) == call), None)
        if found is not None:
            return found
    if await ask.sources.live.call(call) is None and await ask.sources.history.call(call) is None:
        raise UnknownCall
    raise NoCall
