"""Tables about sound: what is kept, how it looks, who heard it, and what was deleted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Table

from router.adapters.sql.schema_base import CALL_ID, WORD, Moment, metadata

RECORDING_ID: Final = String(128)

recordings: Final = Table(
    "recordings",
    metadata,
    # No foreign key: a file may lie there whose call nobody could write down yet.
    Column("id", String(128), primary_key=True, comment="<call>-<segment>, <call>-<segment>p<part> or <call>-m"),
    Column("call", CALL_ID, nullable=False, index=True),
    Column("segment", Integer, nullable=False, comment="0: a message"),
    Column("part", Integer, nullable=False, server_default="1"),
    Column("recorded", Boolean, nullable=False),
    Column("reason", WORD, nullable=False, comment="why not recorded"),
    Column("path", String(255), nullable=False, comment="below the folder of recordings"),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("seconds", Float, nullable=False),
    Column("citizen_peak", Float, comment="dB below full scale"),
    Column("citizen_rms", Float),
    Column("agent_peak", Float),
    Column("agent_rms", Float),
    Column("finished_at", Moment, nullable=False),
    Column("deleted_at", Moment, comment="its audio was deleted, verified; `reason` says why"),
)

recording_peaks: Final = Table(
    "recording_peaks",
    metadata,
    Column("recording", RECORDING_ID, primary_key=True),
    Column("channels", Integer, nullable=False),
    Column("peaks", LargeBinary, nullable=False, comment="a byte per point, 255 is full scale; channel after channel"),
)

accesses: Final = Table(
    "accesses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", WORD, nullable=False),
    Column("how", WORD, nullable=False, comment="heard, downloaded"),
    Column("subject", RECORDING_ID, nullable=False, index=True, comment="recording, or call for all of its talks"),
    Column("call", CALL_ID, nullable=False, index=True),
)

deletions: Final = Table(
    "deletions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("recording", RECORDING_ID, nullable=False),
    Column("call", CALL_ID, nullable=False),
    Column("line", WORD, nullable=False),
    Column("outcome", WORD, nullable=False),
    Column("days", Integer, nullable=False, comment="that it was to be kept"),
    Column("path", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False, comment="bytes"),
    Index("ix_deletions_call", "call"),
)
