"""A text in two languages: `……请按三。For English, press 9.` is said by two voices."""

from __future__ import annotations

import re
from typing import Final

from ivr.say_number import family_of

FOREIGN: Final = "en"
_ENGLISH: Final = re.compile(r"[A-Za-z]+(?:[,.']? +[A-Za-z0-9]+)+[.!?]?", re.ASCII)
_LETTERS: Final = 4
"""Two words and so many letters at least: what is less is a name or an abbreviation."""


def voices_of(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """The text's parts in order, each with the language of its voice. Only Chinese texts have more than one part, as
    their letters tell which is which."""
    if family_of(language) != "zh":
        return ((text, language),)
    parts: list[tuple[str, str]] = []
    at = 0
    for found in _ENGLISH.finditer(text):
        if sum(sign.isalpha() for sign in found[0]) < _LETTERS:
            continue
        parts += [(text[at : found.start()], language), (found[0], FOREIGN)]
        at = found.end()
    parts.append((text[at:], language))
    return tuple((part, voice) for part, voice in parts if any(sign.isalnum() for sign in part)) or ((text, language),)
