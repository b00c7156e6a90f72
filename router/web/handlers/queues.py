"""Queues and lines: who waits where, and what is published."""

from __future__ import annotations

from router.domain.call import Call
from router.domain.errors import StateLost
from router.web.context import Ask
from router.web.models import Lines, Queues
from router.web.permissions import Permission
from router.web.queries import Nothing
from router.web.views import line_views, queue_views
from router.web.words import expected_waits


async def list_queues(ask: Ask[Nothing, Nothing]) -> Queues:
    calls = await ask.sources.live.calls()
    now = ask.sources.now()
    expected = expected_waits(await ask.sources.live.words(), now=now)
    in_full = ask.may(Permission.NUMBERS_SEE)
    return Queues(queues=queue_views(calls, ask.sources.bundle(), now=now, in_full=in_full, expected=expected))


async def list_lines(ask: Ask[Nothing, Nothing]) -> Lines:
    """The configuration is known while Redis is away; only the number of live calls is not."""
    bundle = ask.bundle()
    calls: list[Call] | None
    try:
        calls = await ask.sources.live.calls()
    except StateLost:
        calls = None
    return Lines(lines=line_views(calls, bundle))
