"""Writes recordings down."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, Engine, String, case, cast, delete, exists, func, select

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.adapters.sql.tell_recorded import tell_recorded
from router.adapters.sql.upsert import insert_new
from router.services.finish_recordings import Finished, MissingTalk, RecordingName

LOOK_BACK_SECONDS: Final = 2 * 24 * 3600.0
_NONE: Final = {
    "path": "",
    "sha256": "",
    "size": 0,
    "seconds": 0.0,
    "citizen_peak": None,
    "citizen_rms": None,
    "agent_peak": None,
    "agent_rms": None,
}


class SqlRecordings:
    """`router.services.finish_recordings.RecordingArchive`. Raises ArchiveAway when the database does not answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def recorded(self, name: RecordingName, finished: Finished, *, at: float) -> None:
        """The talk has a recording."""
        row = {
            "id": name.id,
            "call": name.call,
            "segment": name.segment,
            "recorded": True,
            "reason": "",
            "finished_at": at,
            **asdict(finished),
        }
        with translated(), self._engine.begin() as connection:
            self._write(connection, row, replace=True)

    def not_recorded(self, recording: str, call: str, segment: int, reason: str, *, at: float, alarm: str = "") -> None:
        """The talk has none, and why."""
        row = {
            "id": recording,
            "call": call,
            "segment": segment,
            "recorded": False,
            "reason": reason,
            "finished_at": at,
            **_NONE,
        }
        with translated(), self._engine.begin() as connection:
            # A finished recording is never taken back.
            self._write(connection, row, replace=False)
            if alarm:
                _alarm(connection, recording, alarm, at)

    def alarm(self, subject: str, text: str, *, at: float) -> None:
        """Something about recordings that a person must know."""
        with translated(), self._engine.begin() as connection:
            _alarm(connection, subject[:128], text, at)

    def missing(self, before: float) -> list[MissingTalk]:
        """Talks of the last days that ended before this and have no recording, not even a lost one."""
        g = s.segments.c
        key = case(
            (g.recording != "", func.replace(g.recording, ".raw", "")),
            else_=g.call + "-s" + cast(g.number, String),
        ).label("key")
        query = select(key, g.call, g.number, g.recording).where(
            g.talked_at.is_not(None),
            g.ended_at <= before,
            g.ended_at > before - LOOK_BACK_SECONDS,
            ~exists().where(s.recordings.c.id == key),
        )
        with translated(), self._engine.connect() as connection:
            return [
                MissingTalk(id=row.key, call=row.call, segment=row.number, named=bool(row.recording))
                for row in connection.execute(query.limit(200))
            ]

    def _write(self, connection: Connection, row: dict[str, Any], *, replace: bool) -> None:
        if replace:
            connection.execute(delete(s.recordings).where(s.recordings.c.id == row["id"]))
        insert_new(connection, s.recordings, [row])
        tell_recorded(connection, [row["call"]])


def _alarm(connection: Connection, subject: str, text: str, at: float) -> None:
    insert_new(
        connection,
        s.alarms,
        [{"at": at, "epoch": 0, "code": "recording_failed", "subject": subject, "text": text}],
    )
