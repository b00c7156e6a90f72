"""The engine's policy for the queues of a bundle."""

from __future__ import annotations

from dataclasses import replace

from router.domain.bundle import Bundle
from router.domain.routing.clause import Clause
from router.domain.routing.policy import CallerRule, Policy, QueuePolicy, SeatRule, Step


def policy_of_queues(bundle: Bundle) -> Policy:
    """Each queue's skills as its one step, with its target."""
    return Policy(
        queues={
            queue.id: QueuePolicy(
                id=queue.id,
                steps=(Step(after=0.0, tiers=(Clause(all=queue.skills),)),),
                target_seconds=float(queue.target_seconds),
            )
            for queue in bundle.queues.values()
        }
    )


def with_rules(policy: Policy, seats: SeatRule, callers: CallerRule) -> Policy:
    """The same queues under these rules."""
    queues = {name: replace(queue, seat_rule=seats) for name, queue in policy.queues.items()}
    return replace(policy, queues=queues, callers=callers)
