"""Sound for a telephone: one channel, 8 kHz, an even level, A-law without a header."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

RATE: Final = 8_000
"""Samples, and with A-law bytes, per second."""
SPEECH_LEVEL: Final = -20.0
"""dBFS of the parts that are spoken"""
MUSIC_LEVEL: Final = -26.0
"""dBFS: below speech, so that a prompt stands out of it"""
PEAK: Final = 0.7
"""No sample above this part of full scale."""
_AUDIBLE: Final = 0.003
_EDGE: Final = RATE // 10
"""Silence that is left at either end, samples."""

Samples = npt.NDArray[np.float32]


class Silent(Exception):
    """There is nothing to hear in it."""


def read_telephone(path: Path) -> Samples:
    """A sound file as one channel at 8 kHz, read in blocks.

    Raises:
        OSError, soundfile.LibsndfileError: it cannot be read.
    """
    parts: list[Samples] = []
    with soundfile.SoundFile(path) as source:
        resampler = soxr.ResampleStream(source.samplerate, RATE, 1, dtype="float32")
        for block in source.blocks(blocksize=65_536, dtype="float32", always_2d=True):
            parts.append(resampler.resample_chunk(np.ascontiguousarray(block.mean(axis=1), dtype=np.float32)))
        parts.append(resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
    return np.concatenate(parts)


def trim(samples: Samples) -> Samples:
    """Without the silence at both ends, but for a tenth of a second.

    Raises:
        Silent: there is nothing but silence.
    """
    heard = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    if not len(heard):
        raise Silent(Silent.__doc__)
    edge = np.zeros(_EDGE, dtype=np.float32)
    return np.concatenate((edge, samples[heard[0] : heard[-1] + 1], edge))


def level(samples: Samples, target: float) -> Samples:
    """At `target` dBFS (root mean square of what is audible), but never above the peak."""
    heard = samples[np.abs(samples) > _AUDIBLE]
    if not len(heard):
        return samples
    loudness = float(np.sqrt(np.mean(np.square(heard, dtype=np.float64))))
    gain = min(10 ** (target / 20) / loudness, PEAK / float(np.max(np.abs(samples))))
    return (samples * np.float32(gain)).astype(np.float32)


def lengthen(samples: Samples, seconds: float) -> Samples:
    """With silence after it, up to a length."""
    return np.pad(samples, (0, max(0, round(seconds * RATE) - len(samples))))


def write_alaw(path: Path, samples: Samples) -> None:
    """Raw A-law, there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            soundfile.write(file, samples, RATE, format="RAW", subtype="ALAW")
        # Asterisk may run as another user than the one who rendered.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
