"""What is wrong with a policy, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from router.domain.routing.clause import Clause
from router.domain.routing.policy import (
    PRIORITY_AT_MOST,
    WEIGHT_AT_MOST,
    Overflow,
    Policy,
    QueuePolicy,
    Target,
    TargetKind,
)


def check_policy(policy: Policy) -> list[str]:
    """One sentence per problem, each with its queue and its remedy; empty: the policy can be used."""
    problems = [f"queue {queue.id}: {problem}" for queue in policy.queues.values() for problem in _queue(queue, policy)]
    for name, queue in policy.queues.items():
        if name != queue.id:
            problems.append(f"queue {queue.id}: it is listed as {name}; give it one name")
    if not 0 <= policy.priority_at_most <= PRIORITY_AT_MOST:
        problems.append(f"priority_at_most {policy.priority_at_most:g}: give 0 to {PRIORITY_AT_MOST:g} seconds")
    if policy.fair_after < 0:
        problems.append(f"fair_after {policy.fair_after:g}: give 0 seconds or more")
    if policy.handling_seconds <= 0:
        problems.append(f"handling_seconds {policy.handling_seconds:g}: give more than 0")
    return problems


def _queue(queue: QueuePolicy, policy: Policy) -> Iterator[str]:
    afters = [step.after for step in queue.steps]
    if not afters or afters[0] != 0:
        yield "the first step begins at 0 seconds; add one"
    if any(later <= sooner for sooner, later in pairwise(afters)):
        yield "each step begins later than the one before; sort them"
    for number, step in enumerate(queue.steps, start=1):
        if not step.tiers:
            yield f"step {number} asks for nothing; give it a choice, an empty one for anybody"
        for clause in step.tiers:
            yield from (f"step {number}: {problem}" for problem in _levels(clause))
    yield from _numbers(queue)
    for overflow in queue.overflows:
        yield from _overflow(overflow, queue, policy)
    yield from _target(queue.last_resort, queue, policy)


def _numbers(queue: QueuePolicy) -> Iterator[str]:
    if not 0 <= queue.weight <= WEIGHT_AT_MOST:
        yield f"weight {queue.weight:g}: give 0 to {WEIGHT_AT_MOST:g} seconds"
    if queue.target_seconds <= 0:
        yield f"target_seconds {queue.target_seconds:g}: give more than 0"
    if queue.sticky_seconds < 0:
        yield f"sticky_seconds {queue.sticky_seconds:g}: give 0 or more"
    if queue.reserve < 0:
        yield f"reserve {queue.reserve}: give 0 or more seats"
    if queue.limit is not None and queue.limit < 0:
        yield f"limit {queue.limit}: give 0 or more calls"
    if queue.longest is not None and queue.longest <= 0:
        yield f"longest {queue.longest:g}: give more than 0 seconds"
    if queue.tell_every is not None and queue.tell_every < 1:
        yield f"tell_every {queue.tell_every:g}: give 1 second or more"


def _levels(clause: Clause) -> Iterator[str]:
    for skill, level in (*clause.all.items(), *clause.any.items()):
        if not 1 <= level <= 5:
            yield f"{skill} at level {level}: levels are 1 to 5"


def _overflow(overflow: Overflow, queue: QueuePolicy, policy: Policy) -> Iterator[str]:
    if overflow.after is None and overflow.waiting is None and not overflow.nobody:
        yield "an overflow without a condition never happens; give after, waiting or nobody"
    if overflow.after is not None and overflow.after <= 0:
        yield f"overflow after {overflow.after:g}: give more than 0 seconds"
    if overflow.waiting is not None and overflow.waiting < 0:
        yield f"overflow when {overflow.waiting} wait: give 0 or more"
    yield from _target(overflow.to, queue, policy)


def _target(target: Target, queue: QueuePolicy, policy: Policy) -> Iterator[str]:
    named = target.kind in {TargetKind.QUEUE, TargetKind.LINE, TargetKind.GROUP}
    if named and not target.id:
        yield f"a {target.kind} to go to needs an id"
    elif target.kind is TargetKind.QUEUE and target.id == queue.id:
        yield "a queue cannot pass calls on to itself"
    elif target.kind is TargetKind.QUEUE and target.id not in policy.queues:
        yield f"there is no queue {target.id} to go to"
