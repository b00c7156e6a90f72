"""Who is there now, and who will be by the roster."""

from __future__ import annotations

from router.web.availability_view import availability_view
from router.web.context import Ask
from router.web.models_availability import Availability
from router.web.queries import Nothing


async def get_availability(ask: Ask[Nothing, Nothing]) -> Availability:
    return availability_view(await ask.sources.live.availability(), ask.sources.bundle())
