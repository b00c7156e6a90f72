"""Incidents as the archive has them, and what the detector has to know of past calls. Blocking; all raise
`engine.ArchiveAway`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, func, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.incident import Incident
from router.services.incident_facts import PastFact, about

CHUNK_S: Final = 6 * 3600.0
"""so much of a period is in memory as rows at once"""


def find_incidents(
    engine: Engine,
    *,
    incident: str | None = None,
    open_only: bool = False,
    since: float | None = None,
    until: float | None = None,
    before: tuple[float, str] | None = None,
    limit: int = 50,
) -> list[Incident]:
    """Newest first by (seen_at, id), at most `limit`. `incident`: that one alone; `since <= seen_at < until`, Unix
    seconds; `before`: only those below this (seen_at, id)."""
    i = s.incidents.c
    conditions: list[Any] = [
        None if incident is None else i.id == incident,
        i.over_at.is_(None) if open_only else None,
        None if since is None else i.seen_at >= since,
        None if until is None else i.seen_at < until,
        None if before is None else or_(i.seen_at < before[0], and_(i.seen_at == before[0], i.id < before[1])),
    ]
    query = (
        select(s.incidents)
        .where(*(condition for condition in conditions if condition is not None))
        .order_by(i.seen_at.desc(), i.id.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
        calls = _calls_of(connection, [row["id"] for row in rows])
    return [Incident(**row | {"dimension": Dimension(row["dimension"])}, calls=calls[row["id"]]) for row in rows]


def usual_parts(engine: Engine, *, since: float) -> dict[str, float]:
    """Call to what of it was usual, of the incidents seen at Unix time `since` or later."""
    c, i = s.incident_calls.c, s.incidents.c
    query = select(c.call, i.usual, i.callers).join(s.incidents, i.id == c.incident).where(i.seen_at >= since)
    with translated(), engine.connect() as connection:
        return {row.call: min(1.0, row.usual / max(1, row.callers)) for row in connection.execute(query)}


def first_arrival(engine: Engine) -> float | None:
    """Of all calls, Unix seconds; None: there are none."""
    with translated(), engine.connect() as connection:
        # A minimum loses the column's own way to read a time.
        query = select(s.calls.c.arrived_at).order_by(s.calls.c.arrived_at).limit(1)
        found: float | None = connection.scalar(query)
        return found


def count_arrived(engine: Engine, *, since: float) -> int:
    """Calls that arrived at Unix time `since` or later."""
    query = select(func.count()).select_from(s.calls).where(s.calls.c.arrived_at >= since)
    with translated(), engine.connect() as connection:
        return connection.scalar(query) or 0


def past_facts(engine: Engine, *, since: float, until: float) -> Iterator[list[PastFact]]:
    """What became known of calls, by time, a part of the period after the other: `since <= at < until`."""
    begin = since
    while begin < until:
        end = min(begin + CHUNK_S, until)
        with translated(), engine.connect() as connection:
            found = [
                *_arrived(connection, begin, end), *_tagged(connection, begin, end), *_followed(connection, begin, end)
            ]  # fmt: skip
        yield sorted(found, key=lambda fact: fact.at)
        begin = end


def _calls_of(connection: Connection, incidents: list[str]) -> dict[str, tuple[str, ...]]:
    c = s.incident_calls.c
    query = select(c.incident, c.call).where(c.incident.in_(incidents)).order_by(c.incident, c.number)
    found: dict[str, list[str]] = {name: [] for name in incidents}
    for row in connection.execute(query):
        found[row.incident].append(row.call)
    return {name: tuple(calls) for name, calls in found.items()}


def _arrived(connection: Connection, since: float, until: float) -> list[PastFact]:
    """With the queue that the caller chose, the first one, as if it had been known then: it is a matter of seconds."""
    c, g = s.calls.c, s.segments.c
    query = (
        select(c.id, c.caller, c.line, c.arrived_at, func.coalesce(g.queue, c.queue).label("first"))
        .join(s.segments, and_(g.call == c.id, g.number == 1), isouter=True)
        .where(c.arrived_at >= since, c.arrived_at < until)
    )
    return [
        PastFact(at=row.arrived_at, call=row.id, caller=row.caller, line=row.line, choice=row.first)
        for row in connection.execute(query)
    ]


def _tagged(connection: Connection, since: float, until: float) -> list[PastFact]:
    c, t = s.calls.c, s.call_tags.c
    query = (
        select(t.call, t.at, t.topic, t.place, c.caller, c.line)
        .join(s.calls, c.id == t.call)
        .where(t.at >= since, t.at < until)
    )
    return [
        PastFact(at=row.at, call=row.call, caller=row.caller, line=row.line, topic=row.topic, place=row.place)
        for row in connection.execute(query)
    ]


def _followed(connection: Connection, since: float, until: float) -> list[PastFact]:
    """Who asked to be told of an incident called about what it is about."""
    c, f, i = s.calls.c, s.incident_followers.c, s.incidents.c
    query = (
        select(f.call, f.at, c.caller, c.line, i.dimension, i.value, i.place)
        .join(s.calls, c.id == f.call)
        .join(s.incidents, i.id == f.incident)
        .where(f.at >= since, f.at < until)
    )
    return [
        PastFact(
            at=row.at,
            call=row.call,
            caller=row.caller,
            **{"line": row.line} | about(Cell(Dimension(row.dimension), row.value, row.place)),
        )
        for row in connection.execute(query)
    ]
