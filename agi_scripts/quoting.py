"""Command lines that say one command, whatever the values in them hold.

Asterisk splits a line at blanks, takes `"` as the begin and end of a quoted argument and a backslash as an escape, and
reads at most 8,191 bytes including the line's end.
"""

from __future__ import annotations

import re
from typing import Final

from agi_scripts.errors import UnsafeValue
from agi_scripts.wire import ENCODING

MAX_COMMAND: Final = 8_191
_VERB: Final = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){0,3}")


class Quoted(str):
    """An argument that is quoted already."""

    __slots__ = ()


def quote(value: object) -> Quoted:
    """One argument in quotes.

    Raises:
        UnsafeValue: it holds CR, LF or NUL, any of which would end the line and begin a second command.
    """
    if isinstance(value, Quoted):
        return value
    text = str(value)
    if "\n" in text or "\r" in text or "\0" in text:
        raise UnsafeValue("a value may not hold line breaks or NUL")
    return Quoted('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')


def command_line(verb: str, *arguments: object) -> str:
    """One command with every argument quoted. Absent arguments (empty, not quoted) may stand at the end only.

    Raises:
        UnsafeValue: the verb is none, an argument is unsafe or missing, or the line is too long.
    """
    if not _VERB.fullmatch(verb):
        raise UnsafeValue("not a command")
    given = list(arguments)
    while given and given[-1] == "":
        given.pop()
    if "" in given:
        raise UnsafeValue("an argument in the middle is missing")
    line = " ".join([verb, *(quote(argument) for argument in given)])
    if len(line.encode(*ENCODING)) + 1 > MAX_COMMAND:
        raise UnsafeValue(f"a command may be {MAX_COMMAND} bytes long at most")
    return line
