"""Tables about ladders: one row per climb, and one per ring of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, Table, Text

from router.adapters.sql.schema_base import SEAT_ID, WORD, Moment, metadata

climbs: Final = Table(
    "climbs",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("ladder", WORD, nullable=False),
    Column("trigger", WORD, nullable=False, comment="waiting, help, nobody, part_down, incident"),
    Column("subject", WORD, nullable=False, comment="queue, part or incident"),
    Column("calls", Text, nullable=False, comment="ids, in the order in which they joined, separated by spaces"),
    Column("text", Text, nullable=False),
    Column("began_at", Moment, nullable=False, index=True),
    Column("state", WORD, nullable=False, comment="climbing, resting, accepted, over"),
    Column("round", Integer, nullable=False),
    Column("rings", Integer, nullable=False, comment="in all"),
    Column("alarmed", Boolean, nullable=False, comment="all rounds came to nothing, and everybody was told so"),
    Column("person", SEAT_ID, nullable=False, comment="who accepted; empty: nobody"),
    Column("accepted_at", Moment),
    Column("ended_at", Moment),
    Column("end", WORD, nullable=False, comment="connected, acknowledged, cause_over, withdrawn"),
    Column("version", Integer, nullable=False),
)

climb_rings: Final = Table(
    "climb_rings",
    metadata,
    # No foreign key: it may come into the archive before its climb.
    Column("id", WORD, primary_key=True),
    Column("climb", WORD, nullable=False, index=True),
    Column("round", Integer, nullable=False),
    Column("step", Integer, nullable=False, comment="from 1"),
    Column("person", SEAT_ID, nullable=False, index=True),
    Column("seat", SEAT_ID, nullable=False, comment="where it rang; empty: at `number`"),
    Column("number", WORD, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("answered_at", Moment, comment="by a person, or by what answers for one"),
    Column("key", WORD, nullable=False, comment="1 takes it, 2 passes it on"),
    Column("keyed_at", Moment),
    Column("ended_at", Moment),
    Column("end", WORD, nullable=False, comment="accepted, passed_on, no_key, busy, no_answer, failed, cancelled"),
)
