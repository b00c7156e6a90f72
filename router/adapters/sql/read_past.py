"""What a replay reads of the archive: calls with their segments and offers, and what seats were."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Engine, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.call_rows import call_of
from router.adapters.sql.engine import translated
from router.domain.call import Call
from router.domain.seat import Seat, SeatState, TalkKind

CHUNK_S: Final = 6 * 3600.0
"""so much of a period is in memory as rows at once"""


def past_calls(engine: Engine, *, since: float, until: float) -> Iterator[Call]:
    """Calls that reached a queue, by arrival, with segments and offers: `since <= arrived_at < until`, Unix seconds.

    Raises:
        ArchiveAway: the archive does not answer.
    """
    begin = since
    while begin < until:
        end = min(begin + CHUNK_S, until)
        with translated(), engine.connect() as connection:
            found = _chunk(connection, begin, end)
        yield from found
        begin = end


def past_seats(engine: Engine, *, since: float, until: float) -> list[tuple[Seat, float, float | None]]:
    """What each seat was from when to when (None: still so), by seat and time, of all that touches the period.

    Raises:
        ArchiveAway: the archive does not answer.
    """
    i = s.seat_intervals
    ends = or_(i.c.ended_at.is_(None), i.c.ended_at > since)
    query = select(i).where(i.c.started_at < until, ends).order_by(i.c.seat, i.c.epoch, i.c.version)
    with translated(), engine.connect() as connection:
        return [(_seat(row), row["started_at"], row["ended_at"]) for row in connection.execute(query).mappings()]


def _chunk(connection: Connection, since: float, until: float) -> list[Call]:
    c = s.calls.c
    chosen = c.queued_at.is_not(None), c.arrived_at >= since, c.arrived_at < until
    calls = connection.execute(select(s.calls).where(*chosen).order_by(c.arrived_at, c.id)).mappings().all()
    segments = _by_call(connection, s.segments, chosen, (s.segments.c.call, s.segments.c.number))
    offers = _by_call(connection, s.offers, chosen, (s.offers.c.call, s.offers.c.made_at, s.offers.c.id))
    return [call_of(dict(row), segments.get(row["id"], ()), offers.get(row["id"], ())) for row in calls]


def _by_call(connection: Connection, table: Any, chosen: Any, order: Any) -> dict[str, list[Any]]:
    query = select(table).join(s.calls, table.c.call == s.calls.c.id).where(*chosen).order_by(*order)
    rows = connection.execute(query).mappings()
    return {call: list(found) for call, found in groupby(rows, key=lambda row: str(row["call"]))}


def _seat(row: Any) -> Seat:
    return Seat(
        id=row["seat"],
        state=SeatState(row["state"]),
        reason=row["reason"],
        kind=TalkKind(row["kind"]) if row["kind"] else None,
        agent=row["agent"],
        reachable=row["reachable"],
        call=row["call"],
    )
