"""Whether callbacks were made in the order in which their callers had arrived. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from router.domain.outbound import RingEnd

SLACK = 0.1
"""seconds by which one must have been due before another's offer to have been passed over"""


@dataclass(frozen=True, kw_only=True)
class OwedCall:
    """A call whose caller was owed a callback, as the archive has it. Unix seconds."""

    call: str
    rank: tuple[float, int]
    """arrival, counter"""
    wish: tuple[str, ...]
    """queue and all else that routing tells calls apart by: only among equals the order is that of arrival"""
    queued_at: float
    """began to wait for an agent; who has waited longer may be served by more agents"""
    due_at: float
    """has hung up: from then on the callback may be made"""
    offered_at: float | None
    """when the first agent was to make it; None: none was"""
    over_at: float | None
    caller: str
    number: str
    """that is rung"""
    rings: tuple[RingEnd | None, ...] = ()
    """what each became, in order; None: it has no end"""
    open: bool = False
    """still owed"""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a comparison of all found."""

    made: int
    """callbacks that an agent was to make"""
    pairs: int
    """two of them that could be compared"""
    passed_over: tuple[tuple[str, str], ...]
    """call that was due and had arrived before, call that was served first"""


def compare_order(calls: Sequence[OwedCall]) -> Order:
    """Each callback against every other one with the same wish that was due when its first offer was made."""
    pairs = 0
    found: list[tuple[str, str]] = []
    for served in calls:
        for other in calls:
            if other.wish != served.wish or other.rank >= served.rank or not _was_due(other, served):
                continue
            pairs += 1
            if other.offered_at is None or (served.offered_at or 0.0) < other.offered_at:
                found.append((other.call, served.call))
    made = sum(call.offered_at is not None for call in calls)
    return Order(made=made, pairs=pairs, passed_over=tuple(found))


def _was_due(other: OwedCall, served: OwedCall) -> bool:
    """Whether the other one might have been served in this one's place, or had been by then."""
    if served.offered_at is None or other.queued_at > served.queued_at:
        return False
    if other.over_at is not None and other.offered_at is None and other.over_at <= served.offered_at:
        return False
    return other.due_at < served.offered_at - SLACK
