"""Everybody rests between shifts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene


def too_little_rest(scene: Scene) -> Iterator[Finding]:
    """Shifts that begin too soon after the one before, in real hours. On call at home neither needs rest nor takes it;
    shifts at once are another check's."""
    hours = scene.calendar.plan.rules.rest_hours
    for person, works in scene.works.items():
        for before, work in pairwise(work for work in works if work.at_work):
            rest = work.period.start - before.period.end
            if timedelta() <= rest < timedelta(hours=hours):
                yield Finding(
                    code="too_little_rest",
                    weight=Weight.RULE,
                    date=work.assignment.date,
                    what=f"{person} would rest {_hours(rest)} h between {before.shift.id} of {before.assignment.date} "
                    f"and {work.shift.id}, and {hours:g} are due",
                    remedy="give one of the two to somebody else",
                    at=work.assignment,
                    person=person,
                    shift=work.shift.id,
                )


def _hours(length: timedelta) -> str:
    # Rounded down, so that it never reads like the hours that are due.
    return f"{int(length / timedelta(minutes=6)) / 10:g}"
