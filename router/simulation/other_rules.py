"""A policy under other rules."""

from __future__ import annotations

from dataclasses import replace

from router.domain.routing.policy import CallerRule, Policy, SeatRule


def with_rules(policy: Policy, seats: SeatRule, callers: CallerRule) -> Policy:
    """The same queues under these rules."""
    queues = {name: replace(queue, seat_rule=seats) for name, queue in policy.queues.items()}
    return replace(policy, queues=queues, callers=callers)
