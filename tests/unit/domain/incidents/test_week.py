"""Hours of the week, on a clock that may jump."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from router.domain.incidents.week import Clock, slot_of
from router.domain.shifts.days import DayKind, Overridden, Week

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_monday_midnight_is_the_first_and_sunday_night_the_last() -> None:
    assert slot_of(datetime(2024, 3, 4, 0, 0, tzinfo=SHANGHAI), SHANGHAI, Week()) == 0
    assert slot_of(datetime(2024, 3, 10, 23, 59, tzinfo=SHANGHAI), SHANGHAI, Week()) == 167


def test_the_houses_own_clock_counts() -> None:
    assert slot_of(datetime(2024, 3, 3, 16, 0, tzinfo=UTC), SHANGHAI, Week()) == 0


@pytest.mark.parametrize(
    ("kind", "like"), [(DayKind.HOLIDAY, 6), (DayKind.SWAPPED, 2), (DayKind.WEEKEND, 6), (DayKind.WORKING, 1)]
)
def test_a_day_is_like_others_of_its_kind(kind: DayKind, like: int) -> None:
    tuesday = date(2024, 3, 5)
    kinds = Overridden(kinds=Week(), own={tuesday: kind})
    assert slot_of(datetime(2024, 3, 5, 9, tzinfo=SHANGHAI), SHANGHAI, kinds) == like * 24 + 9


def test_a_window_is_cut_at_full_hours() -> None:
    clock = Clock(UTC, Week(), back=6)
    at = datetime(2024, 3, 4, 1, 15, tzinfo=UTC).timestamp()
    assert clock.spans(at, 150) == ((1, 0.25), (0, 1.0), (167, 1.0), (166, 0.25))
    assert clock.spans(at, 10) == ((1, pytest.approx(1 / 6)),)
    assert clock.slot(at) == 1
    assert clock.hour_ends(at) == at + 45 * 60


def test_a_window_over_the_spring_jump_has_its_full_length() -> None:
    clock = Clock(ZoneInfo("Europe/Berlin"), Week(), back=6)
    at = datetime(2024, 3, 31, 3, 30, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    slots = clock.spans(at, 120)
    assert [slot % 24 for slot, _ in slots] == [3, 1, 0]
    assert sum(hours for _, hours in slots) == 2
