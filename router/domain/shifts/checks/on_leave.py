"""Nobody on leave works."""

from __future__ import annotations

from collections.abc import Iterator

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene
from router.domain.shifts.roster import Absence


def on_leave(scene: Scene) -> Iterator[Finding]:
    """Assignments on a date of the person's leave."""
    for each in scene.assignments:
        if Absence(date=each.date, person=each.person) in scene.roster.absences:
            yield Finding(
                code="on_leave",
                weight=Weight.WRONG,
                date=each.date,
                what=f"{each.person} is on leave",
                remedy="name somebody else, or take the leave back",
                at=each,
                person=each.person,
                shift=each.shift,
            )
