"""Which bundles' prompts are kept: those that somebody may still hear, or soon wants back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from router.services.bundle_log import Adoption
from router.services.former_bundle import former_bundle

KEPT: Final = 5
"""adoptions, the last ones, whose bundles are kept"""
LONGEST_CALL_SECONDS: Final = 86_400.0
"""A caller goes through the menus of the bundle that was in force at the call's begin."""


def kept_bundles(adoptions: Sequence[Adoption], current: int, *, now: float) -> frozenset[int]:
    """Numbers of the bundle in force, of the one to go back to, of the last few, and of all that were in force within
    the last day."""
    taken = [adoption for adoption in adoptions if not adoption.failed]
    recent = [adoption for adoption in taken if adoption.at > now - LONGEST_CALL_SECONDS]
    former = former_bundle(adoptions, current)
    numbers = {current, former or 0, *(adoption.number for adoption in taken[-KEPT:])}
    return frozenset(numbers.union(*({one.number, one.former} for one in recent))) - {0}
