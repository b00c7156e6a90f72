"""Who heard which recording. Blocking; all raise `engine.ArchiveAway`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, and_, insert, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated


def write_access(engine: Engine, *, at: float, actor: str, how: str, subject: str, call: str) -> None:
    """Put on record that somebody (actor) heard or downloaded a recording, or all of a call (subject)."""
    row = {"at": at, "actor": actor[:64], "how": how, "subject": subject, "call": call}
    with translated(), engine.begin() as connection:
        connection.execute(insert(s.accesses), row)


def find_accesses(
    engine: Engine,
    *,
    call: str | None = None,
    actor: str | None = None,
    since: float | None = None,
    until: float | None = None,
    before: tuple[float, int] | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Rows newest first by (at, id), at most `limit`. `since <= at < until`, Unix seconds."""
    a = s.accesses.c
    conditions: list[Any] = [
        None if call is None else a.call == call,
        None if actor is None else a.actor == actor,
        None if since is None else a.at >= since,
        None if until is None else a.at < until,
        None if before is None else or_(a.at < before[0], and_(a.at == before[0], a.id < before[1])),
    ]
    query = (
        select(s.accesses)
        .where(*(condition for condition in conditions if condition is not None))
        .order_by(a.at.desc(), a.id.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
