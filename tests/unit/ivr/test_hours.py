from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ivr.hours import is_open, queue_is_open
from router.domain.bundle import Hours, Queue, Span
from tests.unit.ivr.test_prompts import bundle

OFFICE = Hours(id="office", spans=(Span(days=(0, 1, 2, 3, 4), start=9 * 60, until=17 * 60 + 30),))
NIGHT = Hours(id="night", spans=(Span(days=(4,), start=21 * 60, until=8 * 60),))
MONDAY, FRIDAY, SATURDAY, SUNDAY = 2, 6, 7, 8


def at(day: int, hour: int, minute: int, second: int = 0) -> datetime:
    """A day of March 2026: the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_first_minute_is_in() -> None:
    assert is_open(OFFICE, at(MONDAY, 9, 0))


def test_the_minute_before_the_first_is_not_in() -> None:
    assert not is_open(OFFICE, at(MONDAY, 8, 59, 59))


def test_the_last_minute_is_in() -> None:
    assert is_open(OFFICE, at(FRIDAY, 17, 29, 59))


def test_the_end_is_not_in() -> None:
    assert not is_open(OFFICE, at(FRIDAY, 17, 30))


def test_another_day_is_not_in() -> None:
    assert not is_open(OFFICE, at(SATURDAY, 12, 0))


def test_a_span_across_midnight_begins_on_its_day() -> None:
    assert is_open(NIGHT, at(FRIDAY, 21, 0))
    assert not is_open(NIGHT, at(FRIDAY, 20, 59))


def test_a_span_across_midnight_ends_on_the_next_day() -> None:
    assert is_open(NIGHT, at(SATURDAY, 7, 59))
    assert not is_open(NIGHT, at(SATURDAY, 8, 0))


def test_the_morning_of_its_own_day_is_not_in_a_span_across_midnight() -> None:
    assert not is_open(NIGHT, at(FRIDAY, 7, 0))


def test_sunday_night_reaches_into_monday() -> None:
    hours = replace(NIGHT, spans=(replace(NIGHT.spans[0], days=(6,)),))
    assert is_open(hours, at(SUNDAY, 23, 0))
    assert is_open(hours, at(MONDAY, 3, 0))
    assert not is_open(hours, at(SATURDAY, 23, 0))


def test_a_span_that_ends_where_it_begins_lasts_a_day() -> None:
    hours = replace(OFFICE, spans=(Span(days=(0,), start=600, until=600),))
    assert is_open(hours, at(MONDAY, 10, 0))
    assert is_open(hours, at(MONDAY + 1, 9, 59))
    assert not is_open(hours, at(MONDAY, 9, 59))
    assert not is_open(hours, at(MONDAY + 1, 10, 0))


def test_no_span_is_never_open() -> None:
    assert not is_open(Hours(id="never", spans=()), at(MONDAY, 12, 0))


def test_a_queue_without_hours_never_closes() -> None:
    some = replace(bundle(), hours={"office": OFFICE})
    assert queue_is_open(some, Queue(id="q", name="x"), at(SUNDAY, 3, 0))
    assert queue_is_open(some, Queue(id="q", name="x", hours="gone"), at(SUNDAY, 3, 0))
    assert not queue_is_open(some, Queue(id="q", name="x", hours="office"), at(SUNDAY, 3, 0))
