"""From what the router left in Redis of who is there, to what the API says. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import structlog
from pydantic import ValidationError

from router.domain.bundle import Bundle
from router.domain.errors import StateLost
from router.web.models_availability import Availability, GapView, LevelView, MissingView, SkillView
from router.web.views import utc

log = structlog.get_logger()
EVERYBODY: Final = ""


def availability_view(fields: Mapping[str, str], bundle: Bundle | None) -> Availability:
    """Everybody first, then skill by skill. Raises StateLost: what is there was written by another version."""
    if not fields:
        return Availability(at=None, skills=[], heads_since=None, gaps=[], missing=[])
    try:
        told = {name: json.loads(text) for name, text in fields.items()}
        return _view(told, bundle)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        log.error("availability_unreadable", why=type(error).__name__)
        raise StateLost from error


def _view(told: Mapping[str, Any], bundle: Bundle | None) -> Availability:
    now, ahead = told["now"], told["ahead"]
    return Availability(
        at=utc(told["at"]),
        skills=[_skill(skill, now[skill], ahead, bundle) for skill in sorted(now)],
        heads_since=utc(ahead["since"]) if ahead else None,
        gaps=[
            GapView(of=of, since=utc(since), until=utc(until), have=have, need=need)
            for of, since, until, have, need in (ahead["gaps"] if ahead else ())
        ],
        missing=[
            MissingView(agent=agent, shift=shift)
            for agent, shift in sorted(name.split(" ", 1) for name, still in told["missing"].items() if still)
        ],
    )


def _skill(skill: str, levels: Mapping[str, Mapping[str, int]], ahead: Any, bundle: Bundle | None) -> SkillView:
    return SkillView(
        skill=skill,
        name=bundle.skills.get(skill, "") if bundle else "",
        ready=sum(states["ready"] for states in levels.values()),
        talking=sum(states["talking"] for states in levels.values()),
        levels=[LevelView(level=int(level), **states) for level, states in sorted(levels.items())],
        heads=ahead["heads"].get(skill) if ahead else None,
    )
