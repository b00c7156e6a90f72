"""Draws what a caller under load does beyond what citizens do in quiet times. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from router.demo.citizen_plan import CitizenPlan


@dataclass(frozen=True, kw_only=True)
class Whim:
    """How a caller departs from the plan."""

    cancel_after: float | None
    """gives up so many seconds after dialling, answered or not; None: does not"""
    breaks_off: bool
    """hangs up over the message instead of finishing it by a key"""


def draw_whim(rng: Random, plan: CitizenPlan) -> tuple[CitizenPlan, Whim]:
    """Some leave at every stage: before the answer, in greeting, menu and hold, while a phone rings, over a message."""
    if rng.random() < 0.15:
        plan = replace(plan, patience=rng.uniform(0.3, 25.0))
    if rng.random() < 0.3:
        plan = replace(plan, speak=rng.uniform(2.5, 6.0))
    return plan, Whim(
        cancel_after=rng.uniform(0.0, 0.2) if rng.random() < 0.03 else None, breaks_off=rng.random() < 0.4
    )
