"""Checks that each queue can be served, and that a closed one leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from router.services.bundle_parts import Parts
from router.services.config_document import Problem, Spot
from router.services.menu_shape import ChoiceShape


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
    for file, spot, queue, skills in _wants(parts):
        able = any(
            all(agent.skills.get(skill, 0) >= level for skill, level in skills.items())
            for agent in parts.agents.values()
        )
        if not able:
            asked = ", ".join(f"{skill} >= {level}" for skill, level in skills.items())
            yield parts.documents[file].problem(
                spot,
                f"nobody can serve queue `{queue}`: no agent has {asked}",
                "lower the level, or give an agent these skills in agents.yaml",
            )


def _wants(parts: Parts) -> Iterator[tuple[str, Spot, str, Mapping[str, int]]]:
    """File and spot, queue, and all the skills that a caller who got there asks for."""
    for key, queue in parts.queues.items():
        yield "queues.yaml", (key, "skills"), key, queue.skills
        if queue.closed is not None and queue.closed.skills:
            yield from _more(parts, "queues.yaml", (key, "closed"), queue.closed)
    for key, menu in parts.menus.items():
        for digit, choice in menu.choices.items():
            if choice.skills:
                yield from _more(parts, "menus.yaml", (key, "choices", digit), choice)


def _more(
    parts: Parts, file: str, spot: Spot, choice: ChoiceShape
) -> Iterator[tuple[str, Spot, str, Mapping[str, int]]]:
    queue = parts.queues.get(choice.queue or "")
    if queue is not None and choice.queue is not None:
        yield file, spot, choice.queue, _both(queue.skills, choice.skills)


def _both(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return {skill: max(one.get(skill, 0), other.get(skill, 0)) for skill in (*one, *other)}


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
