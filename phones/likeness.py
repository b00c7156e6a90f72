"""Known words, found again in what a phone heard."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from phones.alaw import Samples
from phones.tone import RATE

_PIECE: Final = round(0.3 * RATE)
_QUIET: Final = 500
"""Samples below are a pause; full scale is 32,767."""
_LIKENESS: Final = 0.85
REACH_SECONDS: Final = 0.7
"""How far the words that are looked for reach: each look takes in so much of what the last one saw."""


class KnownWords:
    """The end of a prompt: others may begin alike. Two pieces of it, either of which will do, as packets get lost."""

    def __init__(self, prompt: Samples) -> None:
        """Raises ValueError: it is silent, or shorter than 0.3 s."""
        loud = np.flatnonzero(np.abs(prompt.astype(np.int32)) > _QUIET)
        end = int(loud[-1]) + 1 if len(loud) else 0
        if end < _PIECE:
            raise ValueError("too short or too quiet to be known again")
        starts = {end - _PIECE, max(0, end - 2 * _PIECE)}
        self._pieces = [prompt[start : start + _PIECE].astype(np.float64) for start in sorted(starts)]

    def are_in(self, heard: Samples) -> bool:
        """Whether they were said, by the normalised correlation of a piece with each place of what was heard."""
        if len(heard) < _PIECE:
            return False
        sound = heard.astype(np.float64)
        size = 1 << (len(sound) + _PIECE - 1).bit_length()
        spectrum = np.fft.rfft(sound, size)
        sums = np.concatenate(([0.0], np.cumsum(sound**2)))
        energy = np.maximum(sums[_PIECE:] - sums[:-_PIECE], 1.0)
        return any(_likest(spectrum, piece, energy, size) > _LIKENESS for piece in self._pieces)


def _likest(
    spectrum: npt.NDArray[np.complex128], piece: npt.NDArray[np.float64], energy: npt.NDArray[np.float64], size: int
) -> float:
    product = np.fft.irfft(spectrum * np.conj(np.fft.rfft(piece, size)), size)[: len(energy)]
    return float(np.max(product / np.sqrt(energy * float(np.sum(piece**2)))))
