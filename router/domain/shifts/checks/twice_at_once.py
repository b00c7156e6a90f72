"""Nobody works twice at once."""

from __future__ import annotations

from collections.abc import Iterator

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene, Work


def twice_at_once(scene: Scene) -> Iterator[Finding]:
    """Assignments that begin before an earlier one of the same person has ended; on call is one too."""
    for person, works in scene.works.items():
        longest: Work | None = None
        for work in works:
            if longest is not None and work.period.start < longest.period.end:
                other = longest.assignment
                yield Finding(
                    code="twice_at_once",
                    weight=Weight.WRONG,
                    date=work.assignment.date,
                    what=f"{person} would work {work.shift.id} and {other.shift} of {other.date} at once",
                    remedy="take one of the two out",
                    at=work.assignment,
                    person=person,
                    shift=work.shift.id,
                )
            if longest is None or work.period.end > longest.period.end:
                longest = work
