"""The table of leads in talks: a row for each step of each use."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from router.adapters.sql.schema_base import CALL_ID, SEAT_ID, WORD, Moment, metadata

talk_listenings: Final = Table(
    "talk_listenings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("call", CALL_ID, nullable=False),
    Column("listening", String(64), nullable=False, comment="the steps of one use share it"),
    Column("what", WORD, nullable=False, comment="asked, began, changed, ended"),
    Column("seat", SEAT_ID, nullable=False, comment="the lead's"),
    Column("agent", SEAT_ID, nullable=False, comment="who is signed on there; empty: nobody"),
    Column("actor", WORD, nullable=False),
    Column("heard_seat", SEAT_ID, nullable=False),
    Column("heard_agent", SEAT_ID, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("mode", WORD, nullable=False, comment="listen, whisper, barge"),
    Column("end", WORD, nullable=False, comment="with ended: why"),
    Column("note", Text, nullable=False),
    UniqueConstraint("listening", "at", "what", name="uq_talk_listenings_listening"),
    Index("ix_talk_listenings_call_at", "call", "at"),
)
