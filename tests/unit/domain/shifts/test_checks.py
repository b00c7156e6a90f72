"""Each check finds its fault, and nothing at the edge beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.checks.all import check, news
from router.domain.shifts.checks.finding import Weight
from router.domain.shifts.checks.scene import Scene, around
from router.domain.shifts.days import DayKind
from router.domain.shifts.plan import Need, SkillNeed, WorkRules
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment, Roster
from tests.unit.domain.shifts.house import NEW_YORK, calendar, on, roster, shift, work

PEOPLE = {"8001": {"legal": 3}, "8002": {}, "8003": {"legal": 1}}
HOUSE = calendar(
    shift("early", "08:00-16:00"),
    shift("late", "13:00-21:00"),
    shift("evening", "16:00-24:00"),
    shift("night", "21:00-08:00"),
    shift("ten", "10:00-18:00"),
    shift("eleven", "11:00-19:00"),
    shift("office", "09:00-17:00", days=frozenset({DayKind.WORKING})),
    shift("home", "18:00-09:00"),
)


def codes(*assignments: Assignment, house: Calendar = HOUSE, planned: Roster | None = None) -> list[tuple[str, str]]:
    scene = Scene(house, planned or roster(*assignments), PEOPLE)
    return [(found.code, str(found.date)) for found in check(scene)]


def test_a_good_roster_has_no_findings() -> None:
    assert codes(work("8001", "12", "early"), work("8001", "13", "early"), work("8002", "12", "night")) == []


def test_an_unknown_person() -> None:
    assert codes(work("9999", "12", "early")) == [("unknown_person", "2026-10-12")]


def test_an_unknown_shift() -> None:
    assert codes(work("8001", "12", "noon")) == [("unknown_shift", "2026-10-12")]


def test_a_shift_that_is_not_worked_that_day() -> None:
    assert codes(work("8001", "17", "office")) == [("unknown_shift", "2026-10-17")]  # a Saturday
    assert codes(work("8001", "16", "office")) == []


def test_a_shift_that_the_clock_skips() -> None:
    house = calendar(shift("odd", "02:10-02:50"), zone=NEW_YORK)
    assert codes(work("8001", "2026-03-08", "odd"), house=house) == [("unknown_shift", "2026-03-08")]


def test_twice_at_once() -> None:
    assert codes(work("8001", "12", "early"), work("8001", "12", "late")) == [("twice_at_once", "2026-10-12")]


def test_twice_at_once_across_midnight() -> None:
    house = replace(HOUSE, plan=replace(HOUSE.plan, rules=WorkRules(rest_hours=0)))
    long = replace(HOUSE.plan.shifts["night"], id="long", span=shift("", "21:00-08:01").span)
    house = replace(house, plan=replace(house.plan, shifts={**house.plan.shifts, "long": long}))
    assert codes(work("8001", "12", "long"), work("8001", "13", "early"), house=house) == [
        ("twice_at_once", "2026-10-13")
    ]
    assert codes(work("8001", "12", "night"), work("8001", "13", "early"), house=house) == []


def test_in_one_shift_with_two_roles_is_twice_at_once() -> None:
    found = codes(work("8001", "12", "early"), work("8001", "12", "early", Role.LEAD))
    assert found == [("twice_at_once", "2026-10-12")]


def test_on_call_and_at_work_at_once() -> None:
    found = codes(work("8001", "12", "home", Role.ON_CALL), work("8001", "12", "night"))
    assert found == [("twice_at_once", "2026-10-12")]


def test_a_short_shift_within_a_long_one_does_not_hide_the_next() -> None:
    house = calendar(shift("long", "08:00-20:00"), shift("short", "09:00-10:00"), shift("last", "19:00-22:00"))
    found = codes(*(work("8001", "12", name) for name in ("long", "short", "last")), house=house)
    assert [code for code, _ in found] == ["twice_at_once", "twice_at_once", "too_little_rest"]


def test_rest_of_exactly_the_hours_is_enough() -> None:
    # 08:00 to 19:00 is eleven hours; evening ends at 24:00, eleven hours before 11:00.
    assert codes(work("8001", "12", "evening"), work("8001", "13", "eleven")) == []


def test_rest_of_an_hour_less_is_too_little() -> None:
    assert codes(work("8001", "12", "evening"), work("8001", "13", "ten")) == [("too_little_rest", "2026-10-13")]


def test_shifts_end_to_end_are_no_rest() -> None:
    assert codes(work("8001", "12", "night"), work("8001", "13", "early")) == [("too_little_rest", "2026-10-13")]


def test_rest_is_in_real_hours_when_the_clock_is_changed() -> None:
    house = calendar(shift("first", "08:00-22:00"), shift("second", "09:00-17:00"), zone=NEW_YORK)
    plain = (work("8001", "2026-03-05", "first"), work("8001", "2026-03-06", "second"))
    spring = (work("8001", "2026-03-07", "first"), work("8001", "2026-03-08", "second"))
    assert codes(*plain, house=house) == []
    assert codes(*spring, house=house) == [("too_little_rest", "2026-03-08")]


def test_on_call_at_home_takes_no_rest() -> None:
    assert codes(work("8001", "12", "home", Role.ON_CALL), work("8001", "13", "ten")) == []


def test_seven_nights_are_allowed_and_eight_are_not() -> None:
    nights = [work("8001", str(2 * number), "night") for number in range(1, 9)]
    assert codes(*nights[:7]) == []
    assert codes(*nights) == [("too_many_nights", "2026-10-16")]


def test_nights_count_by_the_month_they_begin_in() -> None:
    nights = [work("8001", str(17 + 2 * number), "night") for number in range(1, 8)]  # the last on the 31st
    assert codes(*nights, work("8001", "2026-11-02", "night")) == []


def test_nights_on_call_are_not_counted() -> None:
    house = replace(HOUSE, plan=replace(HOUSE.plan, rules=WorkRules(nights_per_month=0)))
    assert codes(work("8001", "12", "home", Role.ON_CALL), house=house) == []
    assert codes(work("8001", "12", "night"), house=house) == [("too_many_nights", "2026-10-12")]


def test_nobody_on_leave_works() -> None:
    planned = roster(work("8001", "12", "early"), work("8001", "13", "early"), away=(("8001", "2026-10-13"),))
    assert codes(planned=planned) == [("on_leave", "2026-10-13")]


NEEDY = calendar(
    shift(
        "early",
        "08:00-16:00",
        need=Need(roles={Role.AGENT: 1, Role.LEAD: 1}, skills={"legal": SkillNeed(heads=1, level=2)}),
    )
)


@pytest.mark.parametrize(
    ("there", "lacking"),
    [
        ((("8001", Role.AGENT), ("8002", Role.LEAD)), []),
        ((("8001", Role.AGENT),), ["early has 0 of 1 lead"]),
        ((("8003", Role.AGENT), ("8002", Role.LEAD)), ["early has 0 of 1 who can do legal"]),  # level 1 only
        ((("8002", Role.AGENT), ("8001", Role.LEAD)), ["early has 0 of 1 who can do legal"]),  # a lead is not counted
        ((("8002", Role.AGENT), ("8001", Role.EXPERT)), ["early has 0 of 1 lead"]),
    ],
)
def test_too_few_heads_per_role_and_skill(there: tuple[tuple[str, Role], ...], lacking: list[str]) -> None:
    planned = roster(*(work(person, "12", "early", role) for person, role in there))
    found = check(Scene(NEEDY, planned, PEOPLE))
    assert [each.what for each in found] == lacking
    assert {each.weight for each in found} <= {Weight.SHORT}


def test_a_date_on_which_nobody_works_is_counted_when_it_is_asked_for() -> None:
    assert [each.what for each in check(Scene(NEEDY, roster(), PEOPLE, (on("2026-10-12"),)))] == [
        "early has 0 of 1 agent",
        "early has 0 of 1 lead",
        "early has 0 of 1 who can do legal",
    ]


def test_news_are_what_was_not_wrong_before() -> None:
    before = roster(work("9999", "12", "early"))
    after = roster(work("9999", "12", "early"), work("8001", "13", "noon"))
    assert [each.code for each in news(Scene(HOUSE, before, PEOPLE), Scene(HOUSE, after, PEOPLE))] == ["unknown_shift"]


def test_around_keeps_what_a_month_needs() -> None:
    dates = ("2026-09-27", "2026-09-28", "2026-10-31", "2026-11-03", "2026-11-05")
    planned = roster(*(work("8001", day, "early") for day in dates))
    kept = sorted(str(each.date) for each in around(planned, [on("2026-10-12")]).assignments)
    assert kept == ["2026-09-28", "2026-10-31", "2026-11-03"]
    assert around(planned, []) == Roster()
