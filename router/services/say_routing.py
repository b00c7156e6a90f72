"""What queues say about routing, and what of it changes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from router.domain.bundle import Queue
from router.domain.routing.clause import Clause
from router.domain.routing.policy import FALLBACK, Overflow, Step, Target, TargetKind

_GOES: Final[Mapping[TargetKind, str]] = {
    TargetKind.QUEUE: "queue {}", TargetKind.LINE: "line {}", TargetKind.GROUP: "group {}",
    TargetKind.CALLBACK: "a callback", TargetKind.MESSAGE: "a message for {}", TargetKind.FALLBACK: "the fallback",
}  # fmt: skip


def say_clause(clause: Clause) -> str:
    """`legal >= 2, english >= 1`; `legal >= 1 or general >= 1`; `anybody`."""
    needed = ", ".join(f"{skill} >= {level}" for skill, level in clause.all.items())
    one_of = " or ".join(f"{skill} >= {level}" for skill, level in clause.any.items())
    return "; ".join(filter(None, (needed, one_of))) or "anybody"


def say_target(target: Target) -> str:
    """`queue general`, `a message for legal`, `the fallback`."""
    return _GOES[target.kind].format(target.id)


def say_queue(queue: Queue) -> Iterator[str]:
    """What a queue asks for as time goes by, and where its callers may go; nothing of what is as it is by default."""
    yield from (f"from {step.after:g} s {_who(step)} will do" for step in queue.steps)
    yield from (f"callers go to {say_target(way.to)} {_when(way)}" for way in queue.overflows)
    if queue.longest_seconds:
        yield f"callers go to {say_target(queue.last_resort)} after {queue.longest_seconds} s at the latest"
    elif queue.last_resort != FALLBACK:
        yield f"the last resort is {say_target(queue.last_resort)}"


def say_steps(was: Sequence[Step], now: Sequence[Step]) -> Iterator[str]:
    """`from 30 s legal >= 2 will do (before: 45 s)`; one sentence at least when the two differ."""
    gone = [step for step in was if step not in now]
    for step in (step for step in now if step not in was):
        same_time = next((one for one in gone if one.after == step.after), None)
        same_people = next((one for one in gone if one.tiers == step.tiers), None)
        if former := same_people or same_time:
            gone.remove(former)
        before = (
            "new" if former is None else f"before: {f'{former.after:g} s' if former is same_people else _who(former)}"
        )
        yield f"from {step.after:g} s {_who(step)} will do ({before})"
    yield from (f"no step from {step.after:g} s any more ({_who(step)})" for step in gone)
    yield from _order("steps", was, now)


def say_overflows(was: Sequence[Overflow], now: Sequence[Overflow]) -> Iterator[str]:
    """`callers go to queue general after 120 s (before: after 90 s)`; one sentence at least when the two differ."""
    gone = [way for way in was if way not in now]
    for way in (way for way in now if way not in was):
        same_place = next((one for one in gone if one.to == way.to), None)
        same_time = next((one for one in gone if _when(one) == _when(way)), None)
        if former := same_place or same_time:
            gone.remove(former)
        before = (
            "new" if former is None else f"before: {_when(former) if former is same_place else say_target(former.to)}"
        )
        yield f"callers go to {say_target(way.to)} {_when(way)} ({before})"
    yield from (f"callers no longer go to {say_target(way.to)} {_when(way)}" for way in gone)
    yield from _order("overflows", was, now)


def _order(what: str, was: Sequence[object], now: Sequence[object]) -> Iterator[str]:
    """The first overflow that holds counts, so their order says something too."""
    if [one for one in was if one in now] != [one for one in now if one in was]:
        yield f"{what} in another order"


def _who(step: Step) -> str:
    return ", then ".join(map(say_clause, step.tiers))


def _when(way: Overflow) -> str:
    conditions = (
        "" if way.after is None else f"after {way.after:g} s",
        "" if way.waiting is None else f"when {way.waiting} others wait",
        "when nobody could come" if way.nobody else "",
    )
    return " or ".join(filter(None, conditions))
