"""The archive as others read it. Blocking; every function raises `engine.ArchiveAway` when it does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, and_, exists, func, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.call_rows import call_of
from router.adapters.sql.engine import translated
from router.adapters.sql.linkages import linkages_of
from router.adapters.sql.read_told import StoredTold, told_of
from router.domain.call import Call


@dataclass(frozen=True, kw_only=True)
class StoredRecording:
    """The recording of one talk, of a part of one, or of a message (segment 0).

    Levels are dB below full scale (0 is the loudest), None when there is no such voice.
    """

    id: str
    call: str
    segment: int
    recorded: bool
    reason: str
    """why there is none"""
    path: str
    """below the folder of recordings; empty when there is none"""
    sha256: str
    size: int
    """bytes"""
    seconds: float
    citizen_peak: float | None
    citizen_rms: float | None
    agent_peak: float | None
    agent_rms: float | None
    finished_at: float
    part: int = 1
    deleted_at: float | None = None
    """its audio was deleted then; `reason` says why"""


@dataclass(frozen=True, kw_only=True)
class StoredCall:
    """One call of the archive."""

    call: Call
    """without segments in a list of calls"""
    recorded: bool | None
    """None: no talk, or not known yet"""
    not_recorded: str
    """why not"""
    source: str
    """live, or cel when its outcome was read from the channel event log"""
    recordings: tuple[StoredRecording, ...] = ()
    told: StoredTold | None = None
    """None in a list of calls"""


@dataclass(frozen=True, kw_only=True)
class StoredAlarm:
    """Something that a person had to know."""

    id: int
    at: float
    code: str
    subject: str
    """call, recording, seat or process"""
    text: str


@dataclass(frozen=True, kw_only=True)
class LastSignOn:
    """Who sits at a seat, as its open interval says."""

    agent: str
    state: str
    reason: str
    since: float


def find_calls(
    engine: Engine,
    *,
    since: float | None = None,
    until: float | None = None,
    line: str | None = None,
    queue: str | None = None,
    outcome: str | None = None,
    seat: str | None = None,
    topic: str | None = None,
    place: str | None = None,
    grade: int | None = None,
    over: bool | None = None,
    limit: int = 50,
    before: tuple[float, str] | None = None,
) -> list[StoredCall]:
    """Calls newest first by (arrival, id), without segments, at most `limit`.

    `since <= arrived_at < until`, Unix seconds; `seat`: talked there or was offered there; `topic`, `place`: tagged so;
    `over`: with an outcome, or without one; `before`: only calls below this (arrival, id).
    """
    c, tag = s.calls.c, s.call_tags.c
    at_seat = or_(
        exists().where(s.segments.c.call == c.id, s.segments.c.seat == seat),
        exists().where(s.offers.c.call == c.id, s.offers.c.seat == seat),
    )
    conditions: list[Any] = [
        None if since is None else c.arrived_at >= since,
        None if until is None else c.arrived_at < until,
        None if line is None else c.line == line,
        None if queue is None else c.queue == queue,
        None if outcome is None else c.outcome == outcome,
        None if seat is None else at_seat,
        None if topic is None else exists().where(tag.call == c.id, tag.topic == topic),
        None if place is None else exists().where(tag.call == c.id, tag.place == place),
        None if grade is None else c.grade == grade,
        None if over is None else (c.outcome.is_not(None) if over else c.outcome.is_(None)),
    ]
    if before is not None:
        at, call = before
        conditions.append(or_(c.arrived_at < at, and_(c.arrived_at == at, c.id < call)))
    query = (
        select(s.calls)
        .where(*(condition for condition in conditions if condition is not None))
        .order_by(c.arrived_at.desc(), c.id.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        return [_stored(row._mapping) for row in connection.execute(query)]


def get_call(engine: Engine, call: str) -> StoredCall | None:
    """One call with its segments, offers, sister services and recordings."""
    with translated(), engine.connect() as connection:
        row = connection.execute(select(s.calls).where(s.calls.c.id == call)).first()
        if row is None:
            return None
        segments = connection.execute(
            select(s.segments).where(s.segments.c.call == call).order_by(s.segments.c.number)
        ).mappings()
        offers = connection.execute(
            select(s.offers).where(s.offers.c.call == call).order_by(s.offers.c.made_at, s.offers.c.id)
        ).mappings()
        r = s.recordings
        recordings = connection.execute(select(r).where(r.c.call == call).order_by(r.c.segment, r.c.part)).mappings()
        found = _stored(row._mapping, list(segments), list(offers), list(recordings))
        linked = replace(found.call, linkages=linkages_of(connection, call))
        return replace(found, call=linked, told=told_of(connection, call))


def find_recording(engine: Engine, recording: str) -> StoredRecording | None:
    """One recording by its id, which is its raw file's name without the ending."""
    with translated(), engine.connect() as connection:
        row = connection.execute(select(s.recordings).where(s.recordings.c.id == recording)).first()
        return None if row is None else StoredRecording(**row._mapping)


def find_alarms(
    engine: Engine,
    *,
    since: float | None = None,
    until: float | None = None,
    code: str | None = None,
    subject: str | None = None,
    limit: int = 50,
    before: tuple[float, int] | None = None,
) -> list[StoredAlarm]:
    """Alarms newest first by (at, id), at most `limit`.

    `since <= at < until`, Unix seconds; `before`: only alarms below this (at, id).
    """
    a = s.alarms.c
    conditions: list[Any] = [
        None if since is None else a.at >= since,
        None if until is None else a.at < until,
        None if code is None else a.code == code,
        None if subject is None else a.subject == subject,
        None if before is None else or_(a.at < before[0], and_(a.at == before[0], a.id < before[1])),
    ]
    query = (
        select(a.id, a.at, a.code, a.subject, a.text)
        .where(*(condition for condition in conditions if condition is not None))
        .order_by(a.at.desc(), a.id.desc())
        .limit(limit)
    )
    with translated(), engine.connect() as connection:
        return [StoredAlarm(**row._mapping) for row in connection.execute(query)]


def count_alarms(engine: Engine, *, since: float | None = None) -> dict[str, int]:
    """How many alarms of each code there are, of all time or raised at Unix time `since` or later."""
    a = s.alarms.c
    query = select(a.code, func.count()).group_by(a.code)
    with translated(), engine.connect() as connection:
        rows = connection.execute(query if since is None else query.where(a.at >= since))
        return {code: count for code, count in rows}


def count_outcomes(engine: Engine) -> dict[str, int]:
    """How many calls have come to each outcome, of all time. Read from an index alone."""
    c = s.calls.c
    query = select(c.outcome, func.count()).where(c.outcome.is_not(None)).group_by(c.outcome)
    with translated(), engine.connect() as connection:
        return {outcome: count for outcome, count in connection.execute(query)}


def last_sign_ons(engine: Engine) -> dict[str, LastSignOn]:
    """Seat to who sits there, from the open interval of every seat that has somebody signed on."""
    i = s.seat_intervals
    query = select(i).where(i.c.ended_at.is_(None)).order_by(i.c.seat, i.c.epoch, i.c.version)
    with translated(), engine.connect() as connection:
        newest = {row.seat: row for row in connection.execute(query)}
    return {
        seat: LastSignOn(agent=row.agent, state=row.state, reason=row.reason, since=row.started_at)
        for seat, row in newest.items()
        if row.agent and row.state != "signed_off"
    }


def last_epoch(engine: Engine) -> int:
    """The highest epoch on record, 0 when none."""
    tables = (s.calls, s.seat_intervals, s.decisions, s.alarms, s.routing_log)
    with translated(), engine.connect() as connection:
        return max(int(connection.scalar(select(func.max(table.c.epoch))) or 0) for table in tables)


def _stored(
    row: Any, segments: Sequence[Any] = (), offers: Sequence[Any] = (), found: Sequence[Any] = ()
) -> StoredCall:
    return StoredCall(
        call=call_of(row, segments, offers),
        recorded=row["recorded"],
        not_recorded=row["not_recorded"],
        source=row["source"],
        recordings=tuple(StoredRecording(**recording) for recording in found),
    )
