"""Tables about routing: why each call went where it went, and all that the engine was told and answered."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, Integer, Table, Text

from router.adapters.sql.schema_base import CALL_ID, SEAT_ID, WORD, Moment, metadata

decisions: Final = Table(
    "decisions",
    metadata,
    Column("offer", WORD, primary_key=True),
    Column("call", CALL_ID, nullable=False, index=True),
    Column("seat", SEAT_ID, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("waited", Float, nullable=False, comment="seconds"),
    Column("considered", Integer, nullable=False),
    Column("decision", Text, comment="JSON: all that it was decided from; null: not kept"),
)

routing_log: Final = Table(
    "routing_log",
    metadata,
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1, without a gap in its epoch"),
    Column("at", Moment, nullable=False, index=True),
    Column("bundle", Integer, comment="by whose rules an engine begins here; null: none begins"),
    Column("entry", Text, nullable=False, comment="JSON: what the engine was told, and what it answered"),
)
