"""When something opens: midnight, weekends, and clocks that are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.bundle import Hours, Span
from router.domain.opening import is_open, opens_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
"""On 2026-03-29 there is no time from 02:00 to 03:00; on 2026-10-25 there are two."""
WEEK = tuple(range(7))
WORKDAYS = tuple(range(5))


def span(start: str, until: str, days: tuple[int, ...] = WEEK) -> Span:
    return Span(days=days, start=minutes(start), until=minutes(until))


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def hours(*spans: Span) -> Hours:
    return Hours(id="day", spans=spans)


def local(text: str, zone: ZoneInfo = SHANGHAI, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


DAY = hours(span("09:00", "18:00"))
OFFICE = hours(span("09:00", "12:00", WORKDAYS), span("13:30", "18:00", WORKDAYS))
NIGHT = hours(span("21:00", "08:00"))
FRIDAY_NIGHT = hours(span("21:00", "02:00", (4,)))
ROUND = hours(span("08:00", "08:00", (5,)))


@pytest.mark.parametrize(
    ("when", "at", "opens"),
    [
        # 2026-10-01 is a Thursday.
        (DAY, "2026-10-01 08:59:59", "2026-10-01 09:00"),
        (DAY, "2026-10-01 09:00", "2026-10-01 09:00"),
        (DAY, "2026-10-01 17:59:59", "2026-10-01 17:59:59"),
        (DAY, "2026-10-01 18:00", "2026-10-02 09:00"),
        (DAY, "2026-10-01 23:59:59", "2026-10-02 09:00"),
        (DAY, "2026-10-02 00:00", "2026-10-02 09:00"),
        (OFFICE, "2026-10-01 12:30", "2026-10-01 13:30"),
        (OFFICE, "2026-10-02 18:00", "2026-10-05 09:00"),
        (OFFICE, "2026-10-03 10:00", "2026-10-05 09:00"),
        (NIGHT, "2026-10-01 20:59", "2026-10-01 21:00"),
        (NIGHT, "2026-10-02 00:00", "2026-10-02 00:00"),
        (NIGHT, "2026-10-02 07:59", "2026-10-02 07:59"),
        (NIGHT, "2026-10-02 08:00", "2026-10-02 21:00"),
        (FRIDAY_NIGHT, "2026-10-03 01:59", "2026-10-03 01:59"),
        (FRIDAY_NIGHT, "2026-10-03 02:00", "2026-10-09 21:00"),
        (FRIDAY_NIGHT, "2026-10-02 01:00", "2026-10-02 21:00"),
        (ROUND, "2026-10-03 07:59", "2026-10-03 08:00"),
        (ROUND, "2026-10-04 07:59", "2026-10-04 07:59"),
        (ROUND, "2026-10-04 08:00", "2026-10-10 08:00"),
    ],
)
def test_it_opens_at_the_first_moment_from_then_on(when: Hours, at: str, opens: str) -> None:
    assert opens_at(when, local(at)) == local(opens)


def test_without_spans_it_never_opens() -> None:
    assert opens_at(hours(), local("2026-10-01 09:00")) is None


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        # Nights are an hour shorter and longer: what opens at nine opens at nine.
        ("2026-03-28 18:00", "2026-03-29T07:00+00:00"),
        ("2026-10-24 18:00", "2026-10-25T08:00+00:00"),
        ("2026-10-25 18:00", "2026-10-26T08:00+00:00"),
    ],
)
def test_the_wall_clock_counts(at: str, opens: str) -> None:
    found = opens_at(DAY, local(at, BERLIN))
    assert found is not None
    assert found.astimezone(UTC) == datetime.fromisoformat(opens)


def test_in_the_hour_that_comes_twice_it_is_open_twice() -> None:
    early = hours(span("02:15", "02:45"))
    assert all(is_open(early, local("2026-10-25 02:30", BERLIN, fold=fold)) for fold in (0, 1))


@pytest.mark.parametrize("fold", [0, 1])
def test_in_the_hour_that_comes_twice_it_opens_no_earlier_than_asked(fold: int) -> None:
    early = hours(span("02:30", "02:45"))
    at = local("2026-10-25 02:10", BERLIN, fold=fold)
    found = opens_at(early, at)
    assert found is not None
    assert found.timestamp() - at.timestamp() == 20 * 60


def test_what_would_open_in_the_hour_that_is_left_out_opens_that_day_or_later() -> None:
    early = hours(span("02:30", "05:00"))
    found = opens_at(early, local("2026-03-29 01:00", BERLIN))
    assert found is not None
    found = datetime.fromtimestamp(found.timestamp(), BERLIN)
    assert is_open(early, found)
    assert found.date() == local("2026-03-29 00:00").date()


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    minute = st.integers(min_value=0, max_value=1439)
    days = st.sets(st.integers(min_value=0, max_value=6), min_size=1).map(lambda found: tuple(sorted(found)))
    spans = st.builds(Span, days=days, start=minute, until=minute)
    return Hours(id="day", spans=tuple(draw(st.lists(spans, min_size=1, max_size=3))))


@given(when=some_hours(), minute=st.integers(min_value=0, max_value=7 * 1440))
def test_it_is_open_then_and_not_before(when: Hours, minute: int) -> None:
    """Against a walk over the minutes."""
    at = local("2026-10-01 00:00") + timedelta(minutes=minute)
    walked = at
    while not is_open(when, walked):
        walked += timedelta(minutes=1)
    assert opens_at(when, at) == walked
