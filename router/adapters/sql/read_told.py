"""What callers left and people did about one call, as others read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated


@dataclass(frozen=True, kw_only=True)
class StoredTold:
    """Rows about one call; None: there is no such row."""

    tag: dict[str, Any] | None
    survey: dict[str, Any] | None
    pauses: tuple[dict[str, Any], ...]
    listenings: tuple[dict[str, Any], ...] = ()
    """a row for each step of each lead in its talks, in order"""


def told_of(connection: Connection, call: str) -> StoredTold:
    """Its tag, its grade, when its recording was paused, and which leads were in its talks."""

    def one(table: Any) -> dict[str, Any] | None:
        row = connection.execute(select(table).where(table.c.call == call)).mappings().first()
        return None if row is None else dict(row)

    p = s.recording_pauses.c
    pauses = connection.execute(
        select(p.at, p.seat, p.paused, p.actor).where(p.call == call).order_by(p.at, p.id)
    ).mappings()
    h = s.talk_listenings.c
    steps = connection.execute(
        select(*(column for column in h if column.name not in {"id", "call"}))
        .where(h.call == call)
        .order_by(h.at, h.id)
    ).mappings()
    return StoredTold(
        tag=one(s.call_tags),
        survey=one(s.surveys),
        pauses=tuple(dict(row) for row in pauses),
        listenings=tuple(dict(row) for row in steps),
    )


def get_peaks(engine: Engine, recordings: list[str]) -> dict[str, tuple[int, bytes]]:
    """Recording to (channels, peaks), for those that have any; see `recording_peaks`."""
    p = s.recording_peaks.c
    with translated(), engine.connect() as connection:
        rows = connection.execute(select(s.recording_peaks).where(p.recording.in_(recordings)))
        return {row.recording: (row.channels, bytes(row.peaks)) for row in rows}
