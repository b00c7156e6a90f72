"""The API's archive over a real SQLite file, filled as the archiver fills it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from router.adapters.sql import schema
from router.adapters.sql.call_rows import LIVE, call_row, offer_rows, segment_rows
from router.adapters.sql.engine import migrate, open_engine
from router.domain.call import CallState, Outcome
from router.web.errors import ArchiveAway, BadField
from router.web.history import AlarmFilter, CallFilter
from router.web.sources.sql_history import SqlHistory

from .api_house import a_call

NOW = 1_700_000_000.0
OLD, NEW, OPEN = (
    a_call(1, arrived_at=NOW - 500, state=CallState.ENDED),
    a_call(2, arrived_at=NOW - 100, state=CallState.ENDED),
    a_call(3, arrived_at=NOW - 10),
)


def store(engine: Engine) -> None:
    with engine.begin() as connection:
        for call in (OLD, replace(NEW, outcome=Outcome.ABANDONED), OPEN):
            connection.execute(insert(schema.calls), call_row(call, epoch=1, source=LIVE))
            connection.execute(insert(schema.segments), segment_rows(call))
            if offer_rows(call):
                connection.execute(insert(schema.offers), offer_rows(call))
        row = {
            "id": f"{OLD.id}-1", "call": OLD.id, "segment": 1, "recorded": True, "reason": "", "sha256": "ab",
            "size": 9, "path": "2026/11/22/x.opus", "seconds": 4.5, "finished_at": NOW,
        }  # fmt: skip
        connection.execute(insert(schema.recordings), row)
        lost = {"id": f"{NEW.id}-1", "call": NEW.id, "recorded": False, "reason": "no file", "path": "", "seconds": 0.0}
        connection.execute(insert(schema.recordings), row | lost)


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[SqlHistory]:
    url = f"sqlite:///{tmp_path / 'archive.sqlite3'}"
    engine = open_engine(url, write=True)
    migrate(engine)
    store(engine)
    engine.dispose()
    made = SqlHistory(url, recordings=tmp_path / "recordings", bundles=tmp_path / "bundles")
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CallFilter(), [OPEN.id, NEW.id, OLD.id]),
        (CallFilter(limit=2), [OPEN.id, NEW.id]),
        (CallFilter(before=(NEW.arrived_at, NEW.id)), [OLD.id]),
        (CallFilter(outcome=Outcome.ABANDONED), [NEW.id]),
        (CallFilter(since=NOW - 100, until=NOW - 10), [NEW.id]),
        (CallFilter(seat="1001"), [NEW.id, OLD.id]),
        (CallFilter(line="other"), []),
    ],
)
async def test_calls_are_found(history: SqlHistory, wanted: CallFilter, expected: list[str]) -> None:
    assert [call.id for call in await history.find_calls(wanted)] == expected


async def test_alarms_are_found_and_counted(history: SqlHistory, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'archive.sqlite3'}", write=True)
    with engine.begin() as connection:
        for ago, code, subject in (
            (50, "cut_off", "a"),
            (50, "cut_off", "b"),
            (50, "phone_lost", "a"),
            (9, "cut_off", "a"),
        ):
            row = {"at": NOW - ago, "epoch": 1, "code": code, "subject": subject, "text": "t"}
            connection.execute(insert(schema.alarms), row)
    engine.dispose()
    found = await history.find_alarms(AlarmFilter())
    assert [(one.id, one.at, one.code, one.subject) for one in found] == [
        (4, NOW - 9, "cut_off", "a"), (3, NOW - 50, "phone_lost", "a"), (2, NOW - 50, "cut_off", "b"),
        (1, NOW - 50, "cut_off", "a"),
    ]  # fmt: skip
    for wanted, expected in (
        (AlarmFilter(limit=2), [4, 3]),
        (AlarmFilter(before=(NOW - 50, 3)), [2, 1]),
        (AlarmFilter(code="cut_off", subject="a"), [4, 1]),
        (AlarmFilter(since=NOW - 50, until=NOW - 9), [3, 2, 1]),
    ):
        assert [one.id for one in await history.find_alarms(wanted)] == expected
        memory = sorted((one for one in found if wanted.takes(one)), key=lambda one: (one.at, one.id), reverse=True)
        assert [one.id for one in memory[: wanted.limit]] == expected
    assert await history.count_alarms() == {"cut_off": 3, "phone_lost": 1}
    assert await history.count_alarms(NOW - 20) == {"cut_off": 1}
    assert await history.count_outcomes() == {"answered": 1, "abandoned": 1}
    with pytest.raises(BadField):
        await history.find_alarms(AlarmFilter(since=1e300))


async def test_one_call_whole(history: SqlHistory, tmp_path: Path) -> None:
    found = await history.call(OLD.id)
    assert found is not None
    call, recordings = found.call, found.recordings
    assert (call.outcome, call.segments, call.caller) == (OLD.outcome, OLD.segments, OLD.caller)
    assert [(item.id, item.recorded, item.seconds) for item in recordings] == [(f"{OLD.id}-1", True, 4.5)]
    assert recordings[0].path == tmp_path / "recordings" / "2026/11/22/x.opus"
    assert await history.call("node1-9.9") is None


async def test_a_talk_without_a_recording_says_why(history: SqlHistory) -> None:
    item = await history.recording(f"{NEW.id}-1")
    assert item is not None
    assert (item.recorded, item.reason, item.path, item.seconds) == (False, "no file", None, None)
    assert await history.recording("node1-9.9-1") is None


@pytest.mark.parametrize("wanted", [CallFilter(before=(1e300, "x")), CallFilter(since=-1e12), CallFilter(until=1e18)])
async def test_a_time_that_no_calendar_has_is_the_asker_s_fault(history: SqlHistory, wanted: CallFilter) -> None:
    with pytest.raises(BadField):
        await history.find_calls(wanted)


@pytest.mark.parametrize("kind", ["no tables", "no folder", "no database"])
async def test_an_archive_that_is_not_there(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("not a database, whatever its name says; " * 40)
    path = {"no tables": "new.sqlite3", "no folder": "file/below/a.sqlite3", "no database": "file"}[kind]
    history = SqlHistory(f"sqlite:///{tmp_path / path}", recordings=tmp_path, bundles=tmp_path / "bundles")
    try:
        with pytest.raises(ArchiveAway):
            await history.find_calls(CallFilter())
    finally:
        await history.close()


async def test_an_archive_that_comes_later_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'late.sqlite3'}"
    history = SqlHistory(url, recordings=tmp_path, bundles=tmp_path / "bundles")
    try:
        with pytest.raises(ArchiveAway):
            await history.find_calls(CallFilter(until=time.time()))
        engine = open_engine(url, write=True)
        migrate(engine)
        engine.dispose()
        assert await history.find_calls(CallFilter()) == []
    finally:
        await history.close()
