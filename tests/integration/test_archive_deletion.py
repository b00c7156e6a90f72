"""Recordings past their time, with a real database and real files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from router.adapters.files.kept_recordings import KeptRecordingFolder
from router.adapters.sql import schema as s
from router.adapters.sql.call_rows import LIVE, call_row
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.kept import SqlKept
from router.domain.bundle import Line
from router.domain.call import Call, Outcome
from router.services.delete_recordings import Keeper, Kept, StillThere, delete_recordings
from tests.unit.domain.sample import bundle

DAY = 86_400.0
NOW = 1_763_776_800.0


class World:
    """An archive and a folder; every call was over 40 days ago."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.done, self.raw = folder / "recordings", folder / "raw"
        (self.raw / "aside").mkdir(parents=True)
        self.keeper = Keeper(files=KeptRecordingFolder(self.done, self.raw), archive=SqlKept(engine, reader=engine))

    def add(self, number: int, *, outcome: Outcome | None = Outcome.ANSWERED, segment: int = 1, **fields: Any) -> Path:
        call = Call(id=f"node1-1.{number}", node="node1", channel="", line="general", caller="", outcome=outcome,
                    arrived_at=NOW - 41 * DAY, ended_at=NOW - 40 * DAY if outcome else None)  # fmt: skip
        name = f"{call.id}-{segment}" if segment else f"{call.id}-m"
        path = self.done / "2025/10/13" / f"{name}.opus"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound")
        row = {
            "id": name, "call": call.id, "segment": segment, "recorded": True, "reason": "", "sha256": "ab", "size": 5,
            "path": f"2025/10/13/{path.name}", "seconds": 4.5, "finished_at": NOW - 40 * DAY,
        }  # fmt: skip
        with self.engine.begin() as connection:
            if not fields.pop("orphan", False):
                connection.execute(insert(s.calls), call_row(call, epoch=1, source=LIVE))
            connection.execute(insert(s.recordings), row | fields)
            connection.execute(insert(s.recording_peaks), {"recording": name, "channels": 1, "peaks": b"x"})
        return path

    def delete(self, **keep: int) -> int:
        made = bundle()
        line = Line(id="general", number="1", name="g", queue="q", language="en", greeting="g")
        sites = replace(made, site=replace(made.site, keep_days=keep), lines={"general": line})
        return delete_recordings(self.keeper, sites, now=NOW)

    def row(self, name: str) -> dict[str, Any]:
        with self.engine.connect() as connection:
            return dict(connection.execute(select(s.recordings).where(s.recordings.c.id == name)).mappings().one())

    def deletions(self) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(s.deletions)).mappings()]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", write=True)
    migrate(engine)
    yield World(engine, tmp_path)
    engine.dispose()


def test_the_sound_goes_and_the_row_stays(world: World) -> None:
    path = world.add(1)
    joined = path.with_name("node1-1.1-all-0123456789ab.opus")
    joined.write_bytes(b"all")
    assert world.delete(default=41) == 0
    assert path.exists()
    assert world.delete(default=40) == 1
    assert not path.exists()
    assert not joined.exists()
    row = world.row("node1-1.1-1")
    assert (row["path"], row["deleted_at"], row["reason"], row["recorded"]) == ("", NOW, "deleted after 40 days", True)
    (gone,) = world.deletions()
    assert (gone["recording"], gone["outcome"], gone["days"], gone["sha256"]) == ("node1-1.1-1", "answered", 40, "ab")
    with world.engine.connect() as connection:
        assert connection.scalars(select(s.recording_peaks.c.recording)).all() == []
    assert world.delete(default=40) == 0
    assert len(world.deletions()) == 1


def test_a_live_call_and_an_open_message_are_left_alone(world: World) -> None:
    live, heard, unheard = world.add(1, outcome=None), world.add(2, segment=0), world.add(3, segment=0)
    with world.engine.begin() as connection:
        for number, done_at in ((2, NOW), (3, None)):
            row = {
                "call": f"node1-1.{number}", "left_at": NOW - 40 * DAY, "line": "general", "queue": "q", "caller": "",
                "language": "en", "recording": f"node1-1.{number}-m.alaw", "seconds": 1.0, "done_at": done_at,
                "done_by": "", "note": "",
            }  # fmt: skip
            connection.execute(insert(s.messages), row)
    assert world.delete(default=1) == 1
    assert (live.exists(), heard.exists(), unheard.exists()) == (True, False, True)


def test_sound_without_a_call_and_raw_files_set_aside_go_too(world: World) -> None:
    orphan = world.add(1, orphan=True)
    aside = world.raw / "aside" / "node1-1.2-1.raw"
    aside.write_bytes(b"raw")
    world.add(2, path="", recorded=False, reason="spoilt")
    assert world.delete(default=1) == 2
    assert (orphan.exists(), aside.exists()) == (False, False)
    assert world.row("node1-1.2-1")["reason"] == "spoilt"


def test_a_file_that_stays_is_not_said_to_be_gone(world: World) -> None:
    path = world.add(1)
    path.unlink()
    path.mkdir()
    assert world.delete(default=1) == 0
    assert world.row("node1-1.1-1")["deleted_at"] is None
    with world.engine.connect() as connection:
        assert connection.scalars(select(s.alarms.c.code)).all() == ["recording_kept"]
    path.rmdir()
    assert world.delete(default=1) == 1


def test_nothing_outside_of_the_recordings_is_deleted(world: World, tmp_path: Path) -> None:
    outside = tmp_path / "secrets.json"
    outside.write_text("{}")
    kept = Kept(id="x", call="c", line="", outcome="", path="../secrets.json", sha256="", size=0)
    with pytest.raises(StillThere):
        world.keeper.files.delete(kept)
    assert outside.exists()
