"""What a phone of the town makes of the last moment it heard."""

from __future__ import annotations

import time
from enum import Enum
from typing import Final

from phones import Call
from phones.listening import LOOK_SECONDS
from phones.tone import RATE, steady_tone

CITIZEN_HZ: Final = 440.0
AGENT_HZ: Final = 880.0
BEEP_HZ: Final = 1000.0
_NEAR_HZ: Final = 5.0
"""An agent who waits for a citizen's phone hears it ring at 450 Hz, which is nobody."""
_BEEP: Final = RATE // 5
"""samples; the beep lasts half as long again"""


class Hears(Enum):
    """Whom or what."""

    AGENT = "agent"
    CITIZEN = "citizen"
    OTHER = "other"
    """words, music, silence"""


def hears(call: Call) -> Hears:
    """What is being heard on the call now."""
    hz = steady_tone(call.heard_since(time.monotonic() - LOOK_SECONDS))
    if hz is None:
        return Hears.OTHER
    if abs(hz - AGENT_HZ) <= _NEAR_HZ:
        return Hears.AGENT
    return Hears.CITIZEN if abs(hz - CITIZEN_HZ) <= _NEAR_HZ else Hears.OTHER


def heard_beep(call: Call, *, within: float) -> bool:
    """Whether the tone after which a message may be spoken sounded in the last so many seconds."""
    samples = call.heard_since(time.monotonic() - within)
    looks = (steady_tone(samples[start : start + _BEEP]) for start in range(0, len(samples) - _BEEP + 1, _BEEP // 4))
    return any(hz is not None and abs(hz - BEEP_HZ) <= _NEAR_HZ for hz in looks)
