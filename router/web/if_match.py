"""Which state of a thing the sender of a change has seen."""

from __future__ import annotations

from typing import Final

from aiohttp import hdrs

from router.web.context import Ask, Body, Query
from router.web.errors import BadField, IfMatchNeeded

DIGITS: Final = 9


def expected_number(ask: Ask[Query, Body]) -> int | None:
    """The number that the sender believes to be current; None: whatever it is (`*`). Raises IfMatchNeeded, BadField."""
    given = ask.http.headers.get(hdrs.IF_MATCH, "").strip()
    if not given:
        raise IfMatchNeeded
    if given == "*":
        return None
    word = given.strip('"')
    if not (word.isascii() and word.isdecimal() and len(word) <= DIGITS):
        raise BadField("If-Match: a number, or *")
    return int(word)
