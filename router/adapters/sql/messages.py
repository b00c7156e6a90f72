"""Messages that callers left, as others read them and set them done. Blocking; all raise `engine.ArchiveAway`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, and_, or_, select, update

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated


def find_messages(
    engine: Engine,
    *,
    done: bool | None = None,
    line: str | None = None,
    queue: str | None = None,
    since: float | None = None,
    until: float | None = None,
    before: tuple[float, str] | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Rows newest first by (left_at, call), at most `limit`, each with `audio`: its recording while there is sound.

    `since <= left_at < until`, Unix seconds; `before`: only messages below this (left_at, call).
    """
    m = s.messages.c
    conditions: list[Any] = [
        None if done is None else (m.done_at.is_not(None) if done else m.done_at.is_(None)),
        None if line is None else m.line == line,
        None if queue is None else m.queue == queue,
        None if since is None else m.left_at >= since,
        None if until is None else m.left_at < until,
        None if before is None else or_(m.left_at < before[0], and_(m.left_at == before[0], m.call < before[1])),
    ]
    query = (
        _select()
        .where(*(condition for condition in conditions if condition is not None))
        .order_by(m.left_at.desc(), m.call.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def get_message(engine: Engine, call: str) -> dict[str, Any] | None:
    """The message of a call."""
    with translated(), engine.connect() as connection:
        row = connection.execute(_select().where(s.messages.c.call == call)).mappings().first()
        return None if row is None else dict(row)


def finish_message(engine: Engine, call: str, *, by: str, at: float, note: str) -> bool:
    """Set an open message done. False: it was not open any more."""
    m = s.messages.c
    change = (
        update(s.messages).where(m.call == call, m.done_at.is_(None)).values(done_at=at, done_by=by[:64], note=note)
    )
    with translated(), engine.begin() as connection:
        return connection.execute(change).rowcount > 0


def _select() -> Any:
    r = s.recordings.c
    sound = s.recordings.c.path != ""
    joined = s.messages.outerjoin(s.recordings, and_(r.call == s.messages.c.call, r.segment == 0, sound))
    return select(s.messages, r.id.label("audio")).select_from(joined)
