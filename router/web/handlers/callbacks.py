"""Callbacks that are owed: who is still to be rung, and that somebody shall not be."""

from __future__ import annotations

from typing import Any

import structlog

from router.domain.call import Call
from router.domain.history import ActionTaken
from router.domain.requests import CancelCallback
from router.web.context import Ask
from router.web.errors import RouterRefused
from router.web.masking import show_number
from router.web.models_callbacks import CallbackPage, CallbackView
from router.web.permissions import Permission
from router.web.queries import NoteBody, Nothing
from router.web.record import put_on_record
from router.web.views import utc

log = structlog.get_logger()


async def list_callbacks(ask: Ask[Nothing, Nothing]) -> CallbackPage:
    """By place, those that may be tried now before those that have to wait."""
    return await _page(ask)


async def _page(ask: Ask[Any, Any]) -> CallbackPage:
    now, in_full = ask.sources.now(), ask.may(Permission.NUMBERS_SEE)
    owed = [call for call in await ask.sources.live.calls() if call.owed is not None]
    owed.sort(key=lambda call: (_wait(call, now), call.rank))
    return CallbackPage(callbacks=[_view(call, now=now, in_full=in_full) for call in owed])


async def cancel_callback(ask: Ask[Nothing, NoteBody]) -> CallbackPage:
    """The call ends as `callback_failed`; those that are left."""
    call, actor = ask.word("call"), ask.sender.actor
    reply = await ask.sources.ask(CancelCallback(seat="", actor=actor, call=call, note=ask.body.note))
    if not reply.ok:
        raise RouterRefused(reply.code, reply.message)
    log.info("callback_cancelled", call_id=call, actor=actor)
    action = ActionTaken(at=ask.sources.now(), epoch=0, actor=actor, what="callback_cancelled", subject=call,
                         detail="off", note=ask.body.note)  # fmt: skip
    await put_on_record(ask.sources, action)
    return await _page(ask)


def _wait(call: Call, now: float) -> float:
    return max(call.owed.not_before - now, 0.0) if call.owed else 0.0


def _view(call: Call, *, now: float, in_full: bool) -> CallbackView:
    owed = call.owed
    if owed is None:
        raise AssertionError("no callback is owed to this caller")
    return CallbackView(
        call=call.id,
        state=call.state,
        line=call.line,
        queue=call.queue,
        number=show_number(owed.number, in_full=in_full),
        why=owed.why,
        arrived_at=utc(call.rank[0]),
        since=utc(owed.since),
        not_before=utc(owed.not_before) if owed.not_before > now else None,
        tries=len(owed.tried_at),
        reached_at=utc(owed.reached_at),
    )
