"""What checks look at: a roster, with the moments that its shifts stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.plan import Shift
from router.domain.shifts.role import AT_WORK
from router.domain.shifts.roster import Assignment, Roster
from router.domain.shifts.wall import Period

People = Mapping[str, Mapping[str, int]]
"""agent number to skills, skill to level 1 to 5"""


@dataclass(frozen=True, kw_only=True)
class Work:
    """An assignment of a known person to a known shift, with its period."""

    assignment: Assignment
    shift: Shift
    period: Period

    @property
    def at_work(self) -> bool:
        """In the house, not on call at home."""
        return self.assignment.role in AT_WORK


@dataclass(frozen=True)
class Scene:
    """A roster in its calendar."""

    calendar: Calendar
    roster: Roster
    people: People
    dates: tuple[date, ...] = ()
    """dates whose heads are counted; empty: those that somebody works on"""

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """All, in order. Sorted once: a month of a large house is a quarter of a million."""
        return tuple(sorted(self.roster.assignments, key=lambda each: (each.date, each.shift, each.person, each.role)))

    @cached_property
    def periods(self) -> Mapping[tuple[str, date], Period | None]:
        """Shift and date to its period, for all that somebody works; None: it has none."""
        found: dict[tuple[str, date], Period | None] = {}
        for each in self.assignments:
            key = (each.shift, each.date)
            if key not in found:
                shift = self.calendar.plan.shifts.get(each.shift)
                found[key] = None if shift is None else self.calendar.period(shift, each.date)
        return found

    @cached_property
    def works(self) -> Mapping[str, tuple[Work, ...]]:
        """Person to all that can be worked, by its start. What is not known or not there is another check's."""
        found: dict[str, list[Work]] = {}
        for each in self.assignments:
            shift = self.calendar.plan.shifts.get(each.shift)
            period = self.periods[each.shift, each.date]
            if shift is not None and period is not None:
                found.setdefault(each.person, []).append(Work(assignment=each, shift=shift, period=period))
        return {
            person: tuple(sorted(works, key=lambda work: (work.period.start, work.period.end, work.assignment)))
            for person, works in found.items()
        }

    @cached_property
    def counted(self) -> tuple[date, ...]:
        """The dates whose heads are counted, in order."""
        return tuple(sorted(set(self.dates) or {each.date for each in self.roster.assignments}))


def around(roster: Roster, dates: Iterable[date]) -> Roster:
    """All that a change on some dates may matter for: their months, and what reaches into them."""
    found = sorted(dates)
    if not found:
        return Roster()
    first = found[0].replace(day=1) - timedelta(days=3)
    last = (found[-1].replace(day=28) + timedelta(days=4)).replace(day=1) + timedelta(days=3)
    return roster.between(first, last)
