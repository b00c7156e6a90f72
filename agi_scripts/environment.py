"""What Asterisk says of the call when a session begins."""

from __future__ import annotations

from typing import Final

from agi_scripts.errors import AGIBroken, AGIEndOfFile, AGITimeout, NotACall
from agi_scripts.wire import Wire, until

WITHIN: Final = 2.0
"""Seconds for the whole environment. Asterisk sends it in one go."""
MAX_LINES: Final = 200
MAX_CHARACTERS: Final = 65_536


def read_environment(wire: Wire, *, seconds: float = WITHIN) -> dict[str, str]:
    """Lines `agi_name: value` up to an empty one, as name to value.

    The first of a name counts: what names the script and the call comes before the caller's name, so that a name with
    line breaks in it cannot forge them.

    Raises:
        NotACall: closed without a word, silent, endless, or not an environment.
    """
    found: dict[str, str] = {}
    deadline = until(seconds)
    size = 0
    try:
        for _ in range(MAX_LINES):
            line = wire.read_line(deadline)
            if not line.strip():
                break
            size += len(line)
            name, colon, value = line.partition(":")
            if size > MAX_CHARACTERS or (not found and not (colon and name.startswith("agi_"))):
                raise NotACall("junk")
            found.setdefault(name.strip(), value.strip())
        else:
            raise NotACall("an environment without an end")
    except AGIEndOfFile as error:
        raise NotACall("closed in the environment" if found else "a probe") from error
    except (AGITimeout, AGIBroken) as error:
        raise NotACall("no whole environment in time") from error
    if "agi_request" not in found:
        raise NotACall("an empty environment")
    return found
