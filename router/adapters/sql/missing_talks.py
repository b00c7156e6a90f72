"""Finds talks, parts of talks and messages that should have a recording and have none."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, String, case, cast, exists, func, select

from router.adapters.sql import schema as s
from router.services.finish_recordings import MESSAGE, TALK, MissingTalk

LOOK_BACK_SECONDS: Final = 2 * 24 * 3600.0
AT_ONCE: Final = 200


def missing_talks(connection: Connection, before: float) -> list[MissingTalk]:
    """Those of the last two days that ended before this (Unix seconds) and have no recording, not even a lost one."""
    found = [*_talks(connection, before), *_parts(connection, before), *_messages(connection, before)]
    return found[:AT_ONCE]


def _talks(connection: Connection, before: float) -> list[MissingTalk]:
    g = s.segments.c
    key = case(
        (g.recording != "", func.replace(g.recording, TALK, "")),
        else_=g.call + "-s" + cast(g.number, String),
    ).label("key")
    query = select(key, g.call, g.number, g.recording).where(
        g.talked_at.is_not(None),
        g.ended_at <= before,
        g.ended_at > before - LOOK_BACK_SECONDS,
        ~exists().where(s.recordings.c.id == key),
    )
    return [
        MissingTalk(id=row.key, call=row.call, segment=row.number, named=bool(row.recording))
        for row in connection.execute(query.limit(AT_ONCE))
    ]


def _parts(connection: Connection, before: float) -> list[MissingTalk]:
    """Later parts: few talks have any, so they are counted up here."""
    g, r = s.segments.c, s.recordings.c
    query = select(g.call, g.number, g.parts).where(
        g.parts > 1, g.recording != "", g.ended_at <= before, g.ended_at > before - LOOK_BACK_SECONDS
    )
    wanted = {
        f"{row.call}-{row.number}p{part}": (row.call, row.number, part)
        for row in connection.execute(query)
        for part in range(2, row.parts + 1)
    }
    known = set(connection.scalars(select(r.id).where(r.id.in_(wanted)))) if wanted else set()
    return [
        MissingTalk(id=name, call=call, segment=number, part=part, named=True)
        for name, (call, number, part) in wanted.items()
        if name not in known
    ]


def _messages(connection: Connection, before: float) -> list[MissingTalk]:
    m = s.messages.c
    key = func.replace(m.recording, MESSAGE, "").label("key")
    query = select(key, m.call).where(
        m.recording != "",
        m.left_at <= before,
        m.left_at > before - LOOK_BACK_SECONDS,
        ~exists().where(s.recordings.c.id == key),
    )
    return [MissingTalk(id=row.key, call=row.call, segment=0, named=True) for row in connection.execute(query)]
