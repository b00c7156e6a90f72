"""Tables about what callers left and what people did: tags, grades, messages, pauses, bundles, actions."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from router.adapters.sql.schema_base import CALL_ID, SEAT_ID, WORD, Moment, metadata

call_tags: Final = Table(
    "call_tags",
    metadata,
    # No foreign key here and below: a record may come in before its call's first one, or stand alone.
    Column("call", CALL_ID, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("seat", SEAT_ID, nullable=False),
    Column("agent", SEAT_ID, nullable=False),
    Column("topic", WORD, nullable=False, index=True),
    Column("place", WORD, nullable=False, index=True),
)

surveys: Final = Table(
    "surveys",
    metadata,
    Column("call", CALL_ID, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("seat", SEAT_ID, nullable=False),
    Column("agent", SEAT_ID, nullable=False),
    Column("grade", Integer, nullable=False, comment="1 to 5; 0: none was given"),
)

messages: Final = Table(
    "messages",
    metadata,
    Column("call", CALL_ID, primary_key=True),
    Column("left_at", Moment, nullable=False),
    Column("line", WORD, nullable=False),
    Column("queue", WORD, nullable=False),
    Column("caller", WORD, nullable=False),
    Column("language", WORD, nullable=False),
    Column("recording", String(128), nullable=False, comment="file name of the raw recording"),
    Column("seconds", Float, nullable=False),
    Column("done_at", Moment, comment="null: open"),
    Column("done_by", WORD, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_messages_left_at_call", "left_at", "call"),
    Index("ix_messages_queue_left_at", "queue", "left_at"),
    Index("ix_messages_done_at", "done_at"),
)

recording_pauses: Final = Table(
    "recording_pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("call", CALL_ID, nullable=False),
    Column("seat", SEAT_ID, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("actor", WORD, nullable=False),
    UniqueConstraint("call", "seat", "at", "paused", name="uq_recording_pauses_call"),
)

bundle_adoptions: Final = Table(
    "bundle_adoptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("former", Integer, nullable=False),
    Column("actor", WORD, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("at", "number", name="uq_bundle_adoptions_at"),
)

actions: Final = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", WORD, nullable=False),
    Column("what", WORD, nullable=False),
    Column("subject", String(128), nullable=False),
    Column("detail", WORD, nullable=False),
    Column("reason", WORD, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("at", "what", "subject", name="uq_actions_at"),
)
