"""Intervals over independent days.

Means: Student's t. Ratios of sums, such as a share of calls: the ratio estimator with its linearised variance (Cochran,
"Sampling Techniques" (1977), chapter 6), so that a busy day counts by its calls and an empty one harms nothing.
Quantiles: of all calls of all days, the interval by inverting that of the share below it (Woodruff 1952).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean and its interval. `low` and `high` are None for a single day, all of it when there was nothing at all."""

    mean: float | None
    low: float | None
    high: float | None

    @property
    def half(self) -> float:
        """Half the interval's width; inf without one."""
        return math.inf if self.low is None or self.high is None else (self.high - self.low) / 2


NOTHING = Estimate(mean=None, low=None, high=None)


def mean_estimate(values: Numbers, *, level: float = 0.95) -> Estimate:
    """Mean of one value per day."""
    return ratio_estimate(values, np.ones_like(values), level=level)


def ratio_estimate(above: Numbers, below: Numbers, *, level: float = 0.95, most: float = math.inf) -> Estimate:
    """Sum of `above` ÷ sum of `below`, one value of each per day. The interval stays within 0 and `most`."""
    days, total = len(below), float(below.sum())
    if total <= 0:
        return NOTHING
    ratio = float(above.sum()) / total
    if days < 2:
        return Estimate(mean=ratio, low=None, high=None)
    half = student(days - 1, level) * ratio_error(above, below, ratio)
    return Estimate(mean=ratio, low=max(0.0, ratio - half), high=min(most, ratio + half))


def ratio_error(above: Numbers, below: Numbers, ratio: float) -> float:
    """Standard error of a ratio of sums."""
    days = len(below)
    rest = above - ratio * below
    return math.sqrt(float((rest**2).sum()) / (days * (days - 1))) / (float(below.sum()) / days)


def quantile_estimate(
    values: NDArray[np.float32], day: NDArray[np.int64], days: int, *, share: float = 0.95, level: float = 0.95
) -> Estimate:
    """The least value that `share` of all values do not exceed. `values` sorted; `day`: which day each is of."""
    count = len(values)
    if count == 0:
        return NOTHING
    found = values[_rank(share, count)]
    if days < 2:
        return Estimate(mean=float(found), low=None, high=None)
    below = np.bincount(day, minlength=days).astype(np.float64)
    above = np.bincount(day[: np.searchsorted(values, found, side="right")], minlength=days).astype(np.float64)
    half = student(days - 1, level) * ratio_error(above, below, float(above.sum()) / count)
    low, high = values[_rank(share - half, count)], values[_rank(share + half, count)]
    return Estimate(mean=float(found), low=float(low), high=float(high))


def _rank(share: float, count: int) -> int:
    return min(count - 1, max(0, math.ceil(share * count - 1e-9) - 1))


@cache
def student(freedom: int, level: float) -> float:
    """Half width, in standard errors, of the two-sided interval of Student's t.

    By bisection of the exact distribution (Abramowitz and Stegun 26.7.3 and 26.7.4), and the normal one beyond 2,000
    degrees of freedom, where they differ by less than 0.2 %.
    """
    if freedom > 2000:
        return NormalDist().inv_cdf(0.5 + level / 2)
    low, high = 0.0, 1.0
    while _inside(high, freedom) < level:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < level else (low, middle)
    return high


def _inside(t: float, freedom: int) -> float:
    """Chance that |T| < t."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
