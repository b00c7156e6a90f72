"""Writes the outbox's records into the archive."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, delete, select, update

from router.adapters.sql import schema as s
from router.adapters.sql.call_rows import LIVE, SEGMENT_TIMES, call_row, merge, offer_rows, segment_rows
from router.adapters.sql.callbacks import store_callbacks
from router.adapters.sql.engine import ArchiveRejects, translated
from router.adapters.sql.left_open import close_left_open
from router.adapters.sql.linkages import store_linkages
from router.adapters.sql.routing_rows import decision_rows, routing_rows
from router.adapters.sql.tell_recorded import tell_recorded
from router.adapters.sql.told import store_told
from router.adapters.sql.upsert import insert_new, upsert
from router.domain.history import AlarmRaised, CallRecorded, SeatRecorded
from router.services.archive_records import RecordRefused, Rejected, Storable, Unopened

OUTBOX: Final = "outbox"
BODY_LIMIT: Final = 20_000
_POSITION: Final = select(s.archive_position.c.value).where(s.archive_position.c.name == bindparam("name"))
_CALLS: Final = select(s.calls).where(s.calls.c.id.in_(bindparam("names", expanding=True)))
_i = s.seat_intervals.c
_OPEN: Final = (
    select(s.seat_intervals)
    .where(_i.seat.in_(bindparam("seats", expanding=True)), _i.ended_at.is_(None))
    .order_by(_i.epoch, _i.version)
)
_END: Final = update(s.seat_intervals).where(_i.seat == bindparam("name"), _i.ended_at.is_(None))


class SqlRecords:
    """`router.services.archive_records.RecordArchive`. Raises ArchiveAway when the database does not answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def position(self) -> str:
        """Id of the last entry that was stored; empty before the first."""
        with translated(), self._engine.connect() as connection:
            return read_position(connection, OUTBOX)

    def store(self, records: Sequence[Storable], rejected: Sequence[Rejected], position: str) -> None:
        """All of it and the position in one transaction. Raises RecordRefused."""
        with _refusing(), translated(), self._engine.begin() as connection:
            store_calls(connection, [record for record in records if isinstance(record, CallRecorded)])
            store_callbacks(connection, [record for record in records if isinstance(record, CallRecorded)])
            store_linkages(connection, [record for record in records if isinstance(record, CallRecorded)])
            store_seats(connection, [record for record in records if isinstance(record, SeatRecorded)])
            insert_new(connection, s.decisions, decision_rows(records))
            insert_new(connection, s.routing_log, routing_rows(records))
            insert_new(connection, s.alarms, [_alarm(r) for r in records if isinstance(r, AlarmRaised)])
            store_told(connection, [record for record in records if not isinstance(record, Unopened)])
            store_rejected(connection, rejected)
            write_position(connection, OUTBOX, position)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ArchiveRejects as error:
        raise RecordRefused(str(error)) from error


def read_position(connection: Connection, name: str) -> str:
    """Where reading of a source has got to; empty before the first time."""
    return str(connection.scalar(_POSITION, {"name": name}) or "")


def write_position(connection: Connection, name: str, value: str) -> None:
    """Remember where reading of a source has got to."""
    upsert(connection, s.archive_position, [{"name": name, "value": value}])


def store_rejected(connection: Connection, rejected: Sequence[Rejected]) -> None:
    """Set aside what could not be stored, as far as any database can hold it."""
    rows = [
        {
            "source": item.source,
            "place": item.place,
            "reason": item.reason,
            "body": item.body[:BODY_LIMIT].replace("\0", "\\0").encode(errors="replace").decode(),
            "at": time.time(),
        }
        for item in rejected
    ]
    if rows:
        connection.execute(s.rejected_records.insert(), rows)


def store_calls(connection: Connection, records: Sequence[CallRecorded]) -> None:
    """The newest of each call, with its segments and offers."""
    newest: dict[str, CallRecorded] = {}
    for record in records:
        known = newest.get(record.call.id)
        if known is None or (known.epoch, known.call.version) < (record.epoch, record.call.version):
            newest[record.call.id] = record
    stored = load_calls(connection, list(newest))
    rows, told, filled = [], [], []
    for name, record in newest.items():
        old = stored.get(name)
        row = merge(old, call_row(record.call, epoch=record.epoch, source=LIVE))
        if row is None:
            continue
        rows.append(row)
        if row["source"] != LIVE:
            # The channel event log saw how it ended and the router did not: only what is empty is filled in.
            filled.append(record.call)
            continue
        told.append(record.call)
        if old is not None and not old["version"]:
            # So far known from the channel event log alone; the live account replaces all of that.
            connection.execute(delete(s.segments).where(s.segments.c.call == name))
            connection.execute(delete(s.offers).where(s.offers.c.call == name))
        elif old is not None and old["epoch"] < record.epoch:
            close_left_open(connection, record.call, at=record.at)
    upsert(connection, s.calls, rows)
    for calls, keep in ((told, False), (filled, True)):
        segments = [row for call in calls for row in segment_rows(call)]
        upsert(connection, s.segments, segments, keep=keep, earliest=SEGMENT_TIMES)
        upsert(connection, s.offers, [row for call in calls for row in offer_rows(call)], keep=keep)
    tell_recorded(connection, [call.id for call in (*told, *filled)])


def load_calls(connection: Connection, names: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The rows of these calls, by id."""
    if not names:
        return {}
    found = connection.execute(_CALLS, {"names": list(names)}).mappings()
    return {row["id"]: dict(row) for row in found}


def store_seats(connection: Connection, records: Sequence[SeatRecorded]) -> None:
    """Each record closes its seat's open interval and opens the next."""
    if not records:
        return
    names = list({record.seat.id for record in records})
    last = {row["seat"]: dict(row) for row in connection.execute(_OPEN, {"seats": names}).mappings()}
    stored = set(last)
    fresh: list[dict[str, Any]] = []
    over: list[dict[str, Any]] = []
    for record in records:
        row = _interval(record)
        known = last.get(row["seat"])
        if known is not None:
            if (row["epoch"], row["version"]) <= (known["epoch"], known["version"]):
                continue
            ended = max(record.at, known["started_at"])
            known["ended_at"] = ended
            if row["seat"] in stored:
                stored.discard(row["seat"])
                over.append({"name": row["seat"], "ended_at": ended})
        last[row["seat"]] = row
        fresh.append(row)
    if over:
        connection.execute(_END, over)
    insert_new(connection, s.seat_intervals, fresh)


def _interval(record: SeatRecorded) -> dict[str, Any]:
    seat = record.seat
    return {
        "seat": seat.id,
        "epoch": record.epoch,
        "version": seat.version,
        "agent": seat.agent,
        "state": seat.state.value,
        "reason": seat.reason,
        "kind": seat.kind.value if seat.kind else "",
        "reachable": seat.reachable,
        "call": seat.call,
        "cause": seat.cause.value if seat.cause else "",
        "actor": seat.actor,
        "started_at": record.at,
        "ended_at": None,
    }


def _alarm(record: AlarmRaised) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ("at", "epoch", "code", "subject", "text")}
