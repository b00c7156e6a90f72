"""Nobody works too many nights a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene


def too_many_nights(scene: Scene) -> Iterator[Finding]:
    """Night shifts beyond the number of a month, by the date they begin on. On call at home is no night's work."""
    most = scene.calendar.plan.rules.nights_per_month
    for person, works in scene.works.items():
        nights: Counter[tuple[int, int]] = Counter()
        for work in works:
            if not (work.at_work and work.shift.is_night):
                continue
            on = work.assignment.date
            nights[on.year, on.month] += 1
            if nights[on.year, on.month] > most:
                yield Finding(
                    code="too_many_nights",
                    weight=Weight.RULE,
                    date=on,
                    what=f"{person} would work night {nights[on.year, on.month]} of {on:%Y-%m}, and {most} are allowed",
                    remedy="give the night to somebody else",
                    at=work.assignment,
                    person=person,
                    shift=work.shift.id,
                )
