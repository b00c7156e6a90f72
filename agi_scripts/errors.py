"""What can go wrong in one AGI session, on top of the errors that pyst2 already names."""

from __future__ import annotations

from asterisk.agi import AGIError, AGIHangup


class NotACall(Exception):
    """Somebody connected and sent no AGI environment: a port probe, or junk."""


class AGIEndOfFile(AGIHangup):  # type: ignore[misc]
    """Asterisk closed the connection."""


class AGIDeadChannel(AGIHangup):  # type: ignore[misc]
    """The caller has gone, and the command is not permitted on a dead channel (511)."""


class AGITimeout(AGIError):  # type: ignore[misc]
    """Asterisk did not answer in time. The session is of no use any more."""


class AGIBroken(AGIError):  # type: ignore[misc]
    """Asterisk answered something that is no AGI reply. The session is of no use any more."""


class UnsafeValue(ValueError):
    """The value cannot be sent: a line break or NUL in it, or the command line grows too long."""
