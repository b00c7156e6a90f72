"""Every shift on the roster is known, and is worked on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene
from router.domain.shifts.roster import Assignment


def unknown_shift(scene: Scene) -> Iterator[Finding]:
    """Assignments to shifts that the plan does not have, or not on such a day."""
    calendar = scene.calendar
    good: set[tuple[str, date]] = set()
    for each in scene.assignments:
        if (each.shift, each.date) in good:
            continue
        shift = calendar.plan.shifts.get(each.shift)
        if shift is None:
            yield _wrong(each, f"there is no shift {each.shift}", "correct it, or add the shift to shifts.yaml")
        elif not calendar.is_worked(shift, each.date):
            kind = calendar.days.day(each.date).kind
            yield _wrong(each, f"{each.shift} is not worked on a {kind} day", "take another shift or another date")
        elif scene.periods[each.shift, each.date] is None:
            yield _wrong(each, f"the clock skips all of {each.shift}", "take another shift or another date")
        else:
            good.add((each.shift, each.date))


def _wrong(each: Assignment, what: str, remedy: str) -> Finding:
    return Finding(
        code="unknown_shift",
        weight=Weight.WRONG,
        date=each.date,
        what=what,
        remedy=remedy,
        at=each,
        person=each.person,
        shift=each.shift,
    )
