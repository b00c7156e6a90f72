"""Writes recordings down."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, delete, insert

from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.adapters.sql.missing_talks import missing_talks
from router.adapters.sql.tell_recorded import tell_recorded
from router.adapters.sql.upsert import insert_new
from router.services.finish_recordings import Finished, MissingTalk, RecordingName

_FORGET: Final = delete(s.recordings).where(s.recordings.c.id == bindparam("name"))
_FORGET_PEAKS: Final = delete(s.recording_peaks).where(s.recording_peaks.c.recording == bindparam("name"))
_KEEP_PEAKS: Final = insert(s.recording_peaks)
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
        known = asdict(finished)
        channels, peaks = known.pop("channels"), known.pop("peaks")
        row = _row(name, at) | known | {"recorded": True, "reason": ""}
        with translated(), self._engine.begin() as connection:
            self._write(connection, row, replace=True)
            connection.execute(_FORGET_PEAKS, {"name": name.id})
            connection.execute(_KEEP_PEAKS, {"recording": name.id, "channels": channels, "peaks": peaks})

    def not_recorded(self, talk: MissingTalk, reason: str, *, at: float, alarm: str = "") -> None:
        """The talk has none, and why."""
        row = _row(talk, at) | _NONE | {"recorded": False, "reason": reason}
        with translated(), self._engine.begin() as connection:
            # A finished recording is never taken back.
            self._write(connection, row, replace=False)
            if alarm:
                _alarm(connection, talk.id, alarm, at)

    def alarm(self, subject: str, text: str, *, at: float) -> None:
        """Something about recordings that a person must know."""
        with translated(), self._engine.begin() as connection:
            _alarm(connection, subject[:128], text, at)

    def missing(self, before: float) -> list[MissingTalk]:
        """Talks and messages of the last days that ended before this and have no recording, not even a lost one."""
        with translated(), self._engine.connect() as connection:
            return missing_talks(connection, before)

    def _write(self, connection: Connection, row: dict[str, Any], *, replace: bool) -> None:
        if replace:
            connection.execute(_FORGET, {"name": row["id"]})
        insert_new(connection, s.recordings, [row])
        tell_recorded(connection, [row["call"]])


def _row(name: RecordingName | MissingTalk, at: float) -> dict[str, Any]:
    return {"id": name.id, "call": name.call, "segment": name.segment, "part": name.part, "finished_at": at}


def _alarm(connection: Connection, subject: str, text: str, at: float) -> None:
    insert_new(
        connection,
        s.alarms,
        [{"at": at, "epoch": 0, "code": "recording_failed", "subject": subject, "text": text}],
    )
