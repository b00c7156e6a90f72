"""When shifts run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from router.domain.shifts.days import DayKinds
from router.domain.shifts.plan import Plan, Shift
from router.domain.shifts.wall import DAY, Period, local_day, period


@dataclass(frozen=True, kw_only=True)
class Running:
    """A shift that runs at some moment."""

    shift: str
    date: date
    """it began on"""
    resting: bool
    """in one of its breaks"""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The plan's shifts in a time zone."""

    plan: Plan
    zone: tzinfo
    days: DayKinds

    def is_worked(self, shift: Shift, on: date) -> bool:
        """Whether the shift is worked on such a day."""
        return self.days.day(on).kind in shift.days

    def period(self, shift: Shift, on: date) -> Period | None:
        """From its first moment to its last, whether or not it is worked on that day. A clock that is changed
        meanwhile makes it longer or shorter; None when the clock skips all of it."""
        return period(on, shift.span.start, shift.span.end, self.zone)

    def breaks(self, shift: Shift, on: date) -> tuple[Period, ...]:
        """Its breaks."""
        found = []
        for rest in shift.breaks:
            later = DAY if rest.start < shift.span.start else 0
            found.append(period(on, rest.start + later, rest.end + later, self.zone))
        return tuple(each for each in found if each is not None)

    def running(self, at: datetime) -> tuple[Running, ...]:
        """Every shift that runs at a moment, in the plan's order. `at` is aware."""
        return tuple(
            Running(shift=shift.id, date=on, resting=any(rest.holds(at) for rest in self.breaks(shift, on)))
            for on, shift, span in self.within(Period(start=at, end=at + timedelta(microseconds=1)))
            if span.holds(at)
        )

    def within(self, window: Period) -> Iterator[tuple[date, Shift, Period]]:
        """Every shift that is worked at some time of a window, with its whole period."""
        for shift in self.plan.shifts.values():
            for on in dates(window, self.zone):
                span = self.period(shift, on)
                if span is not None and span.meets(window) and self.is_worked(shift, on):
                    yield on, shift, span


def dates(window: Period, zone: tzinfo) -> Iterator[date]:
    """Dates on which something of a day's length may begin that is still there in a window."""
    on, last = local_day(window.start, zone) - timedelta(days=2), local_day(window.end, zone)
    while on <= last:
        yield on
        on += timedelta(days=1)
