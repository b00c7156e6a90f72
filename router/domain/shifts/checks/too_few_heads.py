"""Each shift has the people it needs."""

from __future__ import annotations

from collections.abc import Iterator

from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import Scene
from router.domain.shifts.heads import Head, count
from router.domain.shifts.role import Role

ROLES = frozenset(role.value for role in Role)


def too_few_heads(scene: Scene) -> Iterator[Finding]:
    """Roles and skills of a shift that have fewer people on its own list than it needs."""
    calendar = scene.calendar
    lists: dict[tuple[object, str], list[Head]] = {}
    for each in scene.roster.assignments:
        lists.setdefault((each.date, each.shift), []).append((each.role, scene.people.get(each.person, {})))
    for on in scene.counted:
        for shift in calendar.plan.shifts.values():
            if not calendar.is_worked(shift, on) or calendar.period(shift, on) is None:
                continue
            for found in count(shift.need, lists.get((on, shift.id), ())):
                if found.have < found.need:
                    able = "" if found.of in ROLES else "who can do "
                    yield Finding(
                        code="too_few_heads",
                        weight=Weight.SHORT,
                        date=on,
                        what=f"{shift.id} has {found.have} of {found.need} {able}{found.of}",
                        remedy="add somebody",
                        shift=shift.id,
                    )
