"""Everybody on the roster is known."""

from __future__ import annotations

from collections.abc import Iterator

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene


def unknown_person(scene: Scene) -> Iterator[Finding]:
    """Assignments of people who are not in the bundle."""
    for each in scene.assignments:
        if each.person not in scene.people:
            yield Finding(
                code="unknown_person",
                weight=Weight.WRONG,
                date=each.date,
                what=f"there is no agent {each.person}",
                remedy="correct the number, or add the agent to agents.yaml",
                at=each,
                person=each.person,
                shift=each.shift,
            )
