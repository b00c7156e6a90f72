"""A whole month through the code that people use: a workbook in, checks, gaps, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from router.adapters.files.roster_file import read_roster_file
from router.adapters.memory.roster_journal import MemoryRosterJournal
from router.domain.errors import UnknownAgent
from router.domain.shifts.checks.all import check
from router.domain.shifts.checks.scene import Scene
from router.domain.shifts.days import DayKind
from router.domain.shifts.edits import Extra, Leave, Place, Swap
from router.domain.shifts.refusals import RosterBroken
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment, Roster
from router.services.check_roster import check_roster, skills_of
from router.services.edit_roster import Signature, edit_roster
from router.services.find_gaps import gaps_of_date
from router.services.import_roster import import_roster
from router.services.roster_journal import rebuild
from router.services.roster_sheet import Row, Sheet
from router.services.show_roster import show_person, show_week
from tests.unit.services.roster_month import AGENTS, FIRST, LAST, NAMES, house, month

PEOPLE = skills_of(AGENTS)
HOUSE = house()
MONTH = month()
LI = Signature(author="Li", at=datetime(2026, 9, 20, 8, 0, tzinfo=UTC), note="October")
DATES = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
WORDS = {Role.AGENT: "", Role.LEAD: "/组长", Role.ON_CALL: "/听班"}


def draw(path: Path, assignments: tuple[Assignment, ...]) -> Path:
    """The sheet that a shift lead draws: a line per person, a column per date."""
    cells: dict[tuple[str, date], str] = {
        (each.person, each.date): NAMES[each.shift] + WORDS[each.role] for each in assignments
    }
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["工号", "姓名", *(datetime(on.year, on.month, on.day) for on in DATES)])  # noqa: DTZ001 - as in a cell
    for agent in AGENTS.values():
        sheet.append([int(agent.id), agent.name, *(cells.get((agent.id, on), "休") for on in DATES)])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> MemoryRosterJournal:
    kept = MemoryRosterJournal()
    sheet = read_roster_file(draw(tmp_path_factory.mktemp("month") / "十月排班.xlsx", MONTH))
    report, done = import_roster(kept, sheet, LI, calendar=HOUSE, agents=AGENTS)
    assert (report.problems, report.short, report.warnings) == ((), (), ())
    assert done is not None
    return kept


@pytest.fixture
def copy(journal: MemoryRosterJournal) -> MemoryRosterJournal:
    again = MemoryRosterJournal()
    for entry in journal.entries():
        again.append(entry)
    return again


def test_the_workbook_says_what_was_planned(journal: MemoryRosterJournal) -> None:
    assert rebuild(journal.entries()).assignments == frozenset(MONTH)


def test_everybody_has_six_or_seven_nights(journal: MemoryRosterJournal) -> None:
    roster = rebuild(journal.entries())
    nights = Counter(
        sum(own.night and own.role is not Role.ON_CALL for own in show_person(HOUSE, roster, person, date(2026, 10, 1)))
        for person in AGENTS
    )
    assert nights == {6: 32, 7: 8}


def test_no_day_of_the_month_has_a_gap(journal: MemoryRosterJournal) -> None:
    roster = rebuild(journal.entries())
    october = [on for on in DATES if on.month == 10]
    assert {on: gaps_of_date(HOUSE, roster, PEOPLE, on).sentences for on in october} == dict.fromkeys(october, ())


def test_the_office_is_worked_on_the_swapped_saturday_and_not_in_the_holiday(journal: MemoryRosterJournal) -> None:
    roster = rebuild(journal.entries())
    week, after = (show_week(HOUSE, roster, on) for on in (date(2026, 10, 1), date(2026, 10, 8)))
    assert [day.kind for day in week.days[3:]] == [DayKind.HOLIDAY] * 4
    assert week.heads["office"] == (0, 0, 4, 0, 0, 0, 0)
    assert [day.kind for day in after.days][3:] == [
        DayKind.WORKING,
        DayKind.WORKING,
        DayKind.SWAPPED,
        DayKind.WEEKEND,
    ]
    assert after.heads["office"] == (0, 0, 0, 4, 4, 4, 0)
    assert week.heads["night"] == (0, 0, 8, 8, 8, 8, 8)


def moved(find: Callable[[Assignment], bool], **change: object) -> frozenset[Assignment]:
    one = next(each for each in MONTH if find(each))
    return (frozenset(MONTH) - {one}) | {replace(one, **change)}  # type: ignore[arg-type]


def on_day(day: int, shift: str, role: Role = Role.AGENT) -> Callable[[Assignment], bool]:
    return lambda each: (each.date, each.shift, each.role) == (date(2026, 10, day), shift, role)


EIGHTH = date(2026, 10, 8)
MUTATIONS: dict[str, tuple[frozenset[Assignment], set[str]]] = {
    "a stranger": (moved(on_day(8, "early"), person="9999"), {"unknown_person"}),
    "a shift that is no more": (moved(on_day(8, "dawn"), shift="brunch"), {"unknown_shift", "too_few_heads"}),
    "the office on National Day": (moved(on_day(1, "ten"), shift="office"), {"unknown_shift"}),
    "a lead who stays an agent": (moved(on_day(8, "night", Role.LEAD), role=Role.AGENT), {"too_few_heads"}),
    "a day shift after a night": (
        frozenset(MONTH)
        | {
            Assignment(date=each.date + timedelta(days=1), shift="dawn", person=each.person)
            for each in MONTH
            if on_day(8, "evening")(each)
        },
        {"too_little_rest"},
    ),
    "twice at once": (
        frozenset(MONTH) | {replace(next(each for each in MONTH if on_day(8, "early")(each)), shift="ten")},
        {"twice_at_once"},
    ),
    "an eighth night": (
        frozenset(MONTH) | {Assignment(date=date(2026, 10, 3), shift="night", person=person) for person in ("8001",)},
        {"too_many_nights"},
    ),
    "all lawyers away at night": (
        frozenset(each for each in MONTH if not (on_day(8, "night")(each) and PEOPLE[each.person])),
        {"too_few_heads"},
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_goes_wrong_is_found(name: str) -> None:
    assignments, expected = MUTATIONS[name]
    found = check(Scene(HOUSE, Roster(assignments=assignments), PEOPLE))
    assert expected <= {each.code for each in found}
    assert check(Scene(HOUSE, Roster(assignments=frozenset(MONTH)), PEOPLE)) == ()


def test_one_wrong_line_imports_nothing(tmp_path: Path, copy: MemoryRosterJournal) -> None:
    person = next(each.person for each in MONTH if on_day(8, "early")(each))
    path = draw(tmp_path / "month.xlsx", tuple(MONTH))
    book = openpyxl.load_workbook(path)
    row = 2 + int(person) - 8001
    book.active.cell(row=row, column=3 + (EIGHTH - FIRST).days).value = "早斑"
    book.save(path)
    report, done = import_roster(copy, read_roster_file(path), LI, calendar=HOUSE, agents=AGENTS)
    assert done is None
    assert len(copy.entries()) == 1
    (problem,) = report.problems
    assert str(problem).startswith(f"month.xlsx:{row}: K{row}: there is no shift `早斑`; there is: ")


def test_a_leave_is_put_on_record_and_its_gap_is_told(copy: MemoryRosterJournal) -> None:
    lead = next(each.person for each in MONTH if on_day(8, "night", Role.LEAD)(each))
    done = edit_roster(copy, Leave(person=lead, first=EIGHTH, last=EIGHTH), LI, calendar=HOUSE, people=PEOPLE)
    assert [each.what for each in done.findings] == ["night has 0 of 1 lead"]
    roster = rebuild(copy.entries())
    assert gaps_of_date(HOUSE, roster, PEOPLE, EIGHTH).sentences == ("lead: gap 21:00 to 24:00 (0 of 1)",)
    assert gaps_of_date(HOUSE, roster, PEOPLE, date(2026, 10, 9)).sentences == ("lead: gap 00:00 to 08:00 (0 of 1)",)


def place(find: Callable[[Assignment], bool]) -> Place:
    one = next(each for each in MONTH if find(each))
    return Place(person=one.person, date=one.date, shift=one.shift)


def test_a_swap_of_two_who_may_is_put_on_record(copy: MemoryRosterJournal) -> None:
    dawn, ten = place(on_day(8, "dawn")), place(on_day(8, "ten"))
    done = edit_roster(copy, Swap(one=dawn, other=ten), LI, calendar=HOUSE, people=PEOPLE)
    assert (done.entry.number, done.entry.author, done.findings) == (2, "Li", ())
    roster = rebuild(copy.entries())
    assert [each.shift for each in roster.of(dawn.person) if each.date == EIGHTH] == ["ten"]
    assert [each.shift for each in roster.of(ten.person) if each.date == EIGHTH] == ["dawn"]


def test_a_swap_that_takes_the_rest_away_is_refused_unless_somebody_says_so(copy: MemoryRosterJournal) -> None:
    swap = Swap(one=place(on_day(7, "night")), other=place(on_day(8, "evening")))
    with pytest.raises(RosterBroken, match="would rest 8 h"):
        edit_roster(copy, swap, LI, calendar=HOUSE, people=PEOPLE)
    assert len(copy.entries()) == 1
    done = edit_roster(copy, swap, LI, calendar=HOUSE, people=PEOPLE, even_so=True)
    assert "too_little_rest" in {each.code for each in done.findings}
    assert len(copy.entries()) == 2


def test_what_was_amiss_before_stands_in_nobodys_way(copy: MemoryRosterJournal) -> None:
    tired = Swap(one=place(on_day(7, "night")), other=place(on_day(8, "evening")))
    edit_roster(copy, tired, LI, calendar=HOUSE, people=PEOPLE, even_so=True)
    good = Swap(one=place(on_day(8, "dawn")), other=place(on_day(8, "ten")))
    assert edit_roster(copy, good, LI, calendar=HOUSE, people=PEOPLE).findings == ()
    other = tuple(each for each in MONTH if each.date == date(2026, 10, 20))
    assert check_roster(rows_of(other), calendar=HOUSE, agents=AGENTS, roster=rebuild(copy.entries())).problems == ()


def test_a_file_answers_for_its_own_lines_even_if_they_are_planned_already(copy: MemoryRosterJournal) -> None:
    tired = Swap(one=place(on_day(7, "night")), other=place(on_day(8, "evening")))
    edit_roster(copy, tired, LI, calendar=HOUSE, people=PEOPLE, even_so=True)
    roster = rebuild(copy.entries())
    again = tuple(sorted(each for each in roster.assignments if each.date in {date(2026, 10, 7), EIGHTH}))
    problems = check_roster(rows_of(again), calendar=HOUSE, agents=AGENTS, roster=roster).problems
    assert any("would rest 1 h between noon of 2026-10-07 and night" in str(problem) for problem in problems)


def rows_of(assignments: tuple[Assignment, ...]) -> Sheet:
    rows = (
        Row(line=number, date=str(each.date), shift=each.shift, person=each.person, role=each.role)
        for number, each in enumerate(assignments, start=1)
    )
    return Sheet(file="rows", rows=tuple(rows))


def test_working_twice_at_once_is_refused_whoever_says_so(copy: MemoryRosterJournal) -> None:
    early = place(on_day(8, "early"))
    edit = Extra(place=replace(early, shift="ten"))
    with pytest.raises(RosterBroken, match="at once"):
        edit_roster(copy, edit, LI, calendar=HOUSE, people=PEOPLE, even_so=True)


def test_a_stranger_is_refused(copy: MemoryRosterJournal) -> None:
    with pytest.raises(UnknownAgent):
        edit_roster(copy, Leave(person="9999", first=EIGHTH, last=EIGHTH), LI, calendar=HOUSE, people=PEOPLE)
