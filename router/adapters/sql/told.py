"""Stores what callers left and what people did, as rows that a second or a late record does not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, Table, delete

from router.adapters.sql import schema as s
from router.adapters.sql.ladders import store_ladder
from router.adapters.sql.store_incidents import store_incident
from router.adapters.sql.upsert import insert_new
from router.domain.history import (
    ActionTaken,
    BundleAdopted,
    CallTagged,
    ClimbRecorded,
    FollowerAdded,
    HistoryRecord,
    IncidentRecorded,
    LadderRung,
    MessageKept,
    RecordingPaused,
    RingRecorded,
    SurveyAnswered,
    TalkHeardBy,
)

LATEST: Final[Mapping[type, Table]] = {CallTagged: s.call_tags, SurveyAnswered: s.surveys}
"""One row per call: a later record replaces an earlier one."""
ONCE: Final[Mapping[type, Table]] = {
    RecordingPaused: s.recording_pauses,
    TalkHeardBy: s.talk_listenings,
    BundleAdopted: s.bundle_adoptions,
    ActionTaken: s.actions,
    FollowerAdded: s.incident_followers,
    RingRecorded: s.rings,
}
"""A row each; the same record again changes nothing."""


def store_told(connection: Connection, records: Iterable[HistoryRecord]) -> None:
    """All of these records that are of such kinds; others are left alone."""
    for record in records:
        if type(record) in LATEST:
            table = LATEST[type(record)]
            row = _row(record, table)
            connection.execute(delete(table).where(table.c.call == row["call"], table.c.at < row["at"]))
            insert_new(connection, table, [row])
        elif type(record) in ONCE:
            table = ONCE[type(record)]
            insert_new(connection, table, [_row(record, table)])
        elif isinstance(record, MessageKept):
            insert_new(connection, s.messages, [message_row(record)])
        elif isinstance(record, ClimbRecorded | LadderRung):
            store_ladder(connection, record)
        elif isinstance(record, IncidentRecorded):
            store_incident(connection, record.incident)


def message_row(record: MessageKept) -> dict[str, Any]:
    """An open message. One that is known already, and perhaps done, is not opened again."""
    row = asdict(record)
    kept = {name: row[name] for name in ("call", "line", "queue", "caller", "language", "recording", "seconds")}
    return kept | {"left_at": record.at, "done_at": None, "done_by": "", "note": ""}


def _row(record: HistoryRecord, table: Table) -> dict[str, Any]:
    """The fields that the table has columns for; words that a person chose are cut to what a column holds."""
    row = asdict(record)
    return {column.name: _cut(row[column.name], column.type) for column in table.c if column.name in row}


def _cut(value: Any, kind: Any) -> Any:
    length = getattr(kind, "length", None)
    return value[:length] if isinstance(value, str) and length else value
