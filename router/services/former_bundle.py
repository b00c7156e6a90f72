"""Which bundle is in force by the record, and which was before."""

from __future__ import annotations

from collections.abc import Sequence

from router.services.bundle_log import Adoption


def last_in_force(adoptions: Sequence[Adoption]) -> int | None:
    """The bundle that is in force by the record; another one is when a process was killed before it could write."""
    return next((adoption.number for adoption in reversed(adoptions) if not adoption.failed), None)


def former_bundle(adoptions: Sequence[Adoption], current: int) -> int | None:
    """The number to go back to; None when there is none. An apply steps forth, a rollback back, so that a second
    rollback goes back one more and does not undo the first."""
    steps: list[int] = []
    for adoption in adoptions:
        if adoption.failed:
            continue
        if adoption.verb == "rollback" and adoption.number in steps:
            del steps[len(steps) - steps[::-1].index(adoption.number) :]
        elif not steps or steps[-1] != adoption.number:
            steps.append(adoption.number)
    while steps and steps[-1] == current:
        steps.pop()
    return steps[-1] if steps else None
