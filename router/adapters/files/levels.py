"""How loud a recording is, and how it looks, block by block."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

FLOOR_DB: Final = -120.0
"""what digital silence is called"""
POINTS: Final = 2000
"""of the stored peaks, about: as many as a wide screen shows"""


@dataclass(frozen=True, kw_only=True)
class Level:
    """Of one channel, in dB below full scale (0 is the loudest), one decimal."""

    peak: float
    rms: float


class Levels:
    """Adds up blocks of shape (frames, channels), values from -1 to 1."""

    def __init__(self, channels: int = 2, *, expected: int = 0) -> None:
        """`expected`: about how many frames will come; decides how many of them make one point of the peaks."""
        self.frames = 0
        self._peak: Any = np.zeros(channels)
        self._square: Any = np.zeros(channels)
        self._step = max(1, -(-expected // POINTS))
        self._rest: Any = np.zeros((channels, 0), dtype=np.float32)
        self._points: list[Any] = []

    def add(self, block: Any) -> None:
        """One more block."""
        self.frames += len(block)
        if len(block):
            # Channel by channel: to look along the frames is many times quicker where they lie side by side.
            loud = np.abs(block.T)
            self._peak = np.maximum(self._peak, loud.max(axis=1))
            self._square = self._square + np.square(loud, dtype=np.float64).sum(axis=1)
            loud = np.concatenate((self._rest, loud), axis=1)
            whole = loud.shape[1] - loud.shape[1] % self._step
            self._points.append(loud[:, :whole].reshape(len(loud), -1, self._step).max(axis=2))
            self._rest = loud[:, whole:]

    def peaks(self) -> bytes:
        """The loudest moment of each stretch, a byte per point (255 is full scale), channel after channel; the
        stretches are equal, and there are 2,000 at most, or a few more when more came than was expected."""
        parts = [*self._points, self._rest.max(axis=1, keepdims=True)] if self._rest.size else self._points
        points = np.concatenate(parts, axis=1) if parts else np.zeros((len(self._peak), 0))
        return bytes(np.clip(np.rint(points * 255), 0, 255).astype(np.uint8).tobytes())

    def channel(self, number: int) -> Level:
        """0 is left, 1 is right."""
        mean = float(self._square[number]) / self.frames if self.frames else 0.0
        return Level(peak=_db(float(self._peak[number])), rms=_db(math.sqrt(mean)))


def _db(value: float) -> float:
    return round(max(FLOOR_DB, 20 * math.log10(value)), 1) if value > 0 else FLOOR_DB
