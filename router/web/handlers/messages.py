"""Messages that callers left: who is still to be dealt with, and that somebody was."""

from __future__ import annotations

import structlog

from router.domain.errors import Conflict
from router.domain.history import ActionTaken
from router.web.context import Ask
from router.web.cursor import read_cursor, write_cursor
from router.web.errors import UnknownMessage
from router.web.history import Message, MessageFilter
from router.web.masking import show_number
from router.web.models_told import MessagePage, MessageView
from router.web.permissions import Permission
from router.web.queries import MessagesQuery, MessageStatus, NoteBody, Nothing
from router.web.record import put_on_record
from router.web.views import utc

log = structlog.get_logger()


async def list_messages(ask: Ask[MessagesQuery, Nothing]) -> MessagePage:
    """Newest first."""
    query = ask.query
    since, until = query.span
    # One more than the page holds tells whether there is another.
    found = await ask.sources.history.find_messages(
        MessageFilter(
            done=None if query.status is None else query.status is MessageStatus.DONE,
            line=query.line,
            queue=query.queue,
            since=since,
            until=until,
            before=read_cursor(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        )
    )
    page = found[: query.limit]
    in_full, hear = ask.may(Permission.NUMBERS_SEE), ask.may(Permission.RECORDINGS_HEAR)
    return MessagePage(
        messages=[message_view(one, in_full=in_full, hear=hear) for one in page],
        next=write_cursor(page[-1].left_at, page[-1].call) if len(found) > len(page) else None,
    )


async def finish_message(ask: Ask[Nothing, NoteBody]) -> MessageView:
    """Once: who comes second is told that somebody was quicker."""
    call, now, actor = ask.word("call"), ask.sources.now(), ask.sender.actor
    done = await ask.sources.history.finish_message(call, by=actor, at=now, note=ask.body.note)
    found = await ask.sources.history.message(call)
    if found is None:
        raise UnknownMessage
    if not done:
        raise Conflict(f"done by {found.done_by}")
    log.info("message_done", call_id=call, actor=actor)
    action = ActionTaken(at=now, epoch=0, actor=actor, what="message_done", subject=call, detail="done",
                         note=ask.body.note)  # fmt: skip
    await put_on_record(ask.sources, action)
    return message_view(found, in_full=ask.may(Permission.NUMBERS_SEE), hear=ask.may(Permission.RECORDINGS_HEAR))


def message_view(message: Message, *, in_full: bool, hear: bool) -> MessageView:
    return MessageView(
        call=message.call,
        status=MessageStatus.OPEN if message.done_at is None else MessageStatus.DONE,
        left_at=utc(message.left_at),
        line=message.line,
        queue=message.queue,
        caller=show_number(message.caller, in_full=in_full),
        language=message.language,
        seconds=message.seconds,
        done_at=utc(message.done_at),
        done_by=message.done_by,
        note=message.note,
        url=f"/v1/recordings/{message.audio}" if hear and message.audio else None,
    )
