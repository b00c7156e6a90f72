"""Put into words what a phone hears, for somebody who watches instead of listening."""

from __future__ import annotations

from phones.alaw import Samples
from phones.tone import sound_level, steady_tone

SILENCE = "silence"
SOUND = "speech or music"
LOOK_SECONDS = 0.4
"""How much is looked at each time."""
_QUIET_DB = -45.0
_SILENT_LOOKS = 10
"""A speaker's pause is not silence yet."""
_SOUND_LOOKS = 3


class Listening:
    """What is being heard, told only when it has changed and stayed so for a few looks."""

    def __init__(self) -> None:
        self.hears = SILENCE
        self._candidate = SILENCE
        self._looks = 0

    def look(self, recent: Samples) -> str | None:
        """Look at the last `LOOK_SECONDS`, every 100 ms; the new description when it has changed."""
        now = describe(recent)
        self._looks = self._looks + 1 if now == self._candidate else 1
        self._candidate = now
        needed = _SILENT_LOOKS if now == SILENCE else _SOUND_LOOKS
        if now == self.hears or self._looks < needed:
            return None
        self.hears = now
        return now


def describe(samples: Samples) -> str:
    """`silence`, `a tone of 880 Hz` (to 10 Hz) or `speech or music`."""
    if sound_level(samples) < _QUIET_DB:
        return SILENCE
    hz = steady_tone(samples)
    return SOUND if hz is None else tone_words(hz)


def tone_words(hz: float) -> str:
    return f"a tone of {round(hz, -1):.0f} Hz"
