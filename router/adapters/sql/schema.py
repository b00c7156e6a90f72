"""The archive's tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false

from router.adapters.sql.schema_base import CALL_ID, SEAT_ID, WORD, Moment, metadata
from router.adapters.sql.schema_callbacks import callbacks, rings
from router.adapters.sql.schema_decisions import decisions, routing_log
from router.adapters.sql.schema_incidents import incident_calls, incident_followers, incidents
from router.adapters.sql.schema_ladders import climb_rings, climbs
from router.adapters.sql.schema_linkages import linkages
from router.adapters.sql.schema_listenings import talk_listenings
from router.adapters.sql.schema_recordings import accesses, deletions, recording_peaks, recordings
from router.adapters.sql.schema_told import actions, bundle_adoptions, call_tags, messages, recording_pauses, surveys

__all__ = [
    "accesses",
    "actions",
    "alarms",
    "archive_position",
    "bundle_adoptions",
    "call_tags",
    "callbacks",
    "calls",
    "cel_calls",
    "climb_rings",
    "climbs",
    "decisions",
    "deletions",
    "incident_calls",
    "incident_followers",
    "incidents",
    "linkages",
    "messages",
    "metadata",
    "offers",
    "recording_pauses",
    "recording_peaks",
    "recordings",
    "rejected_records",
    "rings",
    "routing_log",
    "seat_intervals",
    "segments",
    "surveys",
    "talk_listenings",
]

calls: Final = Table(
    "calls",
    metadata,
    Column("id", CALL_ID, primary_key=True),
    Column("node", WORD, nullable=False),
    Column("line", WORD, nullable=False),
    Column("queue", WORD, nullable=False),
    Column("caller", WORD, nullable=False),
    Column("language", WORD, nullable=False),
    Column("skills", Text, nullable=False),
    Column("arrived_at", Moment, nullable=False, index=True),
    Column("answered_at", Moment),
    Column("queued_at", Moment),
    Column("first_offer_at", Moment),
    Column("talked_at", Moment),
    Column("ended_at", Moment),
    Column("outcome", WORD, comment="exactly one once the call is over"),
    Column("ended_where", WORD),
    Column("cause", Integer, nullable=False, comment="Q.850, 0 when none"),
    Column("fallback_reason", WORD, nullable=False),
    Column("failed_offers", Integer, nullable=False),
    Column("parked", Integer, nullable=False),
    Column("came_by", Text, nullable=False, server_default="", comment="ids of queues that passed it on, by commas"),
    Column("priority_seconds", Float, nullable=False, server_default="0", comment="waiting it had ahead of others"),
    Column("last_agent", SEAT_ID, nullable=False, server_default="", comment="who talked with this caller last time"),
    Column("poisoned", Boolean, nullable=False),
    Column("informed", Boolean, nullable=False, server_default=false(), comment="told an information to its end"),
    Column("message", String(128), nullable=False, server_default="", comment="file name of the message that was left"),
    Column("grade", Integer, comment="1 to 5; 0: none was given; null: not asked"),
    Column("recorded", Boolean, comment="null: no talk yet, or not known yet"),
    Column("not_recorded", WORD, nullable=False, comment="why not"),
    Column("bundle", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", String(8), nullable=False, comment="live, or cel when the outcome comes from there"),
    Index("ix_calls_outcome", "outcome"),
    Index("ix_calls_line_arrived_at", "line", "arrived_at"),
    Index("ix_calls_queue_arrived_at", "queue", "arrived_at"),
)

segments: Final = Table(
    "segments",
    metadata,
    Column("call", CALL_ID, ForeignKey("calls.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("queue", WORD, nullable=False),
    Column("queued_at", Moment),
    Column("expected_seconds", Float, comment="wait that was expected as it was queued; null: nobody knew"),
    Column("talked_at", Moment),
    Column("ended_at", Moment, index=True),
    Column("seat", SEAT_ID, nullable=False, index=True),
    Column("agent", SEAT_ID, nullable=False, index=True),
    Column("kind", WORD, nullable=False),
    Column("recording", String(128), nullable=False, index=True, comment="file name of the raw recording"),
    Column("parts", Integer, comment="files of its recording; null: not known"),
    Column("to_number", WORD, nullable=False, server_default="", comment="number that the caller was handed on to"),
    Column("ended_how", WORD, nullable=False),
)

offers: Final = Table(
    "offers",
    metadata,
    Column("call", CALL_ID, ForeignKey("calls.id"), primary_key=True),
    Column("id", WORD, primary_key=True),
    Column("segment", Integer, nullable=False),
    Column("seat", SEAT_ID, nullable=False),
    Column("agent", SEAT_ID, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("rang_at", Moment),
    Column("ended_at", Moment),
    Column("result", WORD, nullable=False),
    Column("cause", Integer, nullable=False),
    Index("ix_offers_seat_made_at", "seat", "made_at"),
)

seat_intervals: Final = Table(
    "seat_intervals",
    metadata,
    Column("seat", SEAT_ID, primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("agent", SEAT_ID, nullable=False),
    Column("state", WORD, nullable=False),
    Column("reason", WORD, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("call", CALL_ID, nullable=False),
    Column("cause", WORD, nullable=False),
    Column("actor", WORD, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment, comment="null: still so"),
    Index("ix_seat_intervals_seat_started_at", "seat", "started_at"),
    Index("ix_seat_intervals_agent_started_at", "agent", "started_at"),
    Index("ix_seat_intervals_ended_at", "ended_at"),
)

alarms: Final = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("code", WORD, nullable=False),
    Column("subject", String(128), nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("at", "code", "subject", name="uq_alarms_at"),
)

archive_position: Final = Table(
    "archive_position",
    metadata,
    Column("name", WORD, primary_key=True, comment="outbox, cel"),
    Column("value", Text, nullable=False),
)

rejected_records: Final = Table(
    "rejected_records",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", WORD, nullable=False),
    Column("place", WORD, nullable=False, comment="stream id or byte offset"),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

cel_calls: Final = Table(
    "cel_calls",
    metadata,
    Column("call", CALL_ID, primary_key=True),
    Column("facts", Text, nullable=False, comment="JSON: what the channel event log has told so far"),
    Column("ended_at", Moment, index=True),
)
