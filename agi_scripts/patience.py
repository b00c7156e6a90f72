"""How long Asterisk may take to answer a command."""

from __future__ import annotations

from typing import Final

AT_ONCE: Final = 5.0
"""Seconds for a command that waits for nobody."""
SPOKEN: Final = 120.0
"""Seconds for a command that says something, unless the caller of it knows better."""
LONGEST: Final = 3_600.0
"""Seconds for a command that was told to wait without limit."""

_SPEAKING: Final = ("STREAM FILE", "CONTROL STREAM FILE", "SAY ", "GET DATA", "GET OPTION", "RECORD FILE", "EXEC")
_OWN_LIMIT: Final = {"WAIT FOR DIGIT": 0, "RECEIVE CHAR": 0, "GET DATA": 1, "GET OPTION": 2, "RECORD FILE": 3}
"""Command to the place of the argument that gives its own limit in milliseconds."""


def patience(verb: str, arguments: tuple[object, ...]) -> float:
    """Seconds to wait for the reply to a command with these arguments."""
    seconds = SPOKEN if verb.startswith(_SPEAKING) else AT_ONCE
    place = _OWN_LIMIT.get(verb)
    if place is None or place >= len(arguments):
        return seconds
    try:
        own = int(str(arguments[place]))
    except ValueError:
        return seconds
    endless = own < 0 or (verb == "RECEIVE CHAR" and own == 0)
    return LONGEST if endless else min(seconds + own / 1_000, LONGEST)
