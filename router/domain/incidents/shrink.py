"""Thin counts, drawn towards what is to be expected: empirical Bayes with a gamma prior.

A count n over an expectation e is Poisson with mean r·e, r gamma distributed with mean 1 and shape k. Given n, the best
guess of r is (k + n) / (k + e), with shape k + n (Gelman et al., "Bayesian Data Analysis", 3rd ed., section 2.6). k is
judged from all such counts together: E[(n - e)² - n] = e² / k.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MOST: Final = 500.0
LEAST: Final = 0.5


def alike(above: float, below: float) -> float:
    """Shape k from the sums of (n - e)² - n and of e², kept within reason: from `LEAST`, nothing alike, to `MOST`."""
    if above <= 0 or below <= 0:
        return MOST
    return min(MOST, max(LEAST, below / above))


def shape_of(pairs: Iterable[tuple[float, float]]) -> float:
    """Shape k of counts and their expectations."""
    above = below = 0.0
    for n, e in pairs:
        above += (n - e) ** 2 - n
        below += e * e
    return alike(above, below)


def ratio(n: float, e: float, shape: float) -> float:
    """Best guess of the true rate ÷ the expected one."""
    return (shape + n) / (shape + e)
