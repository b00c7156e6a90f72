"""When a line is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from router.domain.shifts.calendar import Calendar, dates
from router.domain.shifts.wall import Period, period


def open_periods(calendar: Calendar, line: str, on: date) -> tuple[Period, ...]:
    """What opens on a date; a span across midnight belongs to the day that it began on. A line without rules is open
    from midnight to midnight."""
    rules = calendar.plan.lines.get(line)
    if rules is None:
        found = [period(on, 0, 24 * 60, calendar.zone)]
    else:
        found = [period(on, span.start, span.end, calendar.zone) for span in rules[calendar.days.day(on).kind]]
    return tuple(each for each in found if each is not None)


def is_open(calendar: Calendar, line: str, at: datetime) -> bool:
    """Whether the line is open at a moment. `at` is aware."""
    if line not in calendar.plan.lines:
        return True
    window = Period(start=at, end=at + timedelta(microseconds=1))
    return any(span.holds(at) for on in dates(window, calendar.zone) for span in open_periods(calendar, line, on))
