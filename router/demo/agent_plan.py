"""Draws what an agent does with one offer, and after it. Pure, and the same for the same random source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from router.demo.citizen_plan import lognormal


class Answer(StrEnum):
    """What becomes of an offer."""

    TAKE = "take"  # answered
    MISS = "miss"  # rings out
    REJECT = "reject"  # declined


class Twist(StrEnum):
    """What may happen within a talk."""

    NONE = "none"
    HOLD = "hold"  # the citizen is put on hold and taken back
    TO_QUEUE = "to_queue"  # handed on, blind, to another queue
    TO_SEAT = "to_seat"  # handed on, blind, to a colleague


class After(StrEnum):
    """What an agent does once the talk is over."""

    READY = "ready"  # ends the wrap-up early
    WAIT = "wait"  # lets it run out
    PAUSE = "pause"  # leaves the desk for a while


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One offer's fate. All times in seconds."""

    answer: Answer
    after: float
    """rings for so long first"""
    twist: Twist
    twist_at: float
    hold_for: float
    patience: float
    """the agent ends a talk that lasts longer"""
    then: After
    write_up: float
    """until it says ready, or pauses"""
    pause_for: float
    tags: bool
    """notes what the call was about"""


def draw_reaction(rng: Random, *, first: bool = False) -> Reaction:
    """Mostly good; one in twelve offers fails, but never the `first` of a shift: whoever has just sat down is there."""
    return Reaction(
        answer=rng.choices([Answer.TAKE, Answer.MISS, Answer.REJECT], [1, 0, 0] if first else [92, 4, 4])[0],
        after=rng.uniform(1.0, 6.0),
        twist=rng.choices([Twist.NONE, Twist.HOLD, Twist.TO_QUEUE, Twist.TO_SEAT], [80, 10, 6, 4])[0],
        twist_at=rng.uniform(5.0, 12.0),
        hold_for=rng.uniform(4.0, 9.0),
        patience=lognormal(rng, 40.0, 0.5, least=10.0, most=120.0),
        then=rng.choices([After.READY, After.WAIT, After.PAUSE], [70, 22, 8])[0],
        write_up=rng.uniform(4.0, 20.0),
        pause_for=rng.uniform(15.0, 60.0),
        tags=rng.random() < 0.3,
    )
