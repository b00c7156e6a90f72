"""How long to wait before the next try."""

from __future__ import annotations

from typing import Final

FIRST: Final = 0.1
MOST: Final = 2.0
"""Asterisk is beside us: a knock every two seconds costs it nothing, and callers wait for us."""
REFUSED_FIRST: Final = 5.0
REFUSED_MOST: Final = 60.0
"""After a refused login: it does not mend itself, and each try is a line in Asterisk's security log."""


def backoff(attempt: int, *, refused: bool, chance: float) -> float:
    """Seconds to wait after the `attempt`-th failure in a row (from 1): doubling up to a limit, half of it by chance.

    `chance` is from 0 to 1 and spreads tries, so that several listeners don't knock together.
    """
    first, most = (REFUSED_FIRST, REFUSED_MOST) if refused else (FIRST, MOST)
    full = min(most, first * 2.0 ** min(attempt - 1, 30))
    return full * (0.5 + chance / 2)
