"""When lines are open."""

from __future__ import annotations

from datetime import date

import pytest

from router.adapters.calendars.china import China
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.days import DayKind
from router.domain.shifts.opening import is_open, open_periods
from tests.unit.domain.shifts.house import calendar, local, span

OFFICE = (span("09:00-12:00"), span("13:00-18:00"))


@pytest.fixture
def house() -> Calendar:
    rules = {
        "union": {
            DayKind.WORKING: OFFICE,
            DayKind.SWAPPED: OFFICE,
            DayKind.WEEKEND: (),
            DayKind.HOLIDAY: (span("22:00-02:00"),),
        }
    }
    return calendar(days=China(), lines=rules)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-10-12 08:59", False),
        ("2026-10-12 09:00", True),
        ("2026-10-12 12:00", False),
        ("2026-10-12 17:59", True),
        ("2026-10-12 18:00", False),
        ("2026-10-10 10:00", True),  # a swapped Saturday
        ("2026-10-17 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # National Day
        ("2026-10-01 22:00", True),
        ("2026-10-08 01:59", True),  # what began on the holiday runs on into the working day
        ("2026-10-08 02:00", False),
        ("2026-10-01 01:00", False),  # and 30 September was no holiday
    ],
)
def test_open_by_the_kind_of_day(house: Calendar, at: str, expected: bool) -> None:
    assert is_open(house, "union", local(at)) is expected


def test_a_line_without_rules_is_always_open(house: Calendar) -> None:
    assert is_open(house, "general", local("2026-10-01 03:00"))
    (whole,) = open_periods(house, "general", date(2026, 10, 1))
    assert (whole.start, whole.end) == (local("2026-10-01 00:00"), local("2026-10-02 00:00"))


def test_a_closed_day_has_no_periods(house: Calendar) -> None:
    assert open_periods(house, "union", date(2026, 10, 17)) == ()
