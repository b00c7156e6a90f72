"""Waiting calls that ask for the same, in order of place; and which call a freed seat takes."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heapreplace
from typing import Any

from router.domain.routing.index import Lane
from router.domain.routing.place import PlaceKey
from router.domain.routing.policy import CallerRule, Policy


def order_of(
    rule: CallerRule, fair_after: float, key: PlaceKey, *, target: float, primary: bool, at: float
) -> tuple[Any, ...]:
    """Where a call stands before a freed seat: the least is taken.

    `primary`: the seat meets the first step of what the call asks for. `target`, `fair_after`: seconds.
    """
    if rule is CallerRule.OLDEST:
        return key
    if at - key[0] >= fair_after:
        return 0, 0.0, *key
    if rule is CallerRule.TARGET_RATIO:
        return 1, (key[0] - at) / target, *key
    return 1, 0.0 if primary else 1.0, *key


def first_calls(
    policy: Policy, lanes: Iterable[tuple[Lane, int]], *, owners: frozenset[str] | None, at: float, most: int
) -> tuple[list[tuple[PlaceKey, int]], int]:
    """The first `most` calls for a freed seat, best first, each with its tier; and how many calls could have had it.

    Looks at the head of each lane and then at as many calls as it returns, never at all that wait.
    """
    heads: list[tuple[Any, ...]] = []
    able = 0
    plain = policy.callers is CallerRule.OLDEST
    for lane, tier in lanes:
        keys = lane.keys
        if keys and (owners is None or lane.owner in owners):
            able += len(keys)
            key = keys[0]
            order = key if plain else _order(policy, key, lane, tier, at)
            # No two calls have the same order, so what follows it is never compared.
            heads.append((*order, lane, tier, 0))
    heapify(heads)
    found: list[tuple[PlaceKey, int]] = []
    while heads and len(found) < most:
        head = heads[0]
        lane, tier, index = head[-3], head[-2], head[-1]
        keys = lane.keys
        found.append((keys[index], tier))
        index += 1
        if index < len(keys):
            key = keys[index]
            order = key if plain else _order(policy, key, lane, tier, at)
            heapreplace(heads, (*order, lane, tier, index))
        else:
            heappop(heads)
    return found, able


def _order(policy: Policy, key: PlaceKey, lane: Lane, tier: int, at: float) -> tuple[Any, ...]:
    primary = tier < lane.primary
    return order_of(policy.callers, policy.fair_after, key, target=lane.target, primary=primary, at=at)
