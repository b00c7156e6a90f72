"""Who sits at which seat. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from router.domain.bundle import Agent, Bundle


def who_sits(bundle: Bundle, rng: Random) -> dict[str, str]:
    """Seat to agent, as many as there are of both. Whoever can do what few can is chosen first, so that every queue
    which the whole house can serve is served."""
    crew = list(bundle.agents.values())
    rng.shuffle(crew)
    chosen: list[Agent] = []
    for queue in sorted(bundle.queues.values(), key=lambda queue: sum(_can(agent, queue.skills) for agent in crew)):
        able = [agent for agent in crew if _can(agent, queue.skills)]
        missing = min(3, len(able)) - sum(_can(agent, queue.skills) for agent in chosen)
        chosen += [agent for agent in able if agent not in chosen][: max(0, missing)]
    chosen += [agent for agent in crew if agent not in chosen]
    return {seat: agent.id for seat, agent in zip(bundle.seats, chosen, strict=False)}


def _can(agent: Agent, skills: Mapping[str, int]) -> bool:
    return all(agent.skills.get(skill, 0) >= level for skill, level in skills.items())
