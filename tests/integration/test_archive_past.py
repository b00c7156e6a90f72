"""A replay of the archive: what is read of it, and the command on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.read_past import past_calls, past_seats
from router.adapters.sql.records import SqlRecords
from router.cli.app import app
from router.domain.call import Call, OfferMade, OfferResult, Outcome, Segment, Where
from router.domain.history import CallRecorded, SeatRecorded
from router.domain.seat import Seat, SeatState, TalkKind
from router.services.bundle_log import Adoption
from tests.unit.domain.sample import bundle

T0 = datetime.fromisoformat("2026-10-01T09:00:00+08:00").timestamp()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'archive.sqlite3'}", write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def call(number: int, at: float, **fields: Any) -> Call:
    usual = Call(
        id=f"node1-{number}",
        node="node1",
        channel="",
        line="l12345",
        caller="13800138000",
        arrived_at=T0 + at,
        answered_at=T0 + at,
        counter=number,
        queue="general",
        queued_at=T0 + at + 1,
        version=1,
    )
    return replace(usual, **fields)


def talked(number: int, at: float, talk: float, seconds: float) -> Call:
    offer = OfferMade(id=f"1.{number}", seat="1001", agent="8001", at=T0 + talk - 2, result=OfferResult.ANSWERED)
    segment = Segment(
        number=1, queue="general", queued_at=T0 + at + 1, talked_at=T0 + talk, ended_at=T0 + talk + seconds,
        seat="1001", agent="8001", kind="offered", end="talk_over", offers=(offer,),
    )  # fmt: skip
    ended = {"outcome": Outcome.ANSWERED, "where": Where.TALKING, "ended_at": T0 + talk + seconds}
    return call(number, at, talked_at=T0 + talk, segments=(segment,), **ended)


def gave_up(number: int, at: float, wait: float) -> Call:
    segment = Segment(number=1, queue="general", queued_at=T0 + at + 1, ended_at=T0 + at + 1 + wait, end="left")
    ended = {"outcome": Outcome.ABANDONED, "where": Where.HOLD, "ended_at": T0 + at + 1 + wait}
    return call(number, at, segments=(segment,), **ended)


CALLS = (
    talked(1, 0, 3, 100),
    talked(2, 10, 125, 50),
    gave_up(3, 20, 30),
    call(4, 30, queued_at=None, outcome=Outcome.INFORMED, where=Where.MENU, ended_at=T0 + 40),
)
SEATS = (
    (-600, SeatState.READY, ""),
    (1, SeatState.RESERVED, "node1-1"),
    (3, SeatState.TALKING, "node1-1"),
    (103, SeatState.WRAP_UP, ""),
    (123, SeatState.RESERVED, "node1-2"),
    (125, SeatState.TALKING, "node1-2"),
    (175, SeatState.WRAP_UP, ""),
    (195, SeatState.READY, ""),
)


@pytest.fixture
def data(engine: Engine, tmp_path: Path) -> Path:
    calls = [CallRecorded(at=T0, epoch=1, event="ended", call=one) for one in CALLS]
    seats = [
        SeatRecorded(
            at=T0 + at,
            epoch=1,
            seat=Seat(
                id="1001",
                agent="8001",
                state=state,
                reachable=True,
                call=of,
                kind=TalkKind.OFFERED if state is SeatState.TALKING else None,
                version=version,
            ),
        )
        for version, (at, state, of) in enumerate(SEATS, start=1)
    ]
    SqlRecords(engine).store([*calls, *seats], [], "1-1")
    store = BundleStore(tmp_path / "bundles")
    store.put(bundle())
    store.set_current(1)
    adopted = Adoption(at=T0 - 3600, actor="start", verb="start", number=1, former=0, note="")
    FileBundleLog(tmp_path / "bundles").add(adopted)
    return tmp_path


def replay(data: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["simulate", "--replay", "--data", str(data), *words])


def test_calls_that_reached_a_queue_come_back_whole(engine: Engine, data: Path) -> None:
    found = list(past_calls(engine, since=T0, until=T0 + 86_400))
    assert [one.id for one in found] == ["node1-1", "node1-2", "node1-3"]
    assert found[0].segments == CALLS[0].segments
    assert list(past_calls(engine, since=T0 + 5, until=T0 + 20)) == found[1:2]


def test_seats_are_read_as_far_as_they_touch_the_period(engine: Engine, data: Path) -> None:
    found = past_seats(engine, since=T0 + 110, until=T0 + 130)
    assert [(seat.state, since - T0, until and until - T0) for seat, since, until in found] == [
        (SeatState.WRAP_UP, 103, 123),
        (SeatState.RESERVED, 123, 125),
        (SeatState.TALKING, 125, 175),
    ]
    assert past_seats(engine, since=T0 + 200, until=T0 + 300)[0][2] is None


def test_a_day_comes_out_as_it_was(data: Path) -> None:
    result = replay(data, "--from", "2026-10-01", "--json", "--runs", "3")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    actual, simulated = found["total"]["actual"], found["total"]["simulated"]
    assert (actual["served"], actual["abandoned"], actual["p95_wait_s"]) == (2, 1, pytest.approx(114))
    # The seat rings for 2 s each time, and is free 120 s after its talk began.
    assert simulated["p95_wait_s"] == pytest.approx(3 + 120 + 2 - 11)
    assert found["total"]["difference"] == {name: pytest.approx(0, abs=1e-6) for name in found["total"]["difference"]}
    assert [hour["from"] for hour in found["by_hour"]] == ["2026-10-01T09:00:00+08:00"]
    assert found["policy"] == "as in force"


def test_another_policy_is_named(data: Path) -> None:
    result = replay(data, "--from", "2026-10-01", "--to", "2026-10-02", "--policy", "longest_idle")
    assert result.exit_code == 0, result.output
    assert "2026-10-01 to 2026-10-02: 5 runs, seed 1, policy longest_idle" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-10-03"], "No call came to a queue"),
        (["--from", "2026-10-1"], "--from: '2026-10-1' is not a date"),
        (["--from", "2026-10-02", "--to", "2026-10-01"], "is before --from"),
    ],
)
def test_periods_that_hold_nothing(data: Path, words: list[str], said: str) -> None:
    result = replay(data, *words)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_without_its_bundle_nobodys_skills_are_known(data: Path) -> None:
    (data / "bundles" / "000001.json").unlink()
    result = replay(data, "--from", "2026-10-01")
    assert (result.exit_code, "nobody's skills are known" in result.stderr) == (2, True)
