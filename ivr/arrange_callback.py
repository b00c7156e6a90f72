"""Where a caller wants to be called back: the number is read back, or another typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ivr.catalogue.callbacks import CONFIRM, NOT_POSSIBLE, NUMBER_IS, TYPE_NUMBER
from ivr.channel import Channel

YES: Final = "1"
OTHER: Final = "2"
END: Final = "#"
ASKED_AT_MOST: Final = 3
LONGEST: Final = 15
KEY_SECONDS: Final = 6.0


def arrange_callback(channel: Channel, caller: str, may_ring: Callable[[str], bool]) -> str | None:
    """The number that the caller has agreed to be called back at; None: the caller waits on.

    `caller` is the number that calls, digits only, empty when it is withheld: an office's callers share one, and the
    phone that calls need not be the one to be reached at, so it is read back and another may be typed.
    """
    number = caller if may_ring(caller) else ""
    for _ in range(ASKED_AT_MOST):
        number = number or _typed(channel, may_ring)
        if not number:
            continue
        key = _read_back(channel, number)
        if key == YES:
            return number
        if key == OTHER:
            number = ""
        elif key is not None:
            return None
    return None


def _read_back(channel: Channel, number: str) -> str | None:
    """The key pressed on it."""
    for prompt in (NUMBER_IS, *(f"digit_{digit}" for digit in number), CONFIRM):
        key = channel.play(prompt)
        if key is not None:
            return key
    return channel.key(KEY_SECONDS)


def _typed(channel: Channel, may_ring: Callable[[str], bool]) -> str:
    """A number that may be rung; empty when none was typed."""
    key = channel.play(TYPE_NUMBER) or channel.key(KEY_SECONDS)
    digits = ""
    while key is not None and key.isdigit() and len(digits) < LONGEST:
        digits += key
        key = channel.key(KEY_SECONDS)
    if not digits or may_ring(digits):
        return digits
    channel.play(NOT_POSSIBLE)
    return ""
