"""When which fault strikes. Pure."""

from __future__ import annotations

WARM_SECONDS = 40.0
"""normal service before the first, at most"""
CALM_SECONDS = 20.0
"""normal service after each, at least"""


def first_pause(seconds: float, faults: int) -> float:
    """Seconds of normal service before the first of the faults of a run of `seconds`."""
    return min(WARM_SECONDS, seconds / (faults + 1))


def next_pause(now: float, end: float, left: int) -> float:
    """Seconds of normal service before the next of `left` faults, so that they fill the time until `end`."""
    return max(CALM_SECONDS, (end - now) / (left + 1))
