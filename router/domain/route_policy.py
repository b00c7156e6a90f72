"""A bundle in the routing engine's terms."""

from __future__ import annotations

from router.domain.bundle import Bundle, Queue
from router.domain.routing.clause import Clause
from router.domain.routing.policy import Policy, QueuePolicy, Step


def policy_of(bundle: Bundle) -> Policy:
    """How the bundle's queues are served."""
    site = bundle.site
    return Policy(
        queues={queue.id: _queue(queue) for queue in bundle.queues.values()},
        callers=site.callers,
        fair_after=float(site.fair_after_seconds),
        priority_at_most=float(site.priority_at_most_seconds),
    )


def steps_of(queue: Queue) -> tuple[Step, ...]:
    """What a queue asks for: its skills at first, then what will do as well."""
    return (Step(after=0.0, tiers=(Clause(all=queue.skills),)), *queue.steps)


def _queue(queue: Queue) -> QueuePolicy:
    return QueuePolicy(
        id=queue.id,
        steps=steps_of(queue),
        prefer=queue.prefers,
        weight=float(queue.weight_seconds),
        target_seconds=float(queue.target_seconds),
        seat_rule=queue.seat_rule,
        sticky_seconds=float(queue.same_agent_seconds),
        reserve=queue.reserve,
        overflows=queue.overflows,
        longest=float(queue.longest_seconds) or None,
        last_resort=queue.last_resort,
    )
