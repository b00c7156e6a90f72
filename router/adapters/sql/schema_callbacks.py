"""Tables about rings to the outside, and callbacks that are owed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, Table, Text

from router.adapters.sql.schema_base import CALL_ID, WORD, Moment, metadata

rings: Final = Table(
    "rings",
    metadata,
    Column("ring", WORD, primary_key=True),
    Column("phase", WORD, primary_key=True, comment="dialled, answered, keyed, ended"),
    Column("at", Moment, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("purpose", WORD, nullable=False, comment="callback, ladder"),
    Column("subject", CALL_ID, nullable=False, index=True, comment="what it was rung for: the call"),
    Column("number", WORD, nullable=False, index=True),
    Column("end", WORD, nullable=False, comment="with ended: accepted, no_key, busy, no_answer, failed, cancelled"),
)

callbacks: Final = Table(
    "callbacks",
    metadata,
    # No foreign key: it may come into the archive before its call.
    Column("call", CALL_ID, primary_key=True),
    Column("number", WORD, nullable=False),
    Column("why", WORD, nullable=False, comment="asked, cut_off, left, outage"),
    Column("since", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("reached_at", Moment),
    Column("open", Boolean, nullable=False, index=True, comment="the call has no outcome yet"),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False, comment="the whole call as JSON, for a router whose live state was lost"),
)
