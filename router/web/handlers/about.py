"""The API about itself: health, metrics, who am I, its own description."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from router.domain.errors import StateLost
from router.web.context import Ask, Sources
from router.web.health import look_at_parts
from router.web.metrics import Look, expose
from router.web.models import Health, PartView, WhoAmI
from router.web.permissions import ALLOWED, Permission
from router.web.queries import Nothing
from router.web.totals import count_patiently
from router.web.views import queue_views
from router.web.words import Part, status_of

DOCUMENT: Final = web.AppKey("document", str)
"""The OpenAPI document, as JSON."""
LAST_HOUR_SECONDS: Final = 3600.0


async def get_health(ask: Ask[Nothing, Nothing]) -> web.Response:
    """200 when callers come to agents, 503 when only the fallback serves them."""
    sources = ask.sources
    parts = await look_at_parts(sources.live, sources.data, now=sources.now())
    status = status_of({part.name: part.ok for part in parts})
    details = {part.name: PartView(ok=part.ok, detail=part.detail) for part in parts}
    may = ask.may(Permission.HEALTH_DETAILS)
    since = sources.now() - LAST_HOUR_SECONDS
    health = Health(
        status=status,
        takes_calls=status != "down",
        parts=details if may else None,
        alarms_last_hour=await count_patiently(lambda: sources.history.count_alarms(since)) if may else None,
    )
    return web.Response(
        text=health.model_dump_json(exclude_none=True),
        status=200 if health.takes_calls else 503,
        content_type="application/json",
    )


async def get_metrics(ask: Ask[Nothing, Nothing]) -> web.Response:
    """Answers whatever is dead: what cannot be read is left out."""
    sources = ask.sources
    parts = await look_at_parts(sources.live, sources.data, now=sources.now())
    look = await _look(sources, parts)
    return web.Response(body=expose(look, sources.counters), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _look(sources: Sources, parts: tuple[Part, ...]) -> Look:
    try:
        calls, seats = await sources.live.calls(), await sources.live.seats()
        queues = queue_views(calls, sources.bundle(), now=sources.now(), in_full=False)
    except StateLost:
        calls, seats, queues = None, None, None
    try:
        outbox = await sources.live.outbox_length()
    except StateLost:
        outbox = None
    try:
        channels = await sources.channels.read()
    except StateLost:
        channels = None
    alarms, outcomes = await asyncio.gather(sources.alarms.read(), sources.outcomes.read())
    return Look(
        parts=parts,
        queues=queues,
        seats=seats,
        calls=calls,
        outbox=outbox,
        alarms=alarms,
        outcomes=outcomes,
        channels=channels,
    )


async def who_am_i(ask: Ask[Nothing, Nothing]) -> WhoAmI:
    holder = ask.sender
    return WhoAmI(name=holder.name, role=holder.role, permissions=sorted(ALLOWED[holder.role]))


async def get_document(ask: Ask[Nothing, Nothing]) -> web.Response:
    return web.Response(text=ask.http.app[DOCUMENT], content_type="application/json")
