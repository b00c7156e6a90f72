"""Checks that what queues say about routing can come true: who will do later, where callers go, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from router.services.bundle_parts import Parts
from router.services.bundle_shape import QueueShape
from router.services.config_document import Problem, Spot
from router.services.routing_shape import TargetShape
from router.services.say_routing import say_clause

FILE: Final = "queues.yaml"


def check_routing(parts: Parts) -> Iterator[Problem]:
    """Unknown names, steps that do not rise or that nobody meets, ways in a circle, waits that end too soon, reserves
    that cannot be kept."""
    for key, queue in parts.queues.items():
        yield from _names(parts, key, queue)
        yield from _rising(parts, key, queue)
        yield from _longest(parts, key, queue)
        if parts.agents and parts.whole("agents.yaml", parts.agents):
            yield from _staffed(parts, key, queue)
            yield from _reserve(parts, key, queue)
    yield from _circles(parts)


def _names(parts: Parts, key: str, queue: QueueShape) -> Iterator[Problem]:
    places: list[tuple[Spot, Mapping[str, int]]] = [((key, "prefers"), queue.prefers)]
    for number, step in enumerate(queue.steps):
        spot: Spot = (key, "steps", str(number))
        places += [((*spot, "skills"), step.skills or {}), ((*spot, "any"), step.any_of or {})]
        places += [((*spot, "in_order", str(at)), skills) for at, skills in enumerate(step.in_order or ())]
    for spot, skills in places:
        for skill in skills:
            yield from parts.stranger(FILE, (*spot, skill), "skill", skill, parts.known("skills.yaml"))
    for spot, target in _ways(key, queue):
        name = target.queue if target.queue is not None else target.message
        if name is not None:
            kind = "queue" if target.queue is not None else "message"
            yield from parts.stranger(FILE, (*spot, kind), "queue", name, parts.known(FILE))


def _ways(key: str, queue: QueueShape) -> Iterator[tuple[Spot, TargetShape]]:
    """Where its callers may go, and where that is written."""
    for number, overflow in enumerate(queue.overflow):
        yield (key, "overflow", str(number)), overflow
    if queue.last_resort is not None:
        yield (key, "last_resort"), queue.last_resort


def _rising(parts: Parts, key: str, queue: QueueShape) -> Iterator[Problem]:
    before = 0
    for number, step in enumerate(queue.steps):
        if step.after_seconds <= before:
            what = f"queue `{key}` has a step from {step.after_seconds} s after the one from {before} s"
            spot = (key, "steps", str(number), "after_seconds")
            yield parts.documents[FILE].problem(spot, what, "sort the steps, each later than the one before")
        before = step.after_seconds


def _staffed(parts: Parts, key: str, queue: QueueShape) -> Iterator[Problem]:
    for number, step in enumerate(queue.steps):
        for at, clause in enumerate(step.step().tiers):
            if any(clause.met_by(agent.skills) for agent in parts.agents.values()):
                continue
            way: Spot = ("in_order", str(at)) if step.in_order is not None else ()
            what = f"nobody has what queue `{key}` asks for from {step.after_seconds} s on: {say_clause(clause)}"
            yield parts.documents[FILE].problem(
                (key, "steps", str(number), *way),
                what,
                "lower the level, give an agent these skills in agents.yaml, or take it out",
            )


def _reserve(parts: Parts, key: str, queue: QueueShape) -> Iterator[Problem]:
    able = sum(queue.clauses[0].met_by(agent.skills) for agent in parts.agents.values())
    if queue.reserve > able:
        what = f"queue `{key}` reserves {queue.reserve} seats, and {able} agents have its skills"
        remedy = f"write {able} at most, or give more agents these skills in agents.yaml"
        yield parts.documents[FILE].problem((key, "reserve"), what, remedy)


def _longest(parts: Parts, key: str, queue: QueueShape) -> Iterator[Problem]:
    document, longest = parts.documents[FILE], queue.longest_seconds
    if not longest:
        if queue.last_resort is not None:
            what = f"queue `{key}` has a last resort and no longest wait, so nobody ever goes there"
            yield document.problem((key, "last_resort"), what, "add `longest_seconds: ...`, or an entry to `overflow`")
        return
    late = [(step.after_seconds, "a step from") for step in queue.steps]
    late += [(way.after_seconds, "an overflow after") for way in queue.overflow if way.after_seconds is not None]
    seconds, thing = max(late, default=(0, ""))
    if longest <= seconds:
        what = f"callers leave queue `{key}` after {longest} s, and it has {thing} {seconds} s"
        yield document.problem((key, "longest_seconds"), what, f"write more than {seconds}, or take that out")


def _circles(parts: Parts) -> Iterator[Problem]:
    leads = {
        key: tuple(dict.fromkeys(target.queue for _, target in _ways(key, queue) if target.queue is not None))
        for key, queue in parts.queues.items()
    }
    for key, queue in parts.queues.items():
        for spot, target in _ways(key, queue):
            back = _way(leads, target.queue, key) if target.queue is not None else ()
            if len(back) == 1:
                what = f"queue `{key}` passes callers on to itself"
                yield parts.documents[FILE].problem((*spot, "queue"), what, "name another queue, or a message")
            elif back:
                what = f"callers are passed on in a circle: {' -> '.join((key, *back))}"
                remedy = "let one of them go to a message or to the fallback"
                yield parts.documents[FILE].problem((*spot, "queue"), what, remedy)


def _way(leads: Mapping[str, tuple[str, ...]], start: str, end: str) -> tuple[str, ...]:
    """The shortest way from one queue to another, both included; empty: there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == end:
            return way
        for following in leads.get(way[-1], ()):
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
