"""How loud a two-channel recording is, block by block."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

FLOOR_DB: Final = -120.0
"""what digital silence is called"""


@dataclass(frozen=True, kw_only=True)
class Level:
    """Of one channel, in dB below full scale (0 is the loudest), one decimal."""

    peak: float
    rms: float


class Levels:
    """Adds up blocks of shape (frames, 2), values from -1 to 1."""

    def __init__(self) -> None:
        self.frames = 0
        self._peak: Any = np.zeros(2)
        self._square: Any = np.zeros(2)

    def add(self, block: Any) -> None:
        """One more block."""
        self.frames += len(block)
        if len(block):
            self._peak = np.maximum(self._peak, np.abs(block).max(axis=0))
            self._square = self._square + np.square(block, dtype=np.float64).sum(axis=0)

    def channel(self, number: int) -> Level:
        """0 is left, 1 is right."""
        mean = float(self._square[number]) / self.frames if self.frames else 0.0
        return Level(peak=_db(float(self._peak[number])), rms=_db(math.sqrt(mean)))


def _db(value: float) -> float:
    return round(max(FLOOR_DB, 20 * math.log10(value)), 1) if value > 0 else FLOOR_DB
