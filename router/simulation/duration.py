"""How long something takes: handling a call, or a caller's patience. All times in seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Duration(Protocol):
    """A random length of time."""

    @property
    def mean_s(self) -> float:
        """Its mean, in seconds."""
        ...

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        """`count` lengths, in seconds, each independent of the others."""
        ...


@dataclass(frozen=True, kw_only=True)
class Constant:
    """Always the same."""

    mean_s: float

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        return np.full(count, self.mean_s)


@dataclass(frozen=True, kw_only=True)
class Exponential:
    """No memory: what remains does not depend on what has passed."""

    mean_s: float

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        return random.exponential(self.mean_s, count)


@dataclass(frozen=True, kw_only=True)
class LogNormal:
    """What talks look like in most call centres (Brown et al. 2005, "Statistical analysis of a telephone call center").

    `mean_s` and `sd_s` are those of the time itself, not of its logarithm.
    """

    mean_s: float
    sd_s: float

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        variance = math.log1p((self.sd_s / self.mean_s) ** 2)
        return random.lognormal(math.log(self.mean_s) - variance / 2, math.sqrt(variance), count)


@dataclass(frozen=True, kw_only=True)
class Empirical:
    """One of the times that were once measured, each as likely as the others."""

    values_s: tuple[float, ...]

    @property
    def mean_s(self) -> float:
        return math.fsum(self.values_s) / len(self.values_s)

    def draw(self, random: np.random.Generator, count: int) -> Floats:
        return random.choice(np.asarray(self.values_s, dtype=np.float64), count)
