"""Checks what refers to what in a configuration whose entries have the right shape."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from router.services.bundle_parts import Parts
from router.services.check_channels import check_channels
from router.services.check_ladders import check_ladders
from router.services.check_linkages import check_linkages
from router.services.check_menus import check_menus
from router.services.check_numbers import check_numbers
from router.services.check_outbound import check_outbound
from router.services.check_queues import check_queues
from router.services.check_routing import check_routing
from router.services.check_texts import check_texts
from router.services.config_document import Problem


def check_bundle(parts: Parts) -> list[Problem]:
    """All problems of reference, in no particular order."""
    checks = (
        _present,
        _site,
        _lines,
        _agents,
        check_numbers,
        check_queues,
        check_routing,
        check_menus,
        check_texts,
        check_channels,
        check_outbound,
        check_ladders,
        check_linkages,
    )
    return [problem for check in checks for problem in check(parts)]


def _present(parts: Parts) -> Iterator[Problem]:
    for file, thing in (
        ("lines.yaml", "line"),
        ("queues.yaml", "queue"),
        ("seats.yaml", "seat"),
        ("agents.yaml", "agent"),
    ):
        if parts.known(file) == frozenset():
            yield parts.documents[file].problem((), f"there is no {thing}", f"add at least one {thing}")


def _site(parts: Parts) -> Iterator[Problem]:
    if parts.site is None:
        return
    zone, strange = parts.site.timezone, False
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        # ZoneInfoNotFoundError is a KeyError; the others are for names that are paths, or folders of zones.
        strange = True
    if strange:
        yield from parts.stranger("site.yaml", ("timezone",), "time zone", zone, _zones() - {zone})
    for language, skill in parts.site.language_skills.items():
        spot = ("language_skills", language)
        yield from parts.stranger("site.yaml", spot, "language", language, parts.languages)
        yield from parts.stranger("site.yaml", spot, "skill", skill, parts.known("skills.yaml"))


def _zones() -> frozenset[str]:
    return frozenset(zone for zone in zoneinfo.available_timezones() if "/" in zone)


def _lines(parts: Parts) -> Iterator[Problem]:
    for key, line in parts.lines.items():
        yield from parts.stranger("lines.yaml", (key, "queue"), "queue", line.queue, parts.known("queues.yaml"))
        yield from parts.stranger("lines.yaml", (key, "language"), "language", line.language, parts.languages)
        for language in line.greetings:
            spot = (key, "greetings", language)
            yield from parts.stranger("lines.yaml", spot, "language", language, parts.languages)
            if language == line.language:
                yield parts.documents["lines.yaml"].problem(
                    spot, f"`{language}` is the line's own language", "its greeting is `greeting`; remove this one"
                )
    for key, announcement in parts.announcements.items():
        for number, line_id in enumerate(announcement.lines):
            spot = (key, "lines", str(number))
            yield from parts.stranger("announcements.yaml", spot, "line", line_id, parts.known("lines.yaml"))


def _agents(parts: Parts) -> Iterator[Problem]:
    for key, agent in parts.agents.items():
        for skill in agent.skills:
            skills = parts.known("skills.yaml")
            yield from parts.stranger("agents.yaml", (key, "skills", skill), "skill", skill, skills)
        if agent.language:
            yield from parts.stranger("agents.yaml", (key, "language"), "language", agent.language, parts.languages)
