"""Checks that whoever stands on a ladder is there, and can be rung."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from router.domain.ladder.settings import ROLES
from router.domain.outbound import is_allowed
from router.services.bundle_parts import Parts
from router.services.config_document import Problem

FILE: Final = "ladders.yaml"
AGENTS: Final = "agents.yaml"


def check_ladders(parts: Parts) -> Iterator[Problem]:
    """Agents, lines, queues and hours that nobody knows; quiet hours for nothing; mobiles that may not be rung."""
    for key, ladder in parts.ladders.items():
        for number, step in enumerate(ladder.steps):
            if step not in ROLES:
                yield from parts.stranger(FILE, (key, "steps", str(number)), "agent", step, parts.known(AGENTS))
        for place, rule in enumerate(ladder.when):
            spot = (key, "when", str(place))
            for number, line in enumerate(rule.lines):
                yield from parts.stranger(FILE, (*spot, "lines", str(number)), "line", line, parts.known("lines.yaml"))
            for number, queue in enumerate(rule.queues):
                yield from parts.stranger(
                    FILE, (*spot, "queues", str(number)), "queue", queue, parts.known("queues.yaml")
                )
            if rule.hours:
                hours = parts.known("hours.yaml")
                yield from parts.stranger(FILE, (*spot, "hours"), "entry in hours.yaml named", rule.hours, hours)
            if rule.can_wait and ladder.quiet is None:
                what = "it can wait for the end of quiet hours, and the ladder has none"
                yield parts.documents[FILE].problem((*spot, "can_wait"), what, "add `quiet: {from: ..., until: ...}`")
    yield from _mobiles(parts)


def _mobiles(parts: Parts) -> Iterator[Problem]:
    if parts.site is None:
        return
    for key, agent in parts.agents.items():
        if agent.mobile and not is_allowed(agent.mobile, parts.site.outbound_allowed):
            what = f"the mobile of agent {key} may not be rung"
            yield parts.documents[AGENTS].problem((key, "mobile"), what, "add it to `outbound_allowed` in site.yaml")
        elif agent.mobile and parts.outbound is None and not parts.documents["outbound.yaml"].data:
            what = f"agent {key} has a mobile, and nothing says how to ring the outside"
            yield parts.documents[AGENTS].problem((key, "mobile"), what, "add outbound.yaml with its `trunk: ...`")
