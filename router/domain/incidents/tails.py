"""Chances of counts at least as high as one seen.

N negative binomial with mean m and shape s (a Poisson count whose rate is gamma distributed with that shape) has
P(N ≥ x) = I_q(x, s) with q = m / (m + s), I the regularised incomplete beta function (DLMF 8.17.5 with 8.17.4). It
also has a meaning between whole numbers, which counts with discounted repeats need, and falls steadily with x. Its
limit for a large shape is the Poisson tail.
"""

from __future__ import annotations

import math
from typing import Final

_STEPS: Final = 2_000
_SMALL: Final = 1e-300
LARGEST_SHAPE: Final = 1e6
"""Beyond it nothing is told apart from Poisson."""


def at_least(x: float, mean: float, shape: float) -> float:
    """P(N ≥ x) of a negative binomial count; x may be broken."""
    if x <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    shape = min(shape, LARGEST_SHAPE)
    return incomplete_beta(x, shape, mean / (mean + shape), shape / (mean + shape))


def incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """I_x(a, b), with `rest` = 1 - x given by who knows it better than a subtraction does."""
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(a, b, x) / a)
    return max(0.0, 1.0 - front * _fraction(b, a, rest) / b)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of DLMF 8.17.22, by Lentz's method."""
    c, d = 1.0, 1.0 / _apart(1.0 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _apart(1.0 + even * d)
        c = _apart(1.0 + even / c)
        total *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _apart(1.0 + odd * d)
        c = _apart(1.0 + odd / c)
        total *= c * d
        if abs(c * d - 1.0) < 1e-12:
            break
    return total


def _apart(value: float) -> float:
    """Never nought, to divide by."""
    return value if abs(value) > _SMALL else _SMALL
