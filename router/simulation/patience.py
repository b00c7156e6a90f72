"""How long callers would have waited, from waits that mostly ended otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LAST_EVENTS: Final = 10
"""How many of the last that gave up tell how fast callers give up beyond them."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """The chance that a caller still waits, over seconds of waiting: a step function, then an exponential tail.

    The estimator is that of Kaplan and Meier ("Nonparametric estimation from incomplete observations", Journal of the
    American Statistical Association 53, 1958): `S(t)` is the product, over the moments `s <= t` at which callers gave
    up, of `1 - d / n`, where `d` gave up at `s` and `n` had waited at least `s`. Who was answered at w (or left a
    message, or was cut off) counts among the `n` up to and with w: all that is known of that patience is that it is
    longer. The mean wait of those who gave up would say far less than the truth, as the patient ones were answered
    first. For callers of a call centre: Brown et al., "Statistical analysis of a telephone call center", same journal
    100, 2005. It takes patience and the wait that was offered for independent.

    Beyond the last moment at which anybody gave up the data say nothing. There the hazard stays what it was over the
    last ten who gave up (Nelson and Aalen's increments `d / n`, summed, over the seconds between), so the tail is
    exponential. When nobody ever gave up, nobody ever does.
    """

    times: Floats
    """seconds at which callers gave up, rising"""
    left: Floats
    """chance of patience beyond each of them, falling"""
    tail: float
    """hazard per second beyond the last; 0: nobody gives up any more"""

    def beyond(self, waited: Floats) -> Floats:
        """Chance of patience longer than these waits in seconds."""
        steps = np.concatenate([[1.0], self.left])
        chance: Floats = steps[np.searchsorted(self.times, waited, side="right")]
        if len(self.times):
            chance = chance * np.exp(-self.tail * np.maximum(0.0, waited - self.times[-1]))
        return chance

    def draw(self, random: np.random.Generator, waited: Floats) -> Floats:
        """A patience for each caller, by inverse transform; `waited`: it is known to be longer (below 0: not known).

        Seconds; inf: never gives up. Always more than `waited`: a caller who was seen to wait w and was then answered
        has a patience from the distribution beyond w, not from all of it.
        """
        aim = random.random(len(waited)) * self.beyond(waited)
        if not len(self.times):
            return np.full(len(waited), np.inf)
        # The first moment beyond which the chance is no more than what is aimed at.
        step = np.searchsorted(-self.left, -aim, side="left")
        drawn = self.times[np.minimum(step, len(self.times) - 1)]
        last = float(self.left[-1])
        if last > 0:
            over = np.log(last / np.maximum(aim, 1e-300)) / self.tail if self.tail else np.inf
            drawn = np.where(step < len(self.times), drawn, self.times[-1] + over)
        # Whoever outwaited all that is known shows that there is patience beyond it.
        return np.where(drawn > waited, drawn, np.inf)


def estimate_patience(waited: Floats, gave_up: NDArray[np.bool_]) -> Patience:
    """From one wait in seconds per caller, and whether its caller gave up then. No waits at all: nobody gives up."""
    times, events = np.unique(waited[gave_up], return_counts=True)
    # Who was answered at the very moment at which another gave up was still there then.
    at_risk = len(waited) - np.searchsorted(np.sort(waited), times, side="left")
    hazards: Floats = events / np.maximum(at_risk, 1)
    left = np.cumprod(1.0 - hazards, dtype=np.float64)
    return Patience(times=times, left=left, tail=_tail(times, events, hazards))


def _tail(times: Floats, events: NDArray[np.int64], hazards: Floats) -> float:
    """Hazard per second over the last events."""
    if not len(times):
        return 0.0
    later = np.cumsum(events[::-1])
    count = int(np.searchsorted(later, LAST_EVENTS)) + 1
    first = max(0, len(times) - count)
    seconds = float(times[-1] - (times[first - 1] if first else 0.0))
    return float(hazards[first:].sum()) / seconds if seconds > 0 else 0.0
