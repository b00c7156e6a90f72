"""How a figure grows: least squares. Pure."""

from __future__ import annotations

from collections.abc import Sequence

LEFT_OUT = 0.2
"""share of the samples at the beginning: a process that has just started grows"""
LEAST = 20
"""samples below which nothing can be said"""


def slope_per_hour(samples: Sequence[tuple[float, float]]) -> float | None:
    """Units per hour of (seconds, value) pairs in order; None: too few."""
    used = samples[int(len(samples) * LEFT_OUT) :]
    if len(used) < LEAST:
        return None
    mean_at = sum(at for at, _ in used) / len(used)
    mean = sum(value for _, value in used) / len(used)
    spread = sum((at - mean_at) ** 2 for at, _ in used)
    if spread == 0.0:
        return None
    return sum((at - mean_at) * (value - mean) for at, value in used) / spread * 3600.0
