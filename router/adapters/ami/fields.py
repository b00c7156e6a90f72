"""Values of headers and variables as the domain wants them."""

from __future__ import annotations

import re
from typing import Final

from router.domain.telephony import DeviceState

_PHONE: Final = re.compile(r"PJSIP/(.+)-[0-9a-f]{8}\Z")

_MOST_DIGITS: Final = 18
"""What fits into 64 bits. Of thousands, `int` raises and `float` makes infinity."""


def clean(text: str) -> str:
    """Text that fits into JSON: bytes that were not UTF-8 become replacement characters."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def number(text: str) -> int:
    """A whole number, 0 for anything else, also for one longer than any that Asterisk counts to."""
    return int(text) if _digits(text) else 0


def seconds(text: str) -> float:
    """Unix seconds with a fraction, 0.0 for anything else."""
    whole, _, fraction = text.partition(".")
    if not (_digits(whole) and (not fraction or _digits(fraction))):
        return 0.0
    return float(text)


def rank(text: str) -> tuple[float, int]:
    """`arrived:counter`; zeros for what cannot be read."""
    arrived, _, counter = text.partition(":")
    return seconds(arrived), number(counter)


def _digits(text: str) -> bool:
    return len(text) <= _MOST_DIGITS and text.isascii() and text.isdecimal()


def phone(channel: str) -> str:
    """Endpoint of a SIP channel's name, `""` for a channel of another kind."""
    found = _PHONE.match(channel)
    return found[1] if found else ""


def device(text: str) -> DeviceState:
    """Asterisk's word for a device, UNKNOWN for one we don't know."""
    try:
        return DeviceState(text)
    except ValueError:
        return DeviceState.UNKNOWN
