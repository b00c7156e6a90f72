"""Draws who would rather be called back, and what becomes of the phone that is rung then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from router.demo.citizen_plan import draw_number

WANTS = 0.25
"""share of the citizens who take the offer when they hear it"""
OTHER_NUMBER = 0.2
"""share of these who want another phone to be rung"""
AGAIN = 0.25
"""share of these who call again before they are called back"""
USES_PLACE = 0.6
"""share of those who use the place that is kept for them then"""


class Pickup(StrEnum):
    """What becomes of one ring."""

    TAKES = "takes"  # the citizen answers and presses the key
    BUSY = "busy"
    RINGS_OUT = "rings_out"  # nobody is there
    VOICEMAIL = "voicemail"  # answers, and presses nothing


@dataclass(frozen=True, kw_only=True)
class CallbackPlan:
    """Of somebody who will take the offer. All times in seconds."""

    other: str
    """number that is typed; empty: the one that calls will do"""
    key_after: float
    """from the words to the key"""
    key_gap: float
    """between two digits"""
    again_after: float | None
    """calls again so long after having hung up, unless called back before; None: does not"""
    uses_place: bool
    """... and goes on at the old place, when asked"""


@dataclass(frozen=True, kw_only=True)
class RingPlan:
    """One ring of the citizen's phone. All times in seconds."""

    pickup: Pickup
    after: float
    """rings for so long first"""
    key_after: float
    """from the answer to the key"""


def draw_callback(rng: Random, taken: set[str]) -> CallbackPlan | None:
    """None: waits on, whatever is offered. `taken`: numbers that somebody has; a typed one is added."""
    if rng.random() >= WANTS:
        return None
    other = draw_number(rng, taken) if rng.random() < OTHER_NUMBER else ""
    return CallbackPlan(
        other=other,
        key_after=rng.uniform(0.3, 1.5),
        key_gap=rng.uniform(0.3, 0.6),
        again_after=rng.uniform(15.0, 60.0) if rng.random() < AGAIN else None,
        uses_place=rng.random() < USES_PLACE,
    )


def draw_ring(rng: Random) -> RingPlan:
    """Two in three are reached."""
    kinds = [Pickup.TAKES, Pickup.BUSY, Pickup.RINGS_OUT, Pickup.VOICEMAIL]
    return RingPlan(
        pickup=rng.choices(kinds, [66, 12, 12, 10])[0],
        after=rng.uniform(1.0, 5.0),
        key_after=rng.uniform(1.5, 5.0),
    )
