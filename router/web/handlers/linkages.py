"""Sister services that join talks."""

from __future__ import annotations

from router.domain.errors import NoCall, UnknownCall
from router.domain.requests import LinkTo
from router.web.context import Ask
from router.web.handlers.seats import change, check_own
from router.web.models import SeatView
from router.web.queries import LinkageBody, Nothing


async def link(ask: Ask[Nothing, LinkageBody]) -> SeatView:
    """As the agent's key does, by the seat that is in the call."""
    call = ask.word("call")
    seat = ask.body.seat or next((one.id for one in await ask.sources.live.seats() if one.call == call), "")
    if not seat:
        raise UnknownCall if await ask.sources.live.call(call) is None else NoCall
    await check_own(ask, seat)
    return await change(ask, LinkTo(seat=seat, actor=ask.sender.actor, call=call, to=ask.body.to))
