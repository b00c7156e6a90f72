"""The small hotline of `sample`, with queues that relax, overflow and end somewhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain.bundle import Bundle, Queue
from router.domain.routing.clause import Clause
from router.domain.routing.policy import Overflow, Step, Target, TargetKind

NOBODY: Final = {"legal": 5}
"""What no agent of the sample has."""
MESSAGE: Final = Target(kind=TargetKind.MESSAGE)


def with_ways_on(bundle: Bundle) -> Bundle:
    """Queues beside those that the bundle has: each says by its name what becomes of its callers."""
    ways = (
        _queue("relaxes", skills={"legal": 2}, steps=(_step(10, legal=1), _step(30))),
        _queue("relaxes_then_goes", steps=(_step(10, legal=2),), overflows=(_after(30, "relaxes"),)),
        _queue("goes_at_once", overflows=(Overflow(to=_to("relaxes_then_goes"), nobody=True),)),
        _queue("goes_when_full", overflows=(Overflow(to=_to("general"), waiting=1),)),
        _queue("there", overflows=(_after(10, "and_back"),)),
        _queue("and_back", overflows=(_after(20, "there"),), longest_seconds=40, last_resort=_to("there")),
        _queue("message", longest_seconds=20, last_resort=MESSAGE),
        _queue("message_elsewhere", longest_seconds=20, last_resort=replace(MESSAGE, id="general")),
        _queue("goes_then_message", overflows=(_after(10, "message"),)),
        _queue("fallback", longest_seconds=20),
    )
    return replace(bundle, queues={**bundle.queues, **{queue.id: queue for queue in ways}})


def _queue(name: str, **more: object) -> Queue:
    return Queue(**{"id": name, "name": name, "skills": NOBODY, "wrap_up_seconds": 0, **more})  # type: ignore[arg-type]


def _step(after: float, **levels: int) -> Step:
    return Step(after=after, tiers=(Clause(all=levels),))


def _to(queue: str) -> Target:
    return Target(kind=TargetKind.QUEUE, id=queue)


def _after(seconds: float, queue: str) -> Overflow:
    return Overflow(to=_to(queue), after=seconds)
