"""Which menus a line leads to, and in which languages they are heard there."""

from __future__ import annotations

from collections.abc import Mapping

from router.services.bundle_shape import LineShape
from router.services.menu_shape import MenuShape


def menu_reach(line: LineShape, menus: Mapping[str, MenuShape]) -> frozenset[tuple[str, str]]:
    """Every `(menu, language)` that a caller of the line can come to; menus that are not there lead no further."""
    found: set[tuple[str, str]] = set()
    waiting = [(line.menu, line.language)]
    while waiting:
        here, language = place = waiting.pop()
        menu = menus.get(here)
        if menu is None or place in found:
            continue
        found.add(place)
        for choice in menu.choices.values():
            if choice.menu is not None:
                waiting.append((choice.menu, language))
            elif choice.language is not None:
                waiting.append((here, choice.language))
        # Back up, a caller hears the menu above in the language that was chosen below.
        above = {way for way, _ in found if any(choice.menu == here for choice in menus[way].choices.values())}
        waiting.extend((way, language) for way in above)
    return frozenset(found)


def languages_of(line: LineShape, menus: Mapping[str, MenuShape]) -> frozenset[str]:
    """Every language that a caller of the line may come to hear."""
    return frozenset({line.language, *(language for _, language in menu_reach(line, menus))})
