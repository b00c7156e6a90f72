"""Callbacks as the archive has them. Blocking."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby

from sqlalchemy import Connection, Engine, select

from router.adapters.sql import schema
from router.adapters.sql.engine import translated
from router.demo.callback_order import OwedCall
from router.domain.floor.calls import counter_of
from router.domain.outbound import RingEnd


def read_callbacks(engine: Engine, since: float) -> list[OwedCall]:
    """Of calls that arrived at Unix time `since` or later, by arrival. Raises
    `router.adapters.sql.engine.ArchiveAway`."""
    c, b, s = schema.calls.c, schema.callbacks.c, schema.segments.c
    query = (
        select(
            c.id, c.caller, c.arrived_at, c.queued_at, c.ended_at, c.skills, c.came_by, c.priority_seconds,
            c.last_agent, b.number, b.since, b.open,
        )
        .join(schema.callbacks, b.call == c.id)
        .where(c.arrived_at >= since)
        .order_by(c.arrived_at)
    )  # fmt: skip
    with translated(), engine.connect() as connection:
        rings, offers = _rings(connection), _offers(connection)
        waits = connection.execute(
            select(s.call, s.queue, s.queued_at, b.since)
            .join(schema.callbacks, b.call == s.call)
            .where(s.queued_at >= b.since)
            .order_by(s.call, s.number)
        )
        first = {call: next(rows) for call, rows in groupby(waits, lambda row: row.call)}
        found = []
        for row in connection.execute(query):
            wait = first.get(row.id)
            found.append(
                OwedCall(
                    call=row.id,
                    rank=(row.arrived_at, counter_of(row.id)),
                    wish=(wait.queue if wait else "", row.skills, row.came_by, str(row.priority_seconds),
                          row.last_agent),
                    queued_at=row.queued_at or row.arrived_at,
                    due_at=wait.queued_at if wait else row.since,
                    offered_at=next((at for at in offers[row.id] if at >= row.since), None),
                    over_at=row.ended_at,
                    caller=row.caller,
                    number=row.number,
                    rings=tuple(rings[row.id]),
                    open=row.open,
                )
            )  # fmt: skip
        return found


def _rings(connection: Connection) -> dict[str, list[RingEnd | None]]:
    """Call to what its rings became, in order."""
    r = schema.rings.c
    begun = connection.execute(
        select(r.subject, r.ring).where(r.purpose == "callback", r.phase == "dialled").order_by(r.at)
    )
    ends = {ring: end for ring, end in connection.execute(select(r.ring, r.end).where(r.phase == "ended"))}
    found: dict[str, list[RingEnd | None]] = defaultdict(list)
    for call, ring in begun:
        found[call].append(RingEnd(ends[ring]) if ring in ends else None)
    return found


def _offers(connection: Connection) -> dict[str, list[float]]:
    """Call to when its offers were made, in order."""
    o = schema.offers.c
    found: dict[str, list[float]] = defaultdict(list)
    for call, at in connection.execute(select(o.call, o.made_at).order_by(o.made_at)):
        found[call].append(at)
    return found
