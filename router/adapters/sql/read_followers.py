"""Who is to be told of an incident. Blocking; raises `engine.ArchiveAway`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, and_, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated


def find_followers(
    engine: Engine, *, incident: str, before: tuple[float, str] | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Rows newest first by (at, call), at most `limit`; `before`: only those below this (at, call), `at` in Unix
    seconds."""
    f = s.incident_followers.c
    below = [] if before is None else [or_(f.at < before[0], and_(f.at == before[0], f.call < before[1]))]
    query = (
        select(s.incident_followers)
        .where(f.incident == incident, *below)
        .order_by(f.at.desc(), f.call.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
