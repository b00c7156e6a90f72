"""An action to bytes. Refuses what could send a second header or a second action."""

from __future__ import annotations

from asterisk.ami.action import Action

from router.adapters.ami.errors import UnsafeValue

_FORBIDDEN = ("\r", "\n", "\0")


def encode(action: Action, action_id: str) -> bytes:
    """The action as it goes over the wire, under an id of ours.

    Raises:
        UnsafeValue: CR, LF or NUL somewhere in it, a colon in a header's name, or an ActionID of its own.
    """
    lines = [("Action", str(action.name)), ("ActionID", action_id)]
    for key, value in action.keys.items():
        if key.lower() in {"action", "actionid"} or ":" in key or not key:
            raise UnsafeValue(f"the header {key!r} cannot be given")
        lines.append((key, str(value)))
    lines += [("Variable", f"{name}={value}") for name, value in action.variables.items()]
    for key, value in lines:
        if any(mark in key or mark in value for mark in _FORBIDDEN):
            raise UnsafeValue(f"a line end in {key.split(':')[0]!r}")
    text = "".join(f"{key}: {value}\r\n" for key, value in lines) + "\r\n"
    return text.encode("utf-8", "surrogateescape")
