"""Every check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from router.domain.shifts.checks.finding import Finding
from router.domain.shifts.checks.on_leave import on_leave
from router.domain.shifts.checks.scene import Scene
from router.domain.shifts.checks.too_few_heads import too_few_heads
from router.domain.shifts.checks.too_little_rest import too_little_rest
from router.domain.shifts.checks.too_many_nights import too_many_nights
from router.domain.shifts.checks.twice_at_once import twice_at_once
from router.domain.shifts.checks.unknown_person import unknown_person
from router.domain.shifts.checks.unknown_shift import unknown_shift

CHECKS: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    unknown_person,
    unknown_shift,
    on_leave,
    twice_at_once,
    too_little_rest,
    too_many_nights,
    too_few_heads,
)


def check(scene: Scene) -> tuple[Finding, ...]:
    """All that is wrong with a roster, by date."""
    found = [finding for each in CHECKS for finding in each(scene)]
    return tuple(sorted(found, key=lambda finding: finding.date))


def news(before: Scene, after: Scene) -> tuple[Finding, ...]:
    """What is wrong after a change and was not before."""
    known = set(check(before))
    return tuple(finding for finding in check(after) if finding not in known)
