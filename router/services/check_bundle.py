"""Checks what refers to what in a configuration whose entries have the right shape."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from router.services.bundle_shape import AgentShape, LineShape, QueueShape, SeatShape, SiteShape
from router.services.config_document import Document, Problem, Spot
from router.services.suggest_word import suggest_word


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The entries that have the right shape, and the documents they came from."""

    documents: Mapping[str, Document]
    site: SiteShape | None
    lines: Mapping[str, LineShape]
    queues: Mapping[str, QueueShape]
    skills: Mapping[str, str]
    seats: Mapping[str, SeatShape]
    agents: Mapping[str, AgentShape]
    texts: Mapping[str, Mapping[str, str]]

    def known(self, file: str) -> frozenset[str] | None:
        """Ids that a file names, those of broken entries too. None: the file could not be read, so nobody knows."""
        document = self.documents[file]
        return frozenset(document.data) if document.readable else None

    def whole(self, file: str, valid: Mapping[str, object]) -> bool:
        """Whether every entry of a file has the right shape, so that a lack in it is a real one."""
        return self.known(file) == frozenset(valid)


def check_bundle(parts: Parts) -> list[Problem]:
    """All problems of reference, in no particular order."""
    checks = (_present, _site, _numbers, _lines, _queues, _agents, _service, _texts)
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
    try:
        zoneinfo.ZoneInfo(parts.site.timezone)
    except (ValueError, OSError):
        # ZoneInfoNotFoundError is a KeyError; the others are for names that are paths, or folders of zones.
        yield _unknown(parts.documents["site.yaml"], ("timezone",), "time zone", parts.site.timezone, _zones())
    except KeyError:
        yield _unknown(parts.documents["site.yaml"], ("timezone",), "time zone", parts.site.timezone, _zones())


def _zones() -> frozenset[str]:
    return frozenset(zone for zone in zoneinfo.available_timezones() if "/" in zone)


def _unknown(document: Document, spot: Spot, kind: str, word: str, known: frozenset[str]) -> Problem:
    return document.problem(spot, f"there is no {kind} `{word[:40]}`", suggest_word(word, known))


def _numbers(parts: Parts) -> Iterator[Problem]:
    document = parts.documents["lines.yaml"]
    seats = parts.known("seats.yaml") or frozenset()
    first: dict[str, str] = {}
    for key, line in parts.lines.items():
        spot = (key, "number")
        if line.number in seats:
            yield document.problem(spot, f"{line.number} is the number of a seat too", "give the line another number")
        if line.number in first:
            where = document.line((first[line.number], "number"))
            what = f"{line.number} is already the number of line `{first[line.number]}` (line {where})"
            yield document.problem(spot, what, "give each line a number of its own")
        first.setdefault(line.number, key)


def _lines(parts: Parts) -> Iterator[Problem]:
    queues = parts.known("queues.yaml")
    for key, line in parts.lines.items():
        if queues is not None and line.queue not in queues:
            yield _unknown(parts.documents["lines.yaml"], (key, "queue"), "queue", line.queue, queues)
        if parts.site is not None and line.language not in parts.site.languages:
            known = frozenset(parts.site.languages)
            yield _unknown(parts.documents["lines.yaml"], (key, "language"), "language", line.language, known)


def _queues(parts: Parts) -> Iterator[Problem]:
    skills = parts.known("skills.yaml")
    for key, queue in parts.queues.items():
        for skill in queue.skills:
            if skills is not None and skill not in skills:
                yield _unknown(parts.documents["queues.yaml"], (key, "skills", skill), "skill", skill, skills)


def _agents(parts: Parts) -> Iterator[Problem]:
    skills = parts.known("skills.yaml")
    for key, agent in parts.agents.items():
        for skill in agent.skills:
            if skills is not None and skill not in skills:
                yield _unknown(parts.documents["agents.yaml"], (key, "skills", skill), "skill", skill, skills)


def _service(parts: Parts) -> Iterator[Problem]:
    """A queue that nobody can serve would keep its callers for ever."""
    if not parts.agents or not parts.whole("agents.yaml", parts.agents):
        return
    for key, queue in parts.queues.items():
        able = any(
            all(agent.skills.get(skill, 0) >= level for skill, level in queue.skills.items())
            for agent in parts.agents.values()
        )
        if not able:
            asked = ", ".join(f"{skill} >= {level}" for skill, level in queue.skills.items())
            yield parts.documents["queues.yaml"].problem(
                (key, "skills"),
                f"nobody can serve queue `{key}`: no agent has {asked}",
                "lower the level, or give an agent these skills in agents.yaml",
            )


def _texts(parts: Parts) -> Iterator[Problem]:
    document = parts.documents["texts.yaml"]
    if parts.site is None or not document.readable:
        return
    languages = parts.site.languages
    for language in languages:
        if language not in document.data:
            yield document.problem(
                (), f"language `{language}` has no texts", f"add a section `{language}:`, or take it out of site.yaml"
            )
    for language in parts.texts:
        if language not in languages:
            yield _unknown(parts.documents["texts.yaml"], (language,), "language", language, frozenset(languages))
    # The default language says which texts a site words for itself; a caller of another one must not miss any.
    told = parts.texts.get(languages[0], {})
    for language in languages[1:]:
        for name in told:
            if language in parts.texts and name not in parts.texts[language]:
                yield document.problem(
                    (language,), f"language `{language}` lacks the text `{name}`", f"add `{name}: ...` below it"
                )
