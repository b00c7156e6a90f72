"""Exact steady-state formulas of queues with Poisson arrivals and exponential times.

Sources: Erlang B and C as in Cooper, "Introduction to Queueing Theory" (1981), chapters 3.3 and 3.5; Erlang A (M/M/n+M)
as in Garnett, Mandelbaum and Reiman, "Designing a call center with impatient customers" (2002), here computed from the
balance equations of the birth-death process, which hold for any n, patience and number of places. Rates may be in any
unit of time; what comes out is in the same one. One type of call and seats that are all alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEGLIGIBLE = 1e-18
_MOST_STATES = 2_000_000


class Unstable(ValueError):
    """More work arrives than the seats can do, nobody gives up, and waiting places have no limit."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """An M/M/n/n+places+M queue in steady state.

    `arrivals`, `service` (per seat) and `leaving` (per waiting caller; 0: nobody gives up) are rates.
    """

    arrivals: float
    service: float
    seats: int
    leaving: float = 0.0
    places: int | None = None

    def states(self) -> NDArray[np.float64]:
        """Probability of each number of callers in the system, from 0 up.

        Raises:
            Unstable: there is no steady state.
        """
        if self.leaving <= 0 and self.places is None and self.arrivals >= self.seats * self.service:
            raise Unstable
        logs = [0.0]
        peak, number = 0.0, 0
        last = None if self.places is None else self.seats + self.places
        while (last is None or number < last) and number < _MOST_STATES:
            number += 1
            waiting = max(0, number - self.seats)
            down = min(number, self.seats) * self.service + waiting * self.leaving
            if down <= 0 or self.arrivals <= 0:
                break
            logs.append(logs[-1] + math.log(self.arrivals / down))
            peak = max(peak, logs[-1])
            # Beyond the seats the odds only fall: what is this rare adds nothing any more.
            if waiting and self.arrivals < down and logs[-1] - peak < math.log(_NEGLIGIBLE):
                break
        odds = np.exp(np.asarray(logs) - peak)
        chances: NDArray[np.float64] = odds / odds.sum()
        return chances

    def measures(self, *, threshold: float = 0.0) -> Measures:
        """What callers meet. `threshold` in the unit of the rates."""
        chances = self.states()
        full = self.seats + self.places if self.places is not None else None
        blocked = float(chances[full]) if full is not None and len(chances) > full else 0.0
        numbers = np.arange(len(chances))
        entered = 1.0 - blocked
        before = chances if full is None else chances[:full]
        must_wait = float(before[self.seats :].sum()) / entered
        waiting = float((chances * np.maximum(0, numbers - self.seats)).sum())
        served = self._served_within(before, threshold) / entered
        abandoned = self.leaving * waiting / self.arrivals / entered if self.arrivals else 0.0
        # Of those who give up, who waited beyond the threshold: they count against the share, the quicker ones don't.
        late = self._left_after(before, threshold) / entered if self.leaving > 0 else 0.0
        counted = 1.0 - abandoned + late
        return Measures(
            blocked=blocked,
            waits=must_wait,
            abandoned=abandoned,
            mean_wait=waiting / self.arrivals / entered if self.arrivals else 0.0,
            served_within=served,
            share_within=served / counted if counted > 0 else 1.0,
        )

    def _served_within(self, before: NDArray[np.float64], threshold: float) -> float:
        """Chance that an arrival is answered within the threshold."""
        if self.seats == 0:
            return 0.0
        total = float(before[: self.seats].sum())
        if threshold <= 0:
            return total
        return total + self._ahead(before, threshold)[0]

    def _left_after(self, before: NDArray[np.float64], threshold: float) -> float:
        """Chance that an arrival gives up after waiting longer than the threshold."""
        return self._ahead(before, threshold)[1]

    def _ahead(self, before: NDArray[np.float64], threshold: float) -> tuple[float, float]:
        """(answered within, gave up after): the arrival's place in the queue, followed through time.

        The place falls from k at rate n·service + (k-1)·leaving, and the caller gives up at rate `leaving`: a pure
        death process, stepped by uniformisation.
        """
        waiting = before[self.seats :]
        if not len(waiting):
            return 0.0, 0.0
        # Place k: k - 1 callers before this one. At place 0 the caller is answered.
        place = np.zeros(len(waiting) + 1)
        place[1:] = waiting
        ahead = np.arange(len(place)) - 1.0
        serve = self.seats * self.service + np.maximum(ahead, 0) * self.leaving
        serve[0] = 0.0
        leave = np.where(np.arange(len(place)) > 0, self.leaving, 0.0)
        pace = float((serve + leave).max())
        forward, gone = serve / pace, leave / pace
        stay = 1.0 - forward - gone
        mean = pace * threshold
        # The Poisson weights in pieces small enough not to underflow.
        pieces = max(1, math.ceil(mean / 200))
        left = 0.0
        for _ in range(pieces):
            place, left = _uniformised(place, left, forward=forward, gone=gone, stay=stay, mean=mean / pieces)
        answered = float(place[0])
        # Whoever still waits gives up later with the chance below, which follows from the place alone.
        loses = _gives_up_at_last(serve, leave)
        return answered, float((place[1:] * loses[1:]).sum())


def _uniformised(
    place: NDArray[np.float64],
    left: float,
    *,
    forward: NDArray[np.float64],
    gone: NDArray[np.float64],
    stay: NDArray[np.float64],
    mean: float,
) -> tuple[NDArray[np.float64], float]:
    weight = math.exp(-mean)
    total, out, out_left = weight, place * weight, left * weight
    count = 0
    while total < 1 - 1e-13 and count < mean + 40 * math.sqrt(mean + 1) + 40:
        count += 1
        left += float((place * gone).sum())
        moved = place * stay
        moved[:-1] += (place * forward)[1:]
        place = moved
        weight *= mean / count
        total += weight
        out = out + place * weight
        out_left += left * weight
    return out / total, out_left / total


def _gives_up_at_last(serve: NDArray[np.float64], leave: NDArray[np.float64]) -> NDArray[np.float64]:
    loses = np.zeros(len(serve))
    for k in range(1, len(serve)):
        both = serve[k] + leave[k]
        loses[k] = (leave[k] + serve[k] * loses[k - 1]) / both if both > 0 else 0.0
    return loses


@dataclass(frozen=True, kw_only=True)
class Measures:
    """What callers meet; shares of all who got in, but `blocked`: of all who arrive. Times in the rates' unit."""

    blocked: float
    waits: float
    abandoned: float
    mean_wait: float
    """of all who got in, those answered at once included"""
    served_within: float
    """answered within the threshold, of all who got in"""
    share_within: float
    """answered within it ÷ (served + abandoned after it)"""


def erlang_b(seats: int, load: float) -> float:
    """Share of calls lost when nobody can wait (Erlang B). `load` in erlangs."""
    inverse = 1.0
    for number in range(1, seats + 1):
        inverse = 1.0 + inverse * number / load
    return 1.0 / inverse


def erlang_c(seats: int, load: float) -> float:
    """Share of calls that have to wait when nobody gives up (Erlang C). `load` in erlangs, below `seats`.

    Raises:
        Unstable: the load is not below the seats.
    """
    if load >= seats:
        raise Unstable
    blocked = erlang_b(seats, load)
    return blocked / (1.0 - load / seats * (1.0 - blocked))


def fewest_seats(
    *, arrivals: float, service: float, leaving: float, threshold: float, share: float, most: int = 20_000
) -> int:
    """The fewest seats that answer `share` within `threshold` (Erlang A). Rates and threshold in one unit of time.

    Found by bisection: the share within a threshold never falls as seats are added.
    """
    if arrivals <= 0:
        return 0

    def enough(seats: int) -> bool:
        queue = Queue(arrivals=arrivals, service=service, seats=seats, leaving=leaving)
        try:
            return queue.measures(threshold=threshold).share_within >= share
        except Unstable:
            return False

    high = max(1, math.ceil(arrivals / service))
    while not enough(high) and high < most:
        high *= 2
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
