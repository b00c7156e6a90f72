"""What a phone says, frame by frame: played samples first, then its tone, else silence."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from phones.alaw import Samples
from phones.codec import CODECS, Codec
from phones.rtp_packet import FRAME
from phones.tone import RATE, sine

_FRAMES_PER_SECOND = RATE // FRAME


class Voice:
    """An endless source of encoded frames of 20 ms."""

    def __init__(self, codec: Codec, tone_hz: float | None = None) -> None:
        self.codec = codec
        self._played: list[Samples] = []
        self.set_tone(tone_hz)

    def set_tone(self, hz: float | None) -> None:
        """Say a tone (to the nearest whole Hz, below 4,000), or None for silence."""
        if hz is not None and not 0 < hz < RATE / 2:
            raise ValueError(f"a tone of {hz} Hz cannot be sent at {RATE} samples per second")
        self.tone_hz = hz

    def play(self, samples: Samples) -> None:
        """Say these samples (16-bit, 8 kHz) after what is being played; the tone waits meanwhile."""
        padded = np.concatenate([samples, np.zeros(-len(samples) % FRAME, dtype=np.int16)])
        self._played += list(padded.reshape(-1, FRAME))

    def frame(self, index: int) -> bytes:
        """The frame for the 20 ms number `index`; the tone's phase follows the index."""
        if self._played:
            return self.codec.encode(self._played.pop(0))
        if self.tone_hz is None:
            return self.codec.silence * FRAME
        return _tone_frames(self.codec.name, round(self.tone_hz))[index % _FRAMES_PER_SECOND]


@lru_cache(maxsize=256)
def _tone_frames(codec: str, hz: int) -> tuple[bytes, ...]:
    """One second, after which a tone of whole Hz repeats: thousands of phones share it."""
    samples = sine(hz, 1.0)
    return tuple(CODECS[codec].encode(samples[n : n + FRAME]) for n in range(0, RATE, FRAME))
