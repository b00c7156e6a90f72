"""Checks that every menu is reached, leads somewhere, and has words in each language it is heard in."""

from __future__ import annotations

from collections.abc import Iterator

from router.services.bundle_parts import Parts
from router.services.config_document import Problem, Spot
from router.services.menu_reach import languages_of, menu_reach
from router.services.menu_shape import ChoiceShape


def check_menus(parts: Parts) -> Iterator[Problem]:
    """Unknown names, menus that no line leads to, and texts that lack a language in which they are heard."""
    menus = parts.known("menus.yaml")
    for key, line in parts.lines.items():
        if line.menu:
            yield from parts.stranger("lines.yaml", (key, "menu"), "menu", line.menu, menus)
    for key, menu in parts.menus.items():
        if menu.person:
            queues = parts.known("queues.yaml")
            yield from parts.stranger("menus.yaml", (key, "person"), "queue", menu.person, queues)
        for language in menu.prompt:
            yield from parts.stranger("menus.yaml", (key, "prompt", language), "language", language, parts.languages)
        for digit, choice in menu.choices.items():
            yield from _choice(parts, (key, "choices", digit), choice)
    yield from _reach(parts)
    yield from _announcements(parts)


def _choice(parts: Parts, spot: Spot, choice: ChoiceShape) -> Iterator[Problem]:
    file, queues = "menus.yaml", parts.known("queues.yaml")
    if choice.queue is not None:
        yield from parts.stranger(file, (*spot, "queue"), "queue", choice.queue, queues)
        for skill in choice.skills:
            yield from parts.stranger(file, (*spot, "skills"), "skill", skill, parts.known("skills.yaml"))
    elif choice.message is not None:
        yield from parts.stranger(file, (*spot, "message"), "queue", choice.message, queues)
    elif choice.menu is not None:
        yield from parts.stranger(file, (*spot, "menu"), "menu", choice.menu, parts.known("menus.yaml"))
    elif choice.language is not None:
        yield from parts.stranger(file, (*spot, "language"), "language", choice.language, parts.languages)


def _reach(parts: Parts) -> Iterator[Problem]:
    document = parts.documents["menus.yaml"]
    # A broken entry may have been the way to a menu.
    all_known = parts.whole("lines.yaml", parts.lines) and parts.whole("menus.yaml", parts.menus)
    heard = sorted({place for line in parts.lines.values() for place in menu_reach(line, parts.menus)})
    reached = {menu for menu, _ in heard}
    for key in parts.menus:
        if all_known and key not in reached:
            yield document.problem((key,), f"no line leads to menu `{key}`", "lead a key or a line to it, or remove it")
    told: set[tuple[str, str]] = set()
    for key, language in heard:
        menu = parts.menus[key]
        if language not in menu.prompt:
            what = f"menu `{key}` is heard in `{language}`, and its prompt has no such text"
            yield document.problem((key, "prompt"), what, f"add `{language}: ...` to the prompt")
        for digit, choice in menu.choices.items():
            if choice.say is not None and (choice.say, language) not in told:
                told.add((choice.say, language))
                yield from _said(parts, (key, "choices", digit, "say"), choice.say, language)


def _said(parts: Parts, spot: Spot, name: str, language: str) -> Iterator[Problem]:
    texts = parts.documents["texts.yaml"]
    words = texts.data.get(language)
    if texts.readable and isinstance(words, dict):
        yield from parts.stranger("menus.yaml", spot, f"text in `{language}` named", name, frozenset(words))


def _announcements(parts: Parts) -> Iterator[Problem]:
    document = parts.documents["announcements.yaml"]
    for key, announcement in parts.announcements.items():
        for language in announcement.text:
            spot = (key, "text", language)
            yield from parts.stranger("announcements.yaml", spot, "language", language, parts.languages)
        lines = [parts.lines[line] for line in announcement.lines or parts.lines if line in parts.lines]
        for language in sorted({language for line in lines for language in languages_of(line, parts.menus)}):
            if language not in announcement.text:
                what = f"announcement `{key}` is for callers in `{language}` too, and has no such text"
                yield document.problem((key, "text"), what, f"add `{language}: ...`")
