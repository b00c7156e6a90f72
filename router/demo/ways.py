"""Where a line's menus lead, and by which keys. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from router.domain.bundle import Bundle, Choice, Go, Line


@dataclass(frozen=True, kw_only=True)
class Way:
    """What a citizen presses on a line, and where that ends."""

    keys: str
    """one after the other; empty: none, which leads to a person"""
    go: Go
    """QUEUE, MESSAGE, or SAY: hears an information and has what was wanted"""
    queue: str
    """where it ends; for SAY the queue of the person who would come next"""
    language: str


def ways_of(bundle: Bundle, line: Line) -> list[Way]:
    """Every way there is, each by its fewest keys; first the one without a key, which is a way of its own."""
    menu = bundle.menus.get(line.menu)
    if menu is None:
        return [Way(keys="", go=Go.QUEUE, queue=line.queue, language=line.language)]
    person = menu.person or line.queue
    ways = [Way(keys="", go=Go.QUEUE, queue=person, language=line.language)]
    seen = {(menu.id, line.language)}
    open_ = deque([(menu, line.language, "")])
    while open_:
        menu, language, pressed = open_.popleft()
        for key, choice in menu.choices.items():
            keys = pressed + key
            if choice.go in {Go.MENU, Go.LANGUAGE}:
                next_menu, spoken = _further(choice, menu.id, language)
                if (next_menu, spoken) not in seen and next_menu in bundle.menus:
                    seen.add((next_menu, spoken))
                    open_.append((bundle.menus[next_menu], spoken, keys))
            else:
                queue = menu.person or line.queue if choice.go is Go.SAY else choice.target
                ways.append(Way(keys=keys, go=choice.go, queue=queue, language=language))
    return _fewest_keys(ways)


def _further(choice: Choice, menu: str, language: str) -> tuple[str, str]:
    return (choice.target, language) if choice.go is Go.MENU else (menu, choice.target)


def _fewest_keys(ways: list[Way]) -> list[Way]:
    best: dict[tuple[Go, str, str, bool], Way] = {}
    for way in ways:
        end = (way.go, way.queue, way.language, bool(way.keys))
        known = best.setdefault(end, way)
        if len(way.keys) < len(known.keys):
            best[end] = way
    return list(best.values())
