"""Callers' numbers as those see them who may not see them in full."""

from __future__ import annotations

from typing import Final

_HEAD: Final = 3
_TAIL: Final = 2
_SHORT: Final = 8
"""A number with fewer digits than this would be guessed from five of them: only its end is kept."""


def mask_number(number: str) -> str:
    """The number with its first 3 and last 2 digits, the rest as stars; a short one keeps less; "" stays "".

    A leading + stays and does not count. Anything that is no digit becomes a star, wherever it stands.
    """
    plus = "+" if number.startswith("+") else ""
    body = number[len(plus) :]
    head, tail = (_HEAD, _TAIL) if len(body) >= _SHORT else (0, _TAIL if len(body) > _TAIL * 2 else 0)
    last = len(body) - tail
    kept = (
        sign if (place < head or place >= last) and sign.isascii() and sign.isdigit() else "*"
        for place, sign in enumerate(body)
    )
    return plus + "".join(kept)


def show_number(number: str, *, in_full: bool) -> str:
    """The number as a reader with or without the right to see it gets it."""
    return number if in_full else mask_number(number)
