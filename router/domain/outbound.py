"""Rings to the outside: who may be rung, when and how often. Off until a bundle says by which trunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

DAY_SECONDS: Final = 86_400.0
LONGEST_NUMBER: Final = 15


@dataclass(frozen=True, kw_only=True)
class Callbacks:
    """To whom a callback is owed, and how it is tried."""

    retry_minutes: tuple[int, ...] = (5, 30, 120)
    """after a try that did not reach the citizen: how long until the next; after the last of them it has failed"""
    at_most: int = 500
    """owed at once; beyond, none is offered"""
    cut_off: bool = False
    """who was cut off by a fault while waiting or talking is owed one, unasked"""
    left_after_seconds: int = 0
    """who hung up after waiting so long is owed one, unasked; 0: nobody is"""
    outage: bool = False
    """who called while the software was dead and reached nobody is owed one, unasked: Asterisk's event log tells"""


@dataclass(frozen=True, kw_only=True)
class Outbound:
    """How the platform rings the outside."""

    trunk: str
    shows: str = ""
    """number that the rung phone shows; empty: that of the call's line"""
    hours: str = ""
    """when citizens are rung, an id of the bundle's hours; empty: always"""
    ring_seconds: int = 30
    a_day: int = 3
    """rings of one number within 24 hours for one purpose; none beyond"""
    callbacks: Callbacks = field(default_factory=Callbacks)


class OwedWhy(StrEnum):
    """Why a callback is owed."""

    ASKED = "asked"  # the caller chose it instead of waiting
    CUT_OFF = "cut_off"  # a fault ended the call
    LEFT = "left"  # the caller gave up after a long wait
    OUTAGE = "outage"  # the software was dead, and nobody answered


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A caller is owed a callback. The place in the queue is that of the call's arrival."""

    number: str
    """that is rung"""
    since: float
    why: OwedWhy = OwedWhy.ASKED
    not_before: float = 0.0
    """when the next try may be made"""
    tried_at: tuple[float, ...] = ()
    """when the number was rung"""
    failed_offers: int = 0
    """agents in a row who were rung for it and did not answer"""
    reached_at: float | None = None
    """when the citizen pressed the key"""


class RingPurpose(StrEnum):
    """What somebody is rung for."""

    CALLBACK = "callback"
    LADDER = "ladder"
    LINKAGE = "linkage"
    ON_CALL = "on_call"  # by the dialplan alone, for a caller in its fallback


class RingPhase(StrEnum):
    """What has become of a ring so far."""

    DIALLED = "dialled"  # the number is being rung
    ANSWERED = "answered"  # somebody, or something, answered; a person is only who presses a key
    KEYED = "keyed"  # a key was pressed
    ENDED = "ended"


class RingEnd(StrEnum):
    """What a ring came to."""

    ACCEPTED = "accepted"  # the key was pressed
    PASSED_ON = "passed_on"  # the key for somebody else was pressed
    NO_KEY = "no_key"  # answered, and no key: a voicemail, a fax, a child
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"  # could not be rung at all
    CANCELLED = "cancelled"  # whoever wanted it gave up


def ring_end(status: str, key: str) -> RingEnd:
    """From Asterisk's DIALSTATUS and the key that was pressed, empty: none."""
    if key:
        return RingEnd.ACCEPTED if key == "1" else RingEnd.PASSED_ON
    found = {
        "ANSWER": RingEnd.NO_KEY,
        "BUSY": RingEnd.BUSY,
        "NOANSWER": RingEnd.NO_ANSWER,
        "CANCEL": RingEnd.CANCELLED,
        "": RingEnd.CANCELLED,
    }
    return found.get(status, RingEnd.FAILED)


def is_allowed(number: str, allowed: tuple[str, ...]) -> bool:
    """Whether a number is one of the list, or begins with a head of it that ends in `*`. Digits only: no prefix that
    a carrier might read as something else."""
    if not (number.isascii() and number.isdigit() and 3 <= len(number) <= LONGEST_NUMBER):
        return False
    return any(number.startswith(one[:-1]) if one.endswith("*") else number == one for one in allowed)
