"""Finds when too few people will be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.checks.scene import People
from router.domain.shifts.days import unknown_years
from router.domain.shifts.gaps import Gap, find_gaps
from router.domain.shifts.levels import levels
from router.domain.shifts.roster import Roster
from router.domain.shifts.wall import DAY, Period, moment


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A day ahead, or some dates."""

    window: Period
    gaps: tuple[Gap, ...]
    sentences: tuple[str, ...]
    """one per gap, in local time"""
    warnings: tuple[str, ...]


def gaps_of_date(calendar: Calendar, roster: Roster, people: People, on: date) -> Outlook:
    """From midnight to midnight."""
    return gaps_between(calendar, roster, people, on, on)


def gaps_between(calendar: Calendar, roster: Roster, people: People, first: date, last: date) -> Outlook:
    """From the midnight that one date begins with to the one that another ends with."""
    window = Period(start=moment(first, 0, calendar.zone), end=moment(last, DAY, calendar.zone))
    return _outlook(calendar, roster, people, window)


def gaps_ahead(calendar: Calendar, roster: Roster, people: People, now: datetime) -> Outlook:
    """The next 24 hours. `now` is aware."""
    return _outlook(calendar, roster, people, Period(start=now, end=now + timedelta(hours=24)))


def _outlook(calendar: Calendar, roster: Roster, people: People, window: Period) -> Outlook:
    first = window.start.astimezone(calendar.zone).date()
    last = window.end.astimezone(calendar.zone).date()
    near = roster.between(first - timedelta(days=3), last + timedelta(days=1))
    found = find_gaps(levels(calendar, near, people, window))
    return Outlook(
        window=window,
        gaps=found,
        sentences=tuple(gap.sentence(calendar.zone, first) for gap in found),
        warnings=unknown_years(calendar.days, (first, last)),
    )
