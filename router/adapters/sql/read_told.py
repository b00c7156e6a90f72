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


def told_of(connection: Connection, call: str) -> StoredTold:
    """Its tag, its grade, and when its recording was paused."""

    def one(table: Any) -> dict[str, Any] | None:
        row = connection.execute(select(table).where(table.c.call == call)).mappings().first()
        return None if row is None else dict(row)

    p = s.recording_pauses.c
    pauses = connection.execute(
        select(p.at, p.seat, p.paused, p.actor).where(p.call == call).order_by(p.at, p.id)
    ).mappings()
    return StoredTold(tag=one(s.call_tags), survey=one(s.surveys), pauses=tuple(dict(row) for row in pauses))


def get_peaks(engine: Engine, recordings: list[str]) -> dict[str, tuple[int, bytes]]:
    """Recording to (channels, peaks), for those that have any; see `recording_peaks`."""
    p = s.recording_peaks.c
    with translated(), engine.connect() as connection:
        rows = connection.execute(select(s.recording_peaks).where(p.recording.in_(recordings)))
        return {row.recording: (row.channels, bytes(row.peaks)) for row in rows}
