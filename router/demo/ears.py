"""What a phone of the town makes of the last moment it heard."""

from __future__ import annotations

import time
from enum import Enum
from typing import Final

from phones import Call
from phones.listening import LOOK_SECONDS
from phones.tone import steady_tone

CITIZEN_HZ: Final = 440.0
AGENT_HZ: Final = 880.0
_NEAR_HZ: Final = 15.0


class Hears(Enum):
    """Whom or what."""

    AGENT = "agent"
    CITIZEN = "citizen"
    BEEP = "beep"
    """another steady tone: speak now"""
    OTHER = "other"
    """words, music, silence"""


def hears(call: Call) -> Hears:
    """What is being heard on the call now."""
    hz = steady_tone(call.heard_since(time.monotonic() - LOOK_SECONDS))
    if hz is None:
        return Hears.OTHER
    if abs(hz - AGENT_HZ) <= _NEAR_HZ:
        return Hears.AGENT
    return Hears.CITIZEN if abs(hz - CITIZEN_HZ) <= _NEAR_HZ else Hears.BEEP
