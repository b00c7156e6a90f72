"""In which languages something can be heard."""

from __future__ import annotations

from router.domain.bundle import Bundle, Go, Line


def caller_languages(bundle: Bundle) -> tuple[str, ...]:
    """Of everything that any caller can hear: the site's, each line's, and those that menus lead to."""
    led_to = (language for line in bundle.lines.values() for language in languages_of_line(bundle, line))
    return tuple(dict.fromkeys((*bundle.site.languages, *led_to)))


def agent_languages(bundle: Bundle) -> tuple[str, ...]:
    """Of the softphone codes."""
    return tuple(dict.fromkeys((bundle.site.languages[0], *(bundle.language_of(agent) for agent in bundle.agents))))


def languages_of_line(bundle: Bundle, line: Line) -> tuple[str, ...]:
    """The line's own, then those that its menus lead to."""
    return tuple(dict.fromkeys((line.language, *(language for _, language in heard_menus(bundle, line)))))


def heard_menus(bundle: Bundle, line: Line) -> tuple[tuple[str, str], ...]:
    """Every menu of a line in every language that a caller can hear it in, as (menu, language), in the order found."""
    menus = dict.fromkeys(menu for menu, _ in _walk(bundle, line, ()))
    return _walk(bundle, line, tuple(menus))


def _walk(bundle: Bundle, line: Line, known: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    ahead = [(line.menu, line.language)]
    while ahead:
        menu, language = at = ahead.pop(0)
        if at in found or menu not in bundle.menus:
            continue
        found[at] = None
        for choice in bundle.menus[menu].choices.values():
            if choice.go is Go.MENU:
                ahead.append((choice.target, language))
            elif choice.go is Go.LANGUAGE:
                ahead.append((menu, choice.target))
        # Back up, a caller hears the menu above in the language that was chosen below.
        ahead.extend((above, language) for above in known if _leads(bundle, above, menu))
    return tuple(found)


def _leads(bundle: Bundle, above: str, menu: str) -> bool:
    choices = bundle.menus[above].choices.values()
    return any(choice.go is Go.MENU and choice.target == menu for choice in choices)
