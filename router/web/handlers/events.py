"""The event stream: what happens to calls and seats, told over a WebSocket as it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from router.domain.errors import Refusal, StateLost
from router.web.context import Ask, Sources
from router.web.errors import BadField, Forbidden, NotASocket, TokenMissing
from router.web.event_views import NEEDS, wanted, write_gap
from router.web.feed import Entry
from router.web.permissions import Permission
from router.web.queries import EventsQuery, Hello, Nothing
from router.web.tokens import Holder, find_holder

log = structlog.get_logger()

PING_SECONDS: Final = 20.0
HELLO_SECONDS: Final = 5.0
SEND_SECONDS: Final = 10.0
"""Who has not taken an event by then is too slow: it is sent away, and comes back with its last id."""
WAIT_SECONDS: Final = 5.0
AGAIN_SECONDS: Final = 1.0
BAD_HELLO, NO_TOKEN, FORBIDDEN, TOO_SLOW = 4400, 4401, 4403, 4408
"""close codes"""


async def stream_events(ask: Ask[EventsQuery, Nothing]) -> web.StreamResponse:
    """Open until one of the two leaves. The token comes as a header, or as the first message."""
    socket = web.WebSocketResponse(heartbeat=PING_SECONDS, max_msg_size=4096, compress=False, timeout=2.0)
    if not socket.can_prepare(ask.http):
        raise NotASocket
    with ask.sources.listeners.place(socket):
        await socket.prepare(ask.http)
        try:
            await _serve(ask, socket)
        except TimeoutError:
            log.info("listener_too_slow")
            await _close(ask, socket, TOO_SLOW, "too slow")
        except ConnectionError:
            pass  # it has gone
    return socket


async def _serve(ask: Ask[EventsQuery, Nothing], socket: web.WebSocketResponse) -> None:
    try:
        check, query = await _greet(ask, socket)
        holder = check()
    except (Refusal, ValidationError) as error:
        refusal = error if isinstance(error, Refusal) else BadField("the first message")
        code = FORBIDDEN if isinstance(refusal, Forbidden) else BAD_HELLO
        code = NO_TOKEN if refusal.code.startswith("token") else code
        said = {"event": "refused", "data": {"code": refusal.code, "message": refusal.message}}
        await _send(socket, json.dumps(said, ensure_ascii=False))
        return await _close(ask, socket, code, refusal.code)
    listening = asyncio.create_task(_listen(socket))
    telling = asyncio.create_task(_tell(ask.sources, socket, check, query))
    log.info("listener_came", actor=holder.actor)
    try:
        await asyncio.wait({listening, telling}, return_when=asyncio.FIRST_COMPLETED)
        if telling.done():
            telling.result()
    finally:
        for task in (listening, telling):
            task.cancel()
        await asyncio.gather(listening, telling, return_exceptions=True)
        log.info("listener_left", actor=holder.actor)
    return None


async def _greet(
    ask: Ask[EventsQuery, Nothing], socket: web.WebSocketResponse
) -> tuple[Callable[[], Holder], EventsQuery]:
    """How to look whether the listener may listen still, and what it asks for."""
    headers = {"Authorization": ask.http.headers.get("Authorization", "")}
    query = ask.query
    if not headers["Authorization"]:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                message = await socket.receive()
        except TimeoutError:
            raise TokenMissing from None
        if message.type is not WSMsgType.TEXT:
            raise TokenMissing
        hello = Hello.model_validate_json(message.data)
        headers = {"Authorization": f"Bearer {hello.token.get_secret_value()}"}
        query = EventsQuery(after=hello.after or query.after, types=hello.types or query.types)

    def check() -> Holder:
        holder = find_holder(ask.sources.tokens(), headers)
        if not holder.may(Permission.EVENTS_READ):
            raise Forbidden
        return holder

    return check, query


async def _listen(socket: web.WebSocketResponse) -> None:
    """Take what comes, so that pings are answered and the end is seen."""
    async for _ in socket:
        pass


async def _tell(
    sources: Sources, socket: web.WebSocketResponse, check: Callable[[], Holder], query: EventsQuery
) -> None:
    """Events after an id, or from now on, until the token is withdrawn."""
    position, types = query.after or sources.feed.newest, query.heads
    holder, checked_at = check(), sources.now()
    while not socket.closed:
        if sources.now() - checked_at > PING_SECONDS:
            try:
                holder, checked_at = check(), sources.now()
            except Refusal as refusal:
                await socket.close(code=NO_TOKEN, message=refusal.code.encode())
                return
        try:
            page = await sources.feed.read(position, wait=WAIT_SECONDS)
        except StateLost:
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        if page.gap:
            await _send(socket, write_gap(page.position, sources.now()))
        bundle = sources.bundle() if page.entries else None
        for entry in page.entries:
            if wanted(entry.name, types) and _may_see(holder, entry):
                await _send(socket, entry.text(bundle, in_full=holder.may(Permission.NUMBERS_SEE)))
        position = page.position


def _may_see(holder: Holder, entry: Entry) -> bool:
    return holder.may(NEEDS.get(entry.name.partition(".")[0], Permission.ALARMS_READ))


async def _send(socket: web.WebSocketResponse, text: str) -> None:
    """Raises TimeoutError when the other side does not take it."""
    async with asyncio.timeout(SEND_SECONDS):
        await socket.send_str(text)


async def _close(ask: Ask[EventsQuery, Nothing], socket: web.WebSocketResponse, code: int, why: str) -> None:
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(HELLO_SECONDS):
            await socket.close(code=code, message=why.encode())
            return
    if ask.http.transport is not None:
        ask.http.transport.abort()
