"""Checks that each queue can be served, and that a closed one leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from router.services.bundle_parts import Parts
from router.services.config_document import Problem, Spot
from router.services.menu_shape import ChoiceShape
from router.services.say_routing import say_clause


def check_queues(parts: Parts) -> Iterator[Problem]:
    """Names that are unknown, queues that nobody can serve, closed queues that lead round in a circle."""
    yield from _names(parts)
    yield from _service(parts)
    yield from _circles(parts)


def _names(parts: Parts) -> Iterator[Problem]:
    file, queues = "queues.yaml", parts.known("queues.yaml")
    classes = frozenset({"default", *parts.sounds.music})
    for key, queue in parts.queues.items():
        for skill in queue.skills:
            yield from parts.stranger(file, (key, "skills", skill), "skill", skill, parts.known("skills.yaml"))
        yield from parts.stranger(file, (key, "music"), "folder of music", queue.music, classes)
        if queue.hours:
            hours = parts.known("hours.yaml")
            yield from parts.stranger(file, (key, "hours"), "entry in hours.yaml named", queue.hours, hours)
        if queue.closed is not None:
            target = queue.closed.choice().target
            yield from parts.stranger(file, (key, "closed"), "queue", target, queues)
            for skill in queue.closed.skills:
                spot = (key, "closed", "skills", skill)
                yield from parts.stranger(file, spot, "skill", skill, parts.known("skills.yaml"))
            if not queue.hours:
                yield parts.documents[file].problem(
                    (key, "closed"), f"queue `{key}` has no hours, so it is never closed", "add `hours: ...`"
                )


def _service(parts: Parts) -> Iterator[Problem]:
    """A queue that nobody can serve would keep its callers for ever."""
    if not parts.agents or not parts.whole("agents.yaml", parts.agents):
        return
    for file, spot, key, asked in _wants(parts):
        queue = parts.queues[key]
        wanted = [clause.with_all(asked) for clause in queue.clauses]
        if any(clause.met_by(agent.skills) for clause in wanted for agent in parts.agents.values()):
            continue
        later = ", nor what will do later" if queue.steps else ""
        yield parts.documents[file].problem(
            spot,
            f"nobody can serve queue `{key}`: no agent has {say_clause(wanted[0])}{later}",
            "lower the level, or give an agent these skills in agents.yaml",
        )


def _wants(parts: Parts) -> Iterator[tuple[str, Spot, str, Mapping[str, int]]]:
    """File and spot, queue, and the skills that a caller who got there asks for beside the queue's own."""
    ways: list[tuple[str, Spot, ChoiceShape | None]] = []
    for key, queue in parts.queues.items():
        yield "queues.yaml", (key, "skills"), key, {}
        ways.append(("queues.yaml", (key, "closed"), queue.closed))
    for key, menu in parts.menus.items():
        ways += [("menus.yaml", (key, "choices", digit), choice) for digit, choice in menu.choices.items()]
    for file, spot, choice in ways:
        if choice is not None and choice.skills and choice.queue is not None and choice.queue in parts.queues:
            yield file, spot, choice.queue, choice.skills


def _circles(parts: Parts) -> Iterator[Problem]:
    for key in parts.queues:
        seen, here = [key], _next(parts, key)
        while here is not None and here not in seen:
            seen.append(here)
            here = _next(parts, here)
        if here == key:
            way = " -> ".join((*seen, key))
            yield parts.documents["queues.yaml"].problem(
                (key, "closed"), f"closed queues lead round in a circle: {way}", "let one of them take a message"
            )


def _next(parts: Parts, queue: str) -> str | None:
    found = parts.queues.get(queue)
    return found.closed.queue if found is not None and found.closed is not None else None
