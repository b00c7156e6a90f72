"""The shifts file: what it means, and everything that is wrong with one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from router.adapters.files.shifts_file import read_shifts
from router.domain.shifts.days import DayKind
from router.domain.shifts.plan import Plan, SeatRules
from router.domain.shifts.role import Role
from router.domain.shifts.wall import ClockSpan
from router.services.config_document import ConfigRefused

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "roster" / "shifts.yaml"


def read(path: Path) -> Plan:
    return read_shifts(path, skills={"legal", "english"}, lines={"union_rights"})[0]


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "shifts.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigRefused) as refused:
        read(path)
    return [str(problem) for problem in refused.value.problems]


def test_the_example_is_good() -> None:
    plan, days = read_shifts(EXAMPLE, skills={"legal", "english"}, lines={"union_rights"})
    assert [each.id for each in plan.shifts.values() if each.is_night] == ["night", "standby"]
    assert plan.shifts["evening"].span == ClockSpan(start=16 * 60, until=24 * 60)
    assert plan.shifts["night"].need.roles == {Role.AGENT: 2, Role.LEAD: 1}
    assert plan.shifts["night"].need.skills["legal"].level == 2
    assert plan.shifts["office"].days == {DayKind.WORKING, DayKind.SWAPPED}
    assert (plan.rules.rest_hours, plan.rules.nights_per_month) == (11, 7)
    assert plan.lines["union_rights"][DayKind.SWAPPED] == plan.lines["union_rights"][DayKind.WORKING]
    assert days.day(date(2026, 12, 31)).kind is DayKind.HOLIDAY
    assert days.day(date(2026, 10, 10)).kind is DayKind.SWAPPED


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "shifts.yaml"
    path.write_text('shifts: {all: {name: All, time: "00:00-24:00"}}\n', "utf-8")
    plan = read(path)
    assert plan.shifts["all"].days == set(DayKind)
    assert plan.country == ""


def test_midnight_may_be_written_either_way(tmp_path: Path) -> None:
    path = tmp_path / "shifts.yaml"
    path.write_text('shifts:\n  a: {name: A, time: "16:00-00:00"}\n  b: {name: B, time: "16:00-24:00"}\n', "utf-8")
    plan = read(path)
    assert plan.shifts["a"].span == plan.shifts["b"].span


def test_all_that_is_wrong_with_the_shape_is_told(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "shifts:\n"
        '  early: {name: Early, time: "8-16"}\n'
        '  late: {name: Late, time: "13:00-24:30"}\n'
        '  night: {time: "21:00-08:00", breaks: "3 o\'clock"}\n'
        '  ten: {name: Ten, time: "10:00-18:00", days: [weekday], colour: red}\n'
        '  noon: {name: Noon, time: "12:00-20:00", need: {roles: {boss: 1}, skills: {lead: 1}, heads: 3}}\n'
        "rules: {rest_hours: much, nights_a_month: 3}\n"
        "days: {2026-02-30: holiday}\n"
        'lines: {union_rights: {working: ["09:00-18:00"], weekend: closed}}\n',
    )
    assert [line.split(": ", 1)[0] for line in found] == sorted(line.split(": ", 1)[0] for line in found)
    told = "\n".join(found)
    for words in (
        "shifts.yaml:2: `shifts.early.time`: '8-16' is not a time span",
        "shifts.yaml:3: `shifts.late.time`: '13:00-24:30' is not a time span",
        "shifts.yaml:4: `shifts.night`: `name` is missing; add `name: ...`",
        'is not a time span; write one such as "21:00-08:00", in quotes',
        "'weekday' is not a kind of day; write one of working, weekend, holiday, swapped",
        "there is no setting `shifts.ten.colour`",
        "'boss' is not a role",
        "'lead' is a role, not a skill; write it under `roles`",
        "there is no setting `shifts.noon.need.heads`",
        "'much' is not a number of hours",
        "there is no setting `rules.nights_a_month`; did you mean `nights_per_month`?",
        "'2026-02-30' is not a date",
        "`lines.union_rights`: `holiday` is missing",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("shifts: {}\n", "there are no shifts"),
        ('shifts: {Early: {name: Early, time: "08:00-16:00"}}\n', "`Early` is not an id"),
        (
            'shifts:\n  a: {name: Early, time: "08:00-16:00"}\n  early: {name: E, time: "08:00-16:00"}\n',
            "shifts.yaml:3: `early` may mean a or early",
        ),
        ('shifts: {a: {name: 休, time: "08:00-16:00"}}\n', "`休` is what stands for a day off"),
        ('shifts: {a: {name: A, time: "08:00-16:00", breaks: ["15:45-16:15"]}}\n', "the break lies outside the shift"),
        ('shifts: {a: {name: A, time: "08:00-16:00", breaks: ["07:45-08:15"]}}\n', "the break lies outside the shift"),
        (
            'shifts: {a: {name: A, time: "08:00-16:00", need: {skills: {leagl: 1}}}}\n',
            "there is no skill `leagl`; did you mean `legal`?",
        ),
        (
            'shifts: {a: {name: A, time: "08:00-16:00"}}\nlines: {union: {working: closed, weekend: closed, '
            "holiday: closed}}\n",
            "shifts.yaml:2: there is no line `union`",
        ),
        ('country: XX\nshifts: {a: {name: A, time: "08:00-16:00"}}\n', "shifts.yaml:1: Country XX not available"),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path: Path, text: str, what: str) -> None:
    assert any(what in found for found in problems(tmp_path, text))


def test_a_break_after_midnight_lies_within_a_night(tmp_path: Path) -> None:
    path = tmp_path / "shifts.yaml"
    path.write_text('shifts: {a: {name: A, time: "21:00-08:00", breaks: ["07:30-08:00"]}}\n', "utf-8")
    assert read(path).shifts["a"].breaks == (ClockSpan(start=450, until=480),)


ALL_DAY = 'shifts: {a: {name: A, time: "00:00-24:00"}}\n'


def test_seats_are_led_only_where_the_house_says_so(tmp_path: Path) -> None:
    path = tmp_path / "shifts.yaml"
    path.write_text(ALL_DAY, "utf-8")
    assert read(path).seats == SeatRules(drive=False, sign_on_minutes=15, warn_minutes=5, missing_minutes=10)
    path.write_text(ALL_DAY + "seats: {drive: yes, sign_on_minutes: 0, strangers: refused}\n", "utf-8")
    assert read(path).seats == SeatRules(drive=True, sign_on_minutes=0, refuse_strangers=True)


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ("drive: perhaps", "`seats.drive`: 'perhaps' is neither yes nor no; write yes or no"),
        ("warn_minutes: 61", "`seats.warn_minutes`: '61' is not a whole number from 0 to 60"),
        ("missing_minutes: 0", "`seats.missing_minutes`: '0' is not a whole number from 1 to 240"),
        ("strangers: shot", "`seats.strangers`: 'shot' is not what may become of strangers; write `told` or `refused`"),
        ("drives: yes", "there is no setting `seats.drives`; did you mean `drive`?"),
    ],
)
def test_what_is_wrong_with_leading_seats_is_told(tmp_path: Path, setting: str, what: str) -> None:
    assert any(f"shifts.yaml:2: {what}" in found for found in problems(tmp_path, f"{ALL_DAY}seats: {{{setting}}}\n"))
