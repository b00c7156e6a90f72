"""What Asterisk says of a phone: its state, and how a leg ended."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

CAUSE_PHONE_DIED: Final = 44
"""Q.850 cause that Asterisk gives a leg whose RTP stopped: the agent's phone died in mid-talk."""


CAUSES_LOST: Final = frozenset({CAUSE_PHONE_DIED, 18, 38, 41})
"""The same, and: no answer to a session refresh (18), a broken path (41), network out of order (38). The dialplan's
`talked` context goes by the same four."""


class DeviceState(StrEnum):
    """Asterisk's word for a seat's phone."""

    NOT_INUSE = "NOT_INUSE"
    INUSE = "INUSE"
    BUSY = "BUSY"
    RINGING = "RINGING"
    RINGINUSE = "RINGINUSE"
    ONHOLD = "ONHOLD"
    UNAVAILABLE = "UNAVAILABLE"
    INVALID = "INVALID"
    UNKNOWN = "UNKNOWN"
