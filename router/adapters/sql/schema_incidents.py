"""Tables about incidents, the calls that belong to each, and who is to be told of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, Integer, String, Table

from router.adapters.sql.schema_base import CALL_ID, WORD, Moment, metadata

incidents: Final = Table(
    "incidents",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("dimension", WORD, nullable=False, comment="topic_place, topic, place, choice, line"),
    Column("value", WORD, nullable=False, comment="code of a topic or place, id of a queue or line"),
    Column("place", WORD, nullable=False, comment="code; of a topic_place alone"),
    Column("name", String(128), nullable=False, comment="of the value, as the configuration had it"),
    Column("place_name", String(128), nullable=False),
    Column("since", Moment, nullable=False, comment="beginning of the window in which it was seen"),
    Column("first_at", Moment, nullable=False, comment="of its first call"),
    Column("seen_at", Moment, nullable=False, index=True),
    Column("last_at", Moment, nullable=False, comment="of its newest call"),
    Column("over_at", Moment, index=True, comment="null: it goes on"),
    Column("minutes", Integer, nullable=False, comment="length of the window in which it was seen"),
    Column("usual", Float, nullable=False, comment="calls to be expected in that window"),
    Column("chance", Float, nullable=False, comment="of as many: the p-value as it was seen"),
    Column("callers", Integer, nullable=False, comment="distinct"),
    Column("told", Integer, nullable=False, comment="callers when it was told last"),
    Column("version", Integer, nullable=False),
)

incident_calls: Final = Table(
    "incident_calls",
    metadata,
    Column("incident", WORD, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1, as they were counted"),
    # No foreign key: a call may come into the archive after the incident that it made.
    Column("call", CALL_ID, nullable=False, index=True),
)

incident_followers: Final = Table(
    "incident_followers",
    metadata,
    Column("incident", WORD, primary_key=True),
    Column("number", WORD, primary_key=True, comment="at which to be told"),
    Column("at", Moment, nullable=False, index=True),
    Column("call", CALL_ID, nullable=False, index=True),
    Column("line", WORD, nullable=False),
    Column("language", WORD, nullable=False),
)
