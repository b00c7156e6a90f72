"""Kinds of day, from the packages that know them."""

from __future__ import annotations

from datetime import date

import pytest

from router.adapters.calendars.china import China
from router.adapters.calendars.choose import day_kinds
from router.adapters.calendars.country import Country
from router.adapters.calendars.errors import UnknownCountry
from router.domain.shifts.days import DayKind, Overridden, unknown_years
from router.domain.shifts.plan import Plan


def china(text: str) -> DayKind:
    return China().day(date.fromisoformat(text)).kind


def test_swapped_saturday_is_a_working_day() -> None:
    assert china("2026-10-10") is DayKind.SWAPPED
    assert China().day(date(2026, 10, 10)).name == "National Day"


def test_swapped_sunday_is_a_working_day() -> None:
    assert china("2026-09-20") is DayKind.SWAPPED


def test_ordinary_saturday_is_weekend() -> None:
    assert china("2026-10-17") is DayKind.WEEKEND


def test_ordinary_monday_is_a_working_day() -> None:
    assert china("2026-10-12") is DayKind.WORKING


def test_national_day_is_a_holiday_also_on_its_weekend() -> None:
    assert [china(f"2026-10-0{day}") for day in range(1, 9)] == [*[DayKind.HOLIDAY] * 7, DayKind.WORKING]


def test_a_year_that_nobody_knows_is_judged_by_the_week_and_told() -> None:
    days = China()
    found = [days.day(date(2099, 10, day)) for day in (1, 2, 3)]
    assert [(each.kind, each.known) for each in found] == [
        (DayKind.WORKING, False),
        (DayKind.WORKING, False),
        (DayKind.WEEKEND, False),
    ]
    (sentence,) = unknown_years(days, [date(2026, 10, 1), date(2099, 10, 1), date(2099, 10, 2)])
    assert sentence.startswith("the public holidays of 2099 are not known")


def test_years_before_the_first_known_are_no_crash() -> None:
    assert not China().day(date(1990, 10, 1)).known


def test_the_house_decides_over_the_calendar() -> None:
    days = Overridden(kinds=China(), own={date(2026, 10, 1): DayKind.WORKING, date(2099, 10, 1): DayKind.HOLIDAY})
    assert days.day(date(2026, 10, 1)).kind is DayKind.WORKING
    assert days.day(date(2026, 10, 2)).kind is DayKind.HOLIDAY
    assert unknown_years(days, [date(2099, 10, 1)]) == ()


def test_other_countries_have_other_days() -> None:
    days = day_kinds(Plan(shifts={}, country="DE", region="BY"))
    assert days.day(date(2026, 1, 6)).kind is DayKind.HOLIDAY  # Epiphany, in Bavaria
    assert day_kinds(Plan(shifts={}, country="DE")).day(date(2026, 1, 6)).kind is DayKind.WORKING


def test_swapped_days_of_other_countries() -> None:
    assert Country("HU").day(date(2026, 1, 10)).kind is DayKind.SWAPPED


def test_the_weekend_is_the_countrys() -> None:
    days = Country("EG")
    assert days.day(date(2026, 3, 6)).kind is DayKind.WEEKEND  # a Friday
    assert days.day(date(2026, 3, 8)).kind is DayKind.WORKING  # a Sunday


def test_a_country_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownCountry):
        Country("XX")
    with pytest.raises(UnknownCountry):
        Country("DE", "ZZ")


def test_years_beyond_the_package_are_not_known() -> None:
    assert not Country("DE").day(date(2150, 12, 25)).known


def test_no_country_means_weekends_alone() -> None:
    days = day_kinds(Plan(shifts={}))
    assert days.day(date(2026, 10, 1)).kind is DayKind.WORKING
    assert days.day(date(2026, 10, 3)).kind is DayKind.WEEKEND
