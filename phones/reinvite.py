"""Agreements about the sound of a call: ours anew for hold and back (RFC 3264, chapter 8.4), and answers to theirs."""

from __future__ import annotations

import asyncio
from typing import Final

from phones.errors import RequestRefused, WaitedInVain
from phones.leg import Leg
from phones.media import Media
from phones.sip_message import Header, Request, Response

SDP_TYPE: Header = ("Content-Type", "application/sdp")
ANSWER_TIME: Final = 5.0


async def reinvite(call: Leg, *, hold: bool) -> None:
    """Offer anew, with `hold` that we hear nothing; the answer is in force from now on.

    Raises:
        RequestRefused, WaitedInVain: it stays as it was.
    """
    body = call.media.offer(hold=hold)
    final: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

    def on_response(response: Response, _at: float) -> None:
        if 200 <= response.status < 300:
            call.acknowledge(response)
        if response.status >= 200 and not final.done():
            final.set_result(response)

    call.transact("INVITE", (SDP_TYPE,), on_response, body)
    try:
        answer = await asyncio.wait_for(final, ANSWER_TIME)
    except TimeoutError:
        raise WaitedInVain(f"no answer to our re-INVITE in {ANSWER_TIME:g} s") from None
    if answer.status >= 300:
        raise RequestRefused("INVITE", answer.status, answer.reason)
    call.media.set_holding(hold)
    call.take(answer.body)


def answer_to(request: Request, media: Media) -> bytes:
    """Our description for an INVITE or UPDATE: an answer to theirs, or an offer where they made none.

    Raises:
        BadSdp, NoCommonCodec: as `Media.answer`.
    """
    if request.body:
        return media.answer(request.body)
    return media.offer(hold=False) if request.method == "INVITE" else b""
