"""Sound for a telephone: one channel, 8 kHz, an even level, A-law without a header."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

RATE: Final = 8_000
"""Samples, and with A-law bytes, per second."""
MASTER_RATE: Final = 16_000
"""Samples per second of what is kept for other codecs than today's."""
SPEECH_LEVEL: Final = -20.0
"""dBFS of the parts that are spoken"""
MUSIC_LEVEL: Final = -26.0
"""dBFS: below speech, so that a prompt stands out of it"""
PEAK: Final = 0.7
"""No sample above this part of full scale."""
_AUDIBLE: Final = 0.003
EDGE_SECONDS: Final = 0.1
"""silence that is left at either end"""

Samples = npt.NDArray[np.float32]


class Silent(Exception):
    """There is nothing to hear in it."""


def read_sound(path: Path, rate: int) -> Samples:
    """A sound file of any format as one channel at a rate, read in blocks.

    Raises:
        OSError, soundfile.LibsndfileError: it cannot be read.
    """
    parts: list[Samples] = []
    with soundfile.SoundFile(path) as source:
        resampler = soxr.ResampleStream(source.samplerate, rate, 1, dtype="float32")
        for block in source.blocks(blocksize=65_536, dtype="float32", always_2d=True):
            parts.append(resampler.resample_chunk(np.ascontiguousarray(block.mean(axis=1), dtype=np.float32)))
        parts.append(resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
    return np.concatenate(parts)


def read_telephone(path: Path) -> Samples:
    """The same at 8 kHz."""
    return read_sound(path, RATE)


def to_telephone(master: Samples) -> Samples:
    """A master at 8 kHz, its peaks still below full scale."""
    samples: Samples = np.clip(soxr.resample(master, MASTER_RATE, RATE), -0.99, 0.99).astype(np.float32)
    return samples


def trim(samples: Samples, rate: int = RATE, edge: float = EDGE_SECONDS) -> Samples:
    """Without the silence at both ends, but for `edge` seconds.

    Raises:
        Silent: there is nothing but silence.
    """
    heard = np.flatnonzero(np.abs(samples) > _AUDIBLE)
    if not len(heard):
        raise Silent(Silent.__doc__)
    silence = np.zeros(round(edge * rate), dtype=np.float32)
    return np.concatenate((silence, samples[heard[0] : heard[-1] + 1], silence))


def level(samples: Samples, target: float) -> Samples:
    """At `target` dBFS (root mean square of what is audible), but never above the peak."""
    heard = samples[np.abs(samples) > _AUDIBLE]
    if not len(heard):
        return samples
    loudness = float(np.sqrt(np.mean(np.square(heard, dtype=np.float64))))
    gain = min(10 ** (target / 20) / loudness, PEAK / float(np.max(np.abs(samples))))
    return (samples * np.float32(gain)).astype(np.float32)


def lengthen(samples: Samples, seconds: float, rate: int = RATE) -> Samples:
    """With silence after it, up to a length."""
    return np.pad(samples, (0, max(0, round(seconds * rate) - len(samples))))


def write_alaw(path: Path, samples: Samples) -> None:
    """Raw A-law, there whole or not at all."""
    _write(path, lambda file: soundfile.write(file, samples, RATE, format="RAW", subtype="ALAW"))


def write_master(path: Path, samples: Samples) -> None:
    """FLAC at the master's rate, there whole or not at all."""
    _write(path, lambda file: soundfile.write(file, samples, MASTER_RATE, format="FLAC", subtype="PCM_16"))


def _write(path: Path, write: Callable[[BinaryIO], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as file:
            write(file)
        # Asterisk may run as another user than the one who rendered.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
