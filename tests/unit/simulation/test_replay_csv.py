"""Past calls from a CSV file, and who took them from a scenario."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from router.simulation.duration import Constant
from router.simulation.refusals import ArrivalsRefused
from router.simulation.replay_csv import Arrivals, read_arrivals
from router.simulation.replay_heads import calendar_of
from router.simulation.replay_history import Ending, PastCall, SeatIs
from router.simulation.scenario import Group
from tests.unit.simulation.scenarios import kind, scenario

HEADER = "arrived_at,queue,handling_seconds,waited_seconds,answered,skills,language\n"
AT = "2026-10-01T08:30:00+08:00"


def read(folder: Path, text: str) -> Arrivals:
    (folder / "calls.csv").write_text(text, encoding="utf-8")
    return read_arrivals(folder / "calls.csv", queues=["general", "legal"], skills={"legal", "zh_cn"})


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(ArrivalsRefused) as refusal:
        read(folder, text)
    return [str(problem) for problem in refusal.value.problems]


def test_a_file_is_read_and_sorted(tmp_path: Path) -> None:
    late = f"{AT},general,120,3.5,yes,legal>=3;zh_cn,zh-CN\n"
    early = "2026-10-01T00:29:00Z,legal,,9,no,,fr\n"
    found = read(tmp_path, HEADER + late + "\n" + early)
    first, second = found.calls
    assert second.at - first.at == 60
    assert (first.queue, first.ending, first.waited, first.handling) == ("legal", Ending.ABANDONED, 9, None)
    assert (first.asked, first.prefer) == ({}, {})
    assert (second.ending, second.waited, second.handling, second.patience) == (Ending.ANSWERED, 3.5, 120, None)
    assert (second.asked, second.prefer) == ({"legal": 3, "zh_cn": 1}, {"zh_cn": 1})
    assert found.first == datetime.fromisoformat("2026-10-01T00:29:00Z")


def test_only_time_and_queue_are_needed_and_columns_come_in_any_order(tmp_path: Path) -> None:
    (only,) = read(tmp_path, f"﻿queue,arrived_at\ngeneral,{AT}\n").calls
    assert (only.ending, only.waited, only.handling, only.patience) == (None, None, None, None)


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("2026-10-01T08:30:00,general,,,,,", "arrived_at", "no offset"),
        ("yesterday,general,,,,,", "arrived_at", "not a time with an offset"),
        (f"{AT},genral,,,,,", "queue", "did you mean `general`?"),
        (f"{AT},general,-1,,,,", "handling_seconds", "'-1' is not a length of time"),
        (f"{AT},general,nan,,,,", "handling_seconds", "'nan' is not a length of time"),
        (f"{AT},general,,1e9,yes,,", "waited_seconds", "from 0 to 86400"),
        (f"{AT},general,,5,maybe,,", "answered", "neither yes nor no"),
        (f"{AT},general,,5,,,", "answered", "fill both, or neither"),
        (f"{AT},general,,,no,,", "waited_seconds", "fill both, or neither"),
        (f"{AT},general,,,,legal>3,", "skills", "legal>=3"),
        (f"{AT},general,,,,leagl,", "skills", "did you mean `legal`?"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column(tmp_path: Path, row: str, column: str, what: str) -> None:
    told = refused(tmp_path, f"{HEADER}{AT},general,,,,,\n{row}\n")
    assert told[0].startswith(f"calls.csv:3: `{column}`: ")
    assert what.replace("no offset", "offset from UTC") in told[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "`arrived_at`: this column is missing"),
        ("arrived_at,queue,waited_second\n", "did you mean `waited_seconds`?"),
        ("arrived_at,queue,queue\n", "`queue`: this column is there twice"),
        ("arrived_at,queue\n", "calls.csv:2: there are no calls"),
        (f"arrived_at,queue\n{AT},general,5\n", "calls.csv:2: there are 3 cells for 2 columns"),
        (f'arrived_at,queue\n{AT},"general\n', "no CSV file in UTF-8"),
    ],
)
def test_a_file_of_another_shape(tmp_path: Path, text: str, what: str) -> None:
    assert any(what in problem for problem in refused(tmp_path, text))


def test_bytes_that_are_no_text_and_no_file_at_all(tmp_path: Path) -> None:
    (tmp_path / "junk.csv").write_bytes(b"\xff\xfe\x00")
    for name, what in (("junk.csv", "no CSV file"), ("none.csv", "it cannot be read")):
        with pytest.raises(ArrivalsRefused, match=what):
            read_arrivals(tmp_path / name, queues=["general"], skills=set())


def test_many_problems_are_told_up_to_twenty(tmp_path: Path) -> None:
    with pytest.raises(ArrivalsRefused) as refusal:
        read(tmp_path, HEADER + "x,general,,,,,\n" * 25)
    lines = refusal.value.message.splitlines()
    assert (len(lines), lines[-1]) == (22, "and 5 more")


def test_heads_come_and_go_every_day_and_who_came_last_goes_first() -> None:
    of = scenario(
        periods=(3600.0, 3600.0),
        starts_at_s=8 * 3600.0,
        types=(kind(periods=2),),
        groups=(Group(name="desk", heads=(1, 2)),),
    )
    first_call = datetime.fromisoformat("2026-10-01T08:30:00+08:00")
    calendar = calendar_of(of, first_call)
    begin = datetime.fromisoformat("2026-10-01T08:00:00+08:00").timestamp()
    changes = [
        ((change.at - begin) / 3600, change.seat, change.now)
        for change in calendar.changes(begin + 86_400.0, {"desk": {}})
    ]
    one_day = [
        (0, "desk:1", SeatIs.READY),
        (1, "desk:2", SeatIs.READY),
        (2, "desk:1", SeatIs.GONE),
        (2, "desk:2", SeatIs.GONE),
    ]
    assert changes == one_day + [(at + 24, name, now) for at, name, now in one_day]


def test_a_call_before_the_begin_belongs_to_the_day_before() -> None:
    of = scenario(periods=(3600.0,), starts_at_s=8 * 3600.0)
    calendar = calendar_of(of, datetime.fromisoformat("2026-10-01T07:30:00+08:00"))
    assert calendar.first == datetime.fromisoformat("2026-09-30T08:00:00+08:00").timestamp()


def test_a_week_of_periods_begins_anew_after_a_week() -> None:
    of = scenario(periods=(86_400.0,) * 7, types=(kind(periods=7),), groups=(Group(name="d", heads=(1,) * 7),))
    calendar = calendar_of(of, datetime.fromisoformat("2026-10-01T07:30:00+08:00"))
    assert calendar.cycle == 7 * 86_400.0
    assert [calendar.period(calendar.first + day * 86_400.0 + 5) for day in (0, 6, 7)] == [0, 6, 0]
    # All week the one head is there.
    assert len(calendar.changes(calendar.first + 20 * 86_400.0, {"d": {}})) == 1


def test_times_that_a_call_does_not_tell_are_those_of_its_type_then() -> None:
    handling = (Constant(mean_s=10.0), Constant(mean_s=20.0))
    of = scenario(
        periods=(3600.0, 3600.0),
        types=(kind(periods=2, handling=handling),),
        groups=(Group(name="desk", heads=(1, 1)),),
    )
    calendar = calendar_of(of, datetime.fromisoformat("2026-10-01T00:30:00+00:00"))
    at = calendar.first + 3700.0
    usual = calendar.usual(PastCall(id="1", queue="general", at=at, arrived_at=at))
    assert (usual.handling.mean_s, usual.patience) == (20.0, None)
