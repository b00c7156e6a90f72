"""Days of the roster, and one person's shifts, as people look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.days import Day, unknown_years
from router.domain.shifts.role import AT_WORK, Role
from router.domain.shifts.roster import Absence, Assignment, Roster


@dataclass(frozen=True, kw_only=True)
class Days:
    """Days in a row."""

    days: tuple[Day, ...]
    cells: Mapping[str, tuple[tuple[Assignment, ...], ...]]
    """person to what they work, per day; only who works or is on leave then"""
    away: frozenset[Absence]
    heads: Mapping[str, tuple[int, ...]]
    """shift to people in the house, per day"""
    warnings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OwnShift:
    """A shift of one person."""

    date: date
    shift: str
    role: Role
    start: datetime
    """local time, aware"""
    end: datetime
    hours: float
    """real ones, also on the night in which the clock is changed"""
    night: bool


def show_week(calendar: Calendar, roster: Roster, on: date) -> Days:
    """The week that a date lies in, from Monday on."""
    monday = on - timedelta(days=on.weekday())
    return show_days(calendar, roster, monday, monday + timedelta(days=6))


def show_days(calendar: Calendar, roster: Roster, first: date, last: date) -> Days:
    """From one date to another, both included."""
    dates = tuple(first + timedelta(days=number) for number in range((last - first).days + 1))
    there = roster.between(first, last)
    by: dict[str, list[list[Assignment]]] = {}
    heads = {shift: [0] * len(dates) for shift in calendar.plan.shifts}
    for each in sorted(there.assignments):
        place = (each.date - first).days
        by.setdefault(each.person, [[] for _ in dates])[place].append(each)
        if each.role in AT_WORK and each.shift in heads:
            heads[each.shift][place] += 1
    for absence in there.absences:
        by.setdefault(absence.person, [[] for _ in dates])
    return Days(
        days=tuple(calendar.days.day(each) for each in dates),
        cells={person: tuple(tuple(cell) for cell in by[person]) for person in sorted(by)},
        away=there.absences,
        heads={shift: tuple(counts) for shift, counts in heads.items()},
        warnings=unknown_years(calendar.days, dates),
    )


def show_person(calendar: Calendar, roster: Roster, person: str, on: date) -> tuple[OwnShift, ...]:
    """What a person works in the month of a date, in order. A shift that the plan no longer has is left out."""
    found = []
    for each in roster.of(person):
        shift = calendar.plan.shifts.get(each.shift)
        period = None if shift is None else calendar.period(shift, each.date)
        if shift is None or period is None or (each.date.year, each.date.month) != (on.year, on.month):
            continue
        found.append(
            OwnShift(
                date=each.date,
                shift=each.shift,
                role=each.role,
                start=period.start.astimezone(calendar.zone),
                end=period.end.astimezone(calendar.zone),
                hours=period.length / timedelta(hours=1),
                night=shift.is_night,
            )
        )
    return tuple(sorted(found, key=lambda own: own.start))
