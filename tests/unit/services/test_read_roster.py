"""Rows of tables: what is understood, and what is said of the rest."""

from __future__ import annotations

import pytest

from router.domain.bundle import Agent
from router.domain.shifts.plan import Plan
from router.domain.shifts.role import Role
from router.services import read_roster as read_roster_module
from router.services import roster_words
from router.services.lay_out_table import column, lay_out_table
from router.services.read_roster import read_roster
from tests.unit.domain.shifts.house import shift, work

PLAN = Plan(shifts={"early": shift("early", "08:00-16:00"), "night": shift("night", "21:00-08:00")})
AGENTS = {
    "8001": Agent(id="8001", name="王芳"),
    "8002": Agent(id="8002", name="李强"),
    "8003": Agent(id="8003", name="李强"),
}


def read(*lines: list[str]) -> tuple[set[object], list[str]]:
    found = read_roster(lay_out_table("r.csv", enumerate(lines, start=1)), PLAN, AGENTS)
    return set(found.rows), [str(problem) for problem in found.problems]


def test_a_list() -> None:
    rows, problems = read(
        ["date", "shift", "agent", "role"],
        ["2026-10-12", "early", "8001", "lead"],
        ["2026-10-12", "Night", "8002", ""],
        ["", "", "", ""],
    )
    assert problems == []
    assert rows == {work("8001", "12", "early", Role.LEAD), work("8002", "12", "night")}


def test_a_list_in_chinese_by_name() -> None:
    rows, problems = read(["日期", "班次", "姓名", "岗位"], ["2026年10月12日", "early", "王芳", "值班组长"])
    assert problems == []
    assert rows == {work("8001", "12", "early", Role.LEAD)}


def test_a_month_with_roles_days_off_and_two_shifts_in_a_cell() -> None:
    rows, problems = read(
        ["工号", "2026-10-12", "2026/10/13"],
        ["8001", "early/组长", "休"],
        ["8002", "early+night（听班）", ""],
    )
    assert problems == []
    assert rows == {
        work("8001", "12", "early", Role.LEAD),
        work("8002", "12", "early"),
        work("8002", "12", "night", Role.ON_CALL),
    }


def test_every_wrong_line_is_told_and_hides_no_other() -> None:
    rows, problems = read(
        ["date", "shift", "agent", "name", "role"],
        ["12.10.", "early", "8001", "", ""],
        ["2026-02-30", "early", "8001", "", ""],
        ["2026-10-12", "erly", "8001", "", ""],
        ["2026-10-12", "early", "8009", "", ""],
        ["2026-10-12", "early", "8001", "李强", ""],
        ["2026-10-12", "early", "", "李强", ""],
        ["2026-10-12", "early", "", "", ""],
        ["2026-10-12", "early", "8001", "", "boss"],
        ["", "", "8001", "", ""],
        ["2026-10-12", "night", "8001", "王芳", ""],
    )
    assert rows == {work("8001", "12", "night")}
    assert problems == [
        "r.csv:2: `12.10.` is not a date; write it as 2026-10-01 or 2026年10月1日",
        "r.csv:3: `2026-02-30` is not a date; write it as 2026-10-01 or 2026年10月1日",
        "r.csv:4: there is no shift `erly`; did you mean `early`?",
        "r.csv:5: there is no agent `8009`; did you mean `8003`?",
        "r.csv:6: 8001 is 王芳, not 李强; correct the number or the name",
        "r.csv:7: 李强 is the name of 8002 and 8003; write the number",
        "r.csv:8: nobody is named; write an agent's number",
        "r.csv:9: there is no role `boss`; write one of agent, lead, expert, on_call, or 组长, 专家, 听班",
        "r.csv:10: there is no date; write it as 2026-10-01 or 2026年10月1日",
        "r.csv:10: there is no shift; there is: early, night",
    ]


def test_the_same_twice_is_told_with_the_first() -> None:
    _, problems = read(["date", "shift", "agent"], ["2026-10-12", "early", "8001"], ["2026/10/12", "early", "8001"])
    assert problems == ["r.csv:3: 8001 works early of 2026-10-12 already, by line 2; keep one of the two"]


@pytest.mark.parametrize(
    ("titles", "what"),
    [
        (["date", "shift", "agent", "colour"], "D1: no column is called `colour`"),
        (["date", "agent"], "there is no column for the shift"),
        (["date", "shift"], "there is no column for the agent"),
        (["date", "日期", "shift", "agent"], "two columns say the date"),
        (["agent", "date", "2026-10-12"], "the dates stand in columns, and so does the date"),
        (["agent", "10月12日"], "B1: no column is called `10月12日`"),
    ],
)
def test_headings_that_do_not_do(titles: list[str], what: str) -> None:
    rows, problems = read(titles, ["8001", "8001", "8001", "8001"])
    assert rows == set()
    assert any(what in problem for problem in problems)


def test_nothing_at_all_is_told() -> None:
    assert read()[1] == ["r.csv:1: the table is empty; write headings: date, shift, agent, role"]
    assert read(["date", "shift", "agent"])[1] == ["r.csv:1: nobody works; write who works when"]


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(place: int, name: str) -> None:
    assert column(place) == name


@pytest.mark.parametrize(
    "text", ["2026-10-01", "2026/10/1", "2026.10.1", "2026年10月1日", "２０２６-10-01", " 2026-10-01 "]
)
def test_dates_as_people_write_them(text: str) -> None:
    assert str(roster_words.to_date(text)) == "2026-10-01"


@pytest.mark.parametrize("text", ["", "10-01", "2026-13-01", "2026-10-01x", "01.10.2026", "20261001"])
def test_what_is_no_date(text: str) -> None:
    assert roster_words.to_date(text) is None


def test_one_slip_is_guessed_once_and_a_file_of_slips_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    guessed: list[str] = []

    def guess(word: str, _known: object) -> str:
        guessed.append(word)
        return f"not {word}"

    monkeypatch.setattr(read_roster_module, "suggest_word", guess)
    monkeypatch.setattr(read_roster_module, "MOST_GUESSES", 3)
    slips = ["earli", "earli", "nite", "knight", "late", "earli"]
    _, problems = read(["date", "shift", "agent"], *(["2026-10-12", slip, "8001"] for slip in slips))
    assert guessed == ["earli", "nite", "knight"]
    assert [problem.rpartition("; ")[2] for problem in problems] == [
        "not earli", "not earli", "not nite", "not knight", "write one that there is", "not earli",
    ]  # fmt: skip
