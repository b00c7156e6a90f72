"""A call's place: who comes before whom, and what the call asks for just now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from router.domain.matching import Wants
from router.domain.routing.clause import Clause
from router.domain.routing.policy import WEIGHT_AT_MOST, Policy, QueuePolicy

PlaceKey = tuple[float, int, str]
"""claim, counter, call: a total order"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One waiting call as the rules see it, until its next step. Times are seconds."""

    wants: Wants
    queue: str
    """where it waits now; not `wants.queue` after an overflow"""
    claim: float
    step: int
    """0 is the first"""
    need: tuple[Clause, ...]
    """what seats must meet, all tiers of all steps so far, in order"""
    primary: int
    """how many of `need` are the first step's"""
    prefer: Mapping[str, int]
    target: float
    """seconds within which its queue wants it answered"""
    only: str = ""
    """the agent it still waits for"""

    @property
    def key(self) -> PlaceKey:
        return self.claim, self.wants.rank[1], self.wants.call


def claim_of(wants: Wants, queue: QueuePolicy, policy: Policy) -> float:
    """The time from which a call's place counts: its arrival, less the seconds that it has ahead.

    `claim = arrived - b`, where `b` = the queue's weight + the caller's priority, each clipped to its bound, so that
    `0 <= b <= B` with B = `policy.bound`. Place at time t is `t - claim`, waiting time plus what it has ahead; as all
    places grow alike, their order never changes and is the order of claims.

    **Nobody starves.** Let call c arrive at `a`, and let F = `policy.fair_after` (0 under the rule OLDEST). Take any
    seat that chooses among calls at a time t with `t - claim(c) >= F`, when c may go to it (the seat meets what c asks
    for by then, is kept from it by no reserve, and c waits for no other agent). If it takes j instead of c, then
    `claim(j) <= claim(c)`: all calls of such an age come first, by claim, and those younger have a greater claim. So
    `arrived(j) = claim(j) + b(j) <= claim(c) + B = a - b(c) + B <= a + B`. Hence only calls that arrived before
    `a + B` are ever taken before c once c is F old; each choice takes one of them away and no new one can come after
    `a + B`: c is taken at the latest by the (n + 1)th such choice, where n counts the calls that arrived before
    `a + B` and still wait. What passes to another queue keeps the smaller of its two claims, so its b stays within B.

    Calls that come to a seat that stands idle pass nobody: a seat stands idle only while no waiting call may have it.
    """
    ahead = min(max(wants.priority, 0.0), policy.priority_at_most)
    return wants.rank[0] - min(max(queue.weight, 0.0), WEIGHT_AT_MOST) - ahead
