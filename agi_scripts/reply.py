"""Replies of Asterisk, from their lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from asterisk.agi import AGIAppError, AGIInvalidCommand, AGIResultHangup, AGIUsageError

from agi_scripts.errors import AGIBroken, AGIDeadChannel

Result = dict[str, tuple[str, str]]
"""`{"result": (value, data), ...}`, the shape that pyst2's commands read. `data` is what stood in parentheses, such as
`timeout`; other keys, such as `endpos`, have no data."""

ReadLine = Callable[[], str]

_SUCCESS: Final = re.compile(
    r"result=(?P<value>[^\s(]*)(?: \((?P<data>.*)\))?(?P<more>(?: \w+=[^\s()]*)*)\s*", re.DOTALL
)
_MORE: Final = re.compile(r"(\w+)=([^\s()]*)")
MAX_REPLY_LINES: Final = 1_000
MAX_REPLY_CHARACTERS: Final = 262_144
"""Of all lines together: each further one is looked at with those before it, which takes its time."""


def read_reply(read_line: ReadLine, on_hangup: Callable[[], None], *, mark: str = "") -> Result:
    """The reply to one command. `HANGUP` lines before it are told to `on_hangup`, `100 Trying` is passed over.

    A value is known to end at a line that ends with `mark)`; without a mark at the first `)` that makes a whole reply,
    which a hostile value can forge: read values of outside origin with a mark.

    Raises:
        AGIResultHangup: the caller hung up during the command.
        AGIAppError: the command failed (-1).
        AGIInvalidCommand: there is no such command (510).
        AGIDeadChannel: the caller has gone (511).
        AGIUsageError: the arguments are wrong (520).
        AGIBroken: this is no reply.
    """
    line = read_line()
    while line == "HANGUP" or line.startswith("100"):
        if line == "HANGUP":
            on_hangup()
        line = read_line()
    code, text = line[:3], line[4:]
    if code == "200":
        return check_success(_whole_value(text, read_line, mark))
    if code == "510":
        raise AGIInvalidCommand(text)
    if code == "511":
        raise AGIDeadChannel(text)
    if code == "520":
        raise AGIUsageError(_whole_usage(line, read_line))
    raise AGIBroken(f"an unknown code {code!r}" if code.isdigit() else "a line that is no reply")


def check_success(text: str) -> Result:
    """The result of `result=<value> (<data>) <key>=<value>`.

    Only a result of -1 can tell of a hangup: a variable whose value is `hangup` is a value.

    Raises:
        AGIResultHangup, AGIAppError: the result is -1.
        AGIBroken: it is not of that form.
    """
    found = _SUCCESS.fullmatch(text)
    if not found:
        raise AGIBroken("a success without a result")
    value, data = found["value"], found["data"] or ""
    if value == "-1":
        if data == "hangup":
            raise AGIResultHangup("the caller hung up during the command")
        raise AGIAppError("the command failed, or the caller hung up")
    result: Result = {"result": (value, data)}
    result.update({key: (said, "") for key, said in _MORE.findall(found["more"])})
    return result


def _whole_value(text: str, read_line: ReadLine, mark: str) -> str:
    """The text of a success up to the parenthesis that closes its value, which may hold line breaks."""
    lines = [text]
    while "(" in text and not (lines[-1].endswith(f"{mark})") if mark else _SUCCESS.fullmatch("\n".join(lines))):
        _one_more(lines, read_line, "a value without an end")
    return "\n".join(lines)


def _whole_usage(line: str, read_line: ReadLine) -> str:
    """A usage of one line, `520 ...`, or of many, `520-...` up to `520 ...`."""
    lines = [line]
    while not lines[-1].startswith("520 "):
        _one_more(lines, read_line, "a usage without an end")
    return "\n".join(lines)


def _one_more(lines: list[str], read_line: ReadLine, endless: str) -> None:
    if len(lines) > MAX_REPLY_LINES or sum(map(len, lines)) > MAX_REPLY_CHARACTERS:
        raise AGIBroken(endless)
    lines.append(read_line())
