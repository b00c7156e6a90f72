"""The table of sister services that were rung for calls."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, Table

from router.adapters.sql.schema_base import CALL_ID, SEAT_ID, WORD, Moment, metadata

linkages: Final = Table(
    "linkages",
    metadata,
    Column("ring", WORD, primary_key=True),
    # No foreign key: it may come into the archive before its call.
    Column("call", CALL_ID, nullable=False),
    Column("linkage", WORD, nullable=False, comment="id of the sister service"),
    Column("number", WORD, nullable=False),
    Column("seat", SEAT_ID, nullable=False, comment="whose agent asked for it"),
    Column("agent", SEAT_ID, nullable=False),
    Column("actor", WORD, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("dialled_at", Moment),
    Column("answered_at", Moment),
    Column("ended_at", Moment),
    Column("ended_how", WORD, nullable=False, comment="talk_over, busy, no_answer, failed, cancelled, lost_sight"),
    Column("recorded", Integer, nullable=False, comment="1: a part of the talk was recorded on its channel"),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False, comment="the call's, by which a later account is known"),
    Index("ix_linkages_call_asked_at", "call", "asked_at"),
)
