"""What a measurement comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from router.benchmarks.errors import BenchFailed

Figure = dict[str, Any]
"""`{"n", "min", "p50", "p90", "p99", "max"}`"""


def figure(values: Sequence[float]) -> Figure:
    """The spread of some values, to two decimals. Raises BenchFailed when there are none."""
    if not values:
        raise BenchFailed("nothing was measured")
    p50, p90, p99 = np.percentile(values, [50, 90, 99])
    spread = {"min": min(values), "p50": p50, "p90": p90, "p99": p99, "max": max(values)}
    return {"n": len(values), **{name: round(float(value), 2) for name, value in spread.items()}}
