"""Saying several prompts, and taking digits."""

from __future__ import annotations

from typing import Final

from ivr.channel import Channel

FIRST_SECONDS: Final = 8
NEXT_SECONDS: Final = 5
MOST: Final = 20
END: Final = "#"
ANEW: Final = "*"


def say(channel: Channel, *prompts: str) -> str | None:
    """One after the other; a key ends them all and is given back."""
    for prompt in prompts:
        if key := channel.play(prompt):
            return key
    return None


def digit_prompts(digits: str) -> tuple[str, ...]:
    """A number, digit by digit."""
    return tuple(f"digit_{digit}" for digit in digits if digit in "0123456789")


def collect(channel: Channel, *prompts: str) -> str | None:
    """Digits up to `#`, or up to a long silence after the first; `*` begins anew. None: no key at all."""
    key = say(channel, *prompts) or channel.key(FIRST_SECONDS)
    if key is None:
        return None
    digits = ""
    while key and key != END and len(digits) < MOST:
        digits = "" if key == ANEW else digits + key
        key = channel.key(NEXT_SECONDS)
    return digits


def choose(channel: Channel, *prompts: str) -> str | None:
    """One key, or None."""
    return say(channel, *prompts) or channel.key(FIRST_SECONDS)
