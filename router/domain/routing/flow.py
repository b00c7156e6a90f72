"""How long a call will wait.

Method. A queue's flow is watched only while somebody waits in it, for only then does it show what its seats can do:
`r`, hand-overs to its calls per second and seat on duty that could serve them (any step), and `q`, leaves per second
and waiting call. Both are ratios of sums in which a hand-over ago counts `1 - 1/MEMORY` of the next one. With s such
seats on duty now and k calls ahead, the call moves up at rate s*r + i*q when i are ahead of it, so

    E[wait] = sum over i = 0..k of 1 / (s*r + i*q)  ~  ln(1 + (k + 1) * q / (s*r)) / q,  or (k + 1) / (s*r) if q = 0

(the queue-length predictor with abandonment, "QLr" of Ibrahim and Whitt, Wait-Time Predictors for Customer Service
Systems with Time-Varying Demand and Capacity, Operations Research 59(5), 2011, with both rates measured). The share
of shared seats that goes to other queues, and calls that overtake, are in `r` because it is measured on this queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p
from typing import Final

MEMORY: Final = 40.0
PRIOR: Final = 3.0
"""hand-overs that the handling time of the policy counts for before anything was seen"""


@dataclass(frozen=True, kw_only=True)
class FlowMemory:
    """What a flow has learnt: sums in which the past fades, to be kept over a restart. Times are seconds."""

    handed: float = 0.0
    seat_seconds: float = 0.0
    left: float = 0.0
    caller_seconds: float = 0.0


class Flow:
    """What one queue's waiting calls have seen of its seats. O(1) per event."""

    __slots__ = ("_at", "_caller_seconds", "_handed", "_handling", "_left", "_seat_seconds", "_staff", "_waiting")

    def __init__(self, handling_seconds: float, memory: FlowMemory | None = None) -> None:
        known = memory or FlowMemory()
        self._handling = handling_seconds
        self._handed = known.handed
        self._seat_seconds = known.seat_seconds
        self._left = known.left
        self._caller_seconds = known.caller_seconds
        self._at = 0.0
        self._waiting = 0
        self._staff = 0

    def see(self, *, waiting: int, staff: int, at: float) -> None:
        """From now on so many wait and so many seats on duty could serve them."""
        if self._waiting and at > self._at:
            self._seat_seconds += self._staff * (at - self._at)
            self._caller_seconds += self._waiting * (at - self._at)
        self._at = at
        self._waiting = waiting
        self._staff = staff

    def handed(self) -> None:
        """A seat took one of the waiting calls; `see` follows, so that the time up to now counts in full."""
        keep = 1.0 - 1.0 / MEMORY
        self._handed = self._handed * keep + 1.0
        self._seat_seconds *= keep
        self._left *= keep
        self._caller_seconds *= keep

    def left(self) -> None:
        """A waiting call hung up or was taken elsewhere."""
        self._left += 1.0

    @property
    def memory(self) -> FlowMemory:
        """What it has learnt up to when it was last told anything."""
        return FlowMemory(
            handed=self._handed,
            seat_seconds=self._seat_seconds,
            left=self._left,
            caller_seconds=self._caller_seconds,
        )

    def expect(self, *, ahead: int, staff: int, at: float) -> float | None:
        """Seconds until a seat takes a call with so many ahead of it. None: nobody on duty could."""
        if staff == 0:
            return None
        since = max(at - self._at, 0.0) if self._waiting else 0.0
        seat_seconds = self._seat_seconds + self._staff * since + PRIOR * self._handling
        serve = staff * (self._handed + PRIOR) / seat_seconds
        caller_seconds = self._caller_seconds + self._waiting * since
        leave = self._left / caller_seconds if caller_seconds > 0.0 else 0.0
        if leave * (ahead + 1) < 1e-9 * serve:
            return (ahead + 1) / serve
        return log1p((ahead + 1) * leave / serve) / leave


def naive_wait(*, waiting: int, handling_seconds: float, seats: int) -> float | None:
    """What is commonly told: queue length times mean handling time over seats, seconds. None: no seats."""
    return waiting * handling_seconds / seats if seats else None
