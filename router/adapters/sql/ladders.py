"""Ladders that were climbed, and their rings: as they come from the outbox, and as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, and_, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.adapters.sql.upsert import upsert
from router.domain.history import ClimbRecorded, LadderRung
from router.domain.ladder.climb import Climb, ClimbState, Escalation, LadderRing
from router.domain.ladder.settings import Trigger


def store_ladder(connection: Connection, record: ClimbRecorded | LadderRung) -> None:
    """The newest of a climb stays; of a ring what is known of it."""
    if isinstance(record, LadderRung):
        upsert(connection, s.climb_rings, [{one.name: getattr(record.ring, one.name) for one in s.climb_rings.c}])
        return
    climb, c = record.climb, s.climbs.c
    stored = connection.scalar(select(c.version).where(c.id == climb.id))
    if stored is not None and stored >= climb.version:
        return
    row = {one.name: getattr(climb, one.name) for one in c}
    row |= {"trigger": climb.trigger.value, "state": climb.state.value, "calls": " ".join(climb.calls)}
    upsert(connection, s.climbs, [row])


def find_climbs(
    engine: Engine,
    *,
    open_only: bool = False,
    since: float | None = None,
    until: float | None = None,
    before: tuple[float, str] | None = None,
    limit: int = 50,
) -> list[Escalation]:
    """Climbs with their rings, newest first by (began_at, id), at most `limit`; `since <= began_at < until`,
    Unix seconds; `before`: only those below this (began_at, id)."""
    c = s.climbs.c
    conditions: list[Any] = [
        c.ended_at.is_(None) if open_only else None,
        None if since is None else c.began_at >= since,
        None if until is None else c.began_at < until,
        None if before is None else or_(c.began_at < before[0], and_(c.began_at == before[0], c.id < before[1])),
    ]
    query = (
        select(s.climbs)
        .where(*(condition for condition in conditions if condition is not None))
        .order_by(c.began_at.desc(), c.id.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
        rings = _rings_of(connection, [row["id"] for row in rows])
    return [Escalation(climb=_climb(row), rings=tuple(rings[row["id"]])) for row in rows]


def _climb(row: dict[str, Any]) -> Climb:
    row |= {"trigger": Trigger(row["trigger"]), "state": ClimbState(row["state"])}
    return Climb(node="", **row | {"calls": tuple(row["calls"].split())})


def _rings_of(connection: Connection, climbs: Sequence[str]) -> dict[str, list[LadderRing]]:
    r = s.climb_rings.c
    found: dict[str, list[LadderRing]] = {climb: [] for climb in climbs}
    for row in connection.execute(select(s.climb_rings).where(r.climb.in_(climbs)).order_by(r.at, r.id)).mappings():
        found[row["climb"]].append(LadderRing(**row))
    return found
