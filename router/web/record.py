"""Puts on record what somebody did by the API."""

from __future__ import annotations

import structlog

from router.domain.errors import StateLost
from router.domain.history import ActionTaken
from router.web.context import Sources

log = structlog.get_logger()


async def put_on_record(sources: Sources, action: ActionTaken) -> None:
    """Into history, and to all who listen. What was done stays done when Redis is away just then: the log has it."""
    try:
        await sources.record(action)
    except StateLost:
        log.error("action_not_on_record", what=action.what, subject=action.subject, actor=action.actor)
