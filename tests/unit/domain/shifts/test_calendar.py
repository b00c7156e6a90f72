"""When shifts run: edges by name, then every minute against an oracle that walks the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.days import DayKind
from router.domain.shifts.plan import Shift
from router.domain.shifts.wall import DAY, ClockSpan, Period
from tests.unit.domain.shifts.house import NEW_YORK, SHANGHAI, calendar, local, on, shift, span

DAY_SHIFT = shift("day", "08:00-16:00")
NIGHT = shift("night", "21:00-08:00")
MINUTE = timedelta(minutes=1)


def names(found: Calendar, at: datetime) -> list[str]:
    return [running.shift for running in found.running(at)]


def test_the_minute_before_is_not_in() -> None:
    assert names(calendar(DAY_SHIFT), local("2026-10-12 07:59")) == []


def test_the_first_minute_is_in() -> None:
    assert names(calendar(DAY_SHIFT), local("2026-10-12 08:00")) == ["day"]


def test_the_last_minute_is_in() -> None:
    assert names(calendar(DAY_SHIFT), local("2026-10-12 15:59")) == ["day"]


def test_the_end_is_not_in() -> None:
    assert names(calendar(DAY_SHIFT), local("2026-10-12 16:00")) == []


def test_across_midnight_belongs_to_the_day_it_began() -> None:
    found = calendar(NIGHT).running(local("2026-10-13 07:59"))
    assert [(running.shift, running.date) for running in found] == [("night", on("2026-10-12"))]


def test_across_midnight_ends_in_the_morning() -> None:
    assert names(calendar(NIGHT), local("2026-10-13 08:00")) == []


def test_a_shift_from_midnight_to_midnight_has_24_hours() -> None:
    whole = shift("whole", "00:00-24:00")
    found = calendar(whole).period(whole, on("2026-10-12"))
    assert found == Period(start=local("2026-10-12 00:00"), end=local("2026-10-13 00:00"))


def test_equal_start_and_end_are_24_hours() -> None:
    whole = shift("whole", "09:00-09:00")
    found = calendar(whole).period(whole, on("2026-10-12"))
    assert found is not None
    assert found.length == timedelta(hours=24)


def test_overlapping_shifts_all_run() -> None:
    found = calendar(DAY_SHIFT, shift("late", "12:00-20:00"), shift("noon", "11:00-13:00"))
    assert names(found, local("2026-10-12 12:30")) == ["day", "late", "noon"]


def test_a_shift_that_is_not_worked_at_weekends_does_not_run_then() -> None:
    weekday = shift("day", "08:00-16:00", days=frozenset({DayKind.WORKING}))
    assert names(calendar(weekday), local("2026-10-17 09:00")) == []  # a Saturday
    assert names(calendar(weekday), local("2026-10-16 09:00")) == ["day"]


def test_a_night_of_friday_runs_on_into_saturday() -> None:
    night = shift("night", "21:00-08:00", days=frozenset({DayKind.WORKING}))
    assert names(calendar(night), local("2026-10-17 03:00")) == ["night"]
    assert names(calendar(night), local("2026-10-18 03:00")) == []


def test_in_a_break_the_shift_rests() -> None:
    found = calendar(shift("day", "08:00-16:00", breaks=(span("12:00-12:30"),)))
    resting = [found.running(local(f"2026-10-12 {at}"))[0].resting for at in ("11:59", "12:00", "12:29", "12:30")]
    assert resting == [False, True, True, False]


def test_a_break_after_midnight_belongs_to_the_night_before() -> None:
    found = calendar(shift("night", "21:00-08:00", breaks=(span("03:00-03:30"), span("23:50-00:10"))))
    for at, resting in (("2026-10-13 03:10", True), ("2026-10-13 00:05", True), ("2026-10-13 00:10", False)):
        assert [each.resting for each in found.running(local(at))] == [resting]


def length_of_night(day: str, zone: ZoneInfo) -> timedelta:
    found = calendar(NIGHT, zone=zone).period(NIGHT, on(day))
    assert found is not None
    return found.length


def test_a_night_has_eleven_hours() -> None:
    assert length_of_night("2026-03-06", NEW_YORK) == timedelta(hours=11)


def test_spring_forward_takes_an_hour_from_the_night() -> None:
    assert length_of_night("2026-03-07", NEW_YORK) == timedelta(hours=10)


def test_fall_back_gives_the_night_an_hour() -> None:
    assert length_of_night("2026-10-31", NEW_YORK) == timedelta(hours=12)


def test_a_start_that_the_clock_skips_is_the_jump() -> None:
    early, late = shift("early", "01:00-02:30"), shift("late", "02:30-06:00")
    found = calendar(early, late, zone=NEW_YORK)
    first, second = found.period(early, on("2026-03-08")), found.period(late, on("2026-03-08"))
    assert first is not None
    assert second is not None
    assert first.end == second.start == local("2026-03-08 03:00", NEW_YORK)


def test_a_shift_that_the_clock_skips_whole_is_not_there() -> None:
    skipped = shift("skipped", "02:10-02:50")
    assert calendar(skipped, zone=NEW_YORK).period(skipped, on("2026-03-08")) is None


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    early, late = shift("early", "00:00-01:30"), shift("late", "01:30-06:00")
    found = calendar(early, late, zone=NEW_YORK)
    assert names(found, local("2026-11-01 01:29", NEW_YORK)) == ["early"]
    assert names(found, local("2026-11-01 01:30", NEW_YORK)) == ["late"]
    assert names(found, local("2026-11-01 01:29", NEW_YORK, fold=1)) == ["late"]


def test_a_day_that_a_country_skipped_has_no_shifts() -> None:
    found = calendar(DAY_SHIFT, zone=ZoneInfo("Pacific/Apia"))
    assert found.period(DAY_SHIFT, on("2011-12-30")) is None
    assert found.period(DAY_SHIFT, on("2011-12-31")) is not None


@pytest.mark.parametrize(
    ("times", "night"),
    [
        ("21:00-08:00", True),
        ("00:00-03:00", True),
        ("00:00-02:59", False),
        ("02:00-10:00", True),
        ("02:01-10:00", False),
        ("18:00-02:59", False),
        ("18:00-03:00", True),
        ("13:00-21:00", False),
        ("04:00-02:00", True),  # an hour in the first night, two in the second
    ],
)
def test_a_night_shift_covers_three_hours_of_the_deep_night(times: str, night: bool) -> None:
    assert shift("x", times).is_night is night


# --- the oracle: walk the clock minute by minute; a shift begins when the clock first shows its start or later


def walk(zone: ZoneInfo, first: datetime, count: int) -> Iterator[tuple[datetime, datetime]]:
    """Each minute, and the latest time that the clock has shown until then."""
    latest = datetime.min  # noqa: DTZ901 - what a clock on the wall shows has no zone
    for number in range(count):
        at = first + number * MINUTE
        latest = max(latest, at.astimezone(zone).replace(tzinfo=None))
        yield at, latest


def says_so(each: Shift, day: date, latest: datetime) -> bool:
    midnight = datetime.combine(day, time())
    return midnight + each.span.start * MINUTE <= latest < midnight + each.span.end * MINUTE


ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Asia/Shanghai",
            "America/New_York",
            "Australia/Lord_Howe",  # half an hour
            "Africa/Cairo",  # at midnight
            "America/Havana",
            "America/Santiago",
        )
    ]
)
SPANS = st.builds(ClockSpan, start=st.integers(0, DAY - 1), until=st.integers(1, DAY))
CHANGES = ("2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2026-04-24", "2026-10-30", "2026-09-06")
DATES = st.one_of(st.sampled_from([date.fromisoformat(text) for text in CHANGES]), st.dates(on("2026-01-02")))


@settings(max_examples=40, deadline=None)
@given(zone=ZONES, spans=st.lists(SPANS, min_size=1, max_size=3), day=DATES.filter(lambda day: day.year < 2100))
def test_each_minute_is_covered_by_the_shifts_that_say_so(zone: ZoneInfo, spans: list[ClockSpan], day: date) -> None:
    shifts = [Shift(id=str(number), name="", span=found) for number, found in enumerate(spans)]
    found = calendar(*shifts, zone=zone)
    first = datetime.combine(day - timedelta(days=1), time(), tzinfo=UTC)
    candidates = [day + timedelta(days=offset) for offset in range(-4, 4)]
    for at, latest in list(walk(zone, first - timedelta(hours=4), 60 * 52))[240:]:
        if at.minute % 10 == 0 or any(
            at.astimezone(zone).minute == edge % 60 for s in spans for edge in (s.start, s.until)
        ):
            expected = {(each.id, on_day) for each in shifts for on_day in candidates if says_so(each, on_day, latest)}
            assert {(running.shift, running.date) for running in found.running(at)} == expected


def test_each_minute_of_a_year_is_covered_exactly() -> None:
    shifts = [NIGHT, DAY_SHIFT, shift("odd", "01:30-02:30"), shift("late", "12:00-20:00", days={DayKind.WEEKEND})]
    found = calendar(*shifts, zone=NEW_YORK)
    first = local("2026-01-01 00:00", NEW_YORK)
    count = 365 * DAY
    covered: dict[str, bytearray] = {each.id: bytearray(count) for each in shifts}
    for _, each, run in found.within(Period(start=first, end=first + count * MINUTE)):
        start, end = (round((edge - first) / MINUTE) for edge in (run.start, run.end))
        for number in range(max(start, 0), min(end, count)):
            covered[each.id][number] += 1
    for number, (_, latest) in enumerate(walk(NEW_YORK, first, count)):
        minute, weekday = latest.hour * 60 + latest.minute, latest.weekday()
        for each in shifts:
            today = each.span.start <= minute < each.span.end
            before = each.span.start <= minute + DAY < each.span.end
            hits = today + before if each.id != "late" else (today and weekday > 4)
            assert covered[each.id][number] == hits, (each.id, latest)


def test_shanghai_has_no_odd_nights() -> None:
    assert {length_of_night(f"2026-{month:02}-15", SHANGHAI) for month in range(1, 13)} == {timedelta(hours=11)}
