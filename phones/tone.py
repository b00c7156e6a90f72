"""Tones at 8 kHz: make them, and find them in what was heard (the Goertzel sum, windowed)."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from phones.alaw import Samples

RATE: Final = 8000
"""Samples per second, everywhere in this package."""
TONE_PEAK: Final = 8192
"""Peak of a tone as sent: 12 dB below full scale."""
FLOOR_DB: Final = -120.0
THRESHOLD_DB: Final = -30.0
"""A tone as sent arrives at -12 dB; another tone's leakage lies below -60 dB."""
_WINDOW: Final = 320
_HOP: Final = 80
_BLOCK: Final = 2000


def sine(hz: float, seconds: float, *, peak: int = TONE_PEAK) -> Samples:
    """A sine wave of `seconds`, from phase 0."""
    n = np.arange(round(seconds * RATE))
    wave: Samples = np.rint(peak * np.sin(2 * np.pi * hz * n / RATE)).astype(np.int16)
    return wave


def tone_level(samples: Samples, hz: float) -> float:
    """Level of the sine at `hz` in the whole of `samples`: dB, 0 is a full-scale sine, -120 the floor."""
    if len(samples) == 0:
        return FLOOR_DB
    return float(_levels(samples[np.newaxis, :], hz)[0])


def sound_level(samples: Samples) -> float:
    """Level of everything: dB, 0 is a full-scale sine, -120 the floor."""
    if len(samples) == 0:
        return FLOOR_DB
    power = float(np.mean((samples.astype(np.float64) / 32768) ** 2))
    return max(FLOOR_DB, 10 * float(np.log10(2 * power))) if power > 0 else FLOOR_DB


def tone_spans(
    samples: Samples, hz: float, *, threshold: float = THRESHOLD_DB, shortest: float = 0.06, bridge: float = 0.04
) -> list[tuple[float, float]]:
    """Where the tone is: (start, end) in seconds from the first sample, right to about 20 ms.

    Gaps up to `bridge` seconds are closed; spans shorter than `shortest` are left out. Tones must lie 100 Hz apart
    to be told from each other.
    """
    if len(samples) < _WINDOW:
        return []
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    present = np.flatnonzero(_levels(frames, hz) >= threshold)
    if len(present) == 0:
        return []
    # A frame stands for the hop around its middle.
    lead = (_WINDOW - _HOP) / 2
    breaks = np.flatnonzero(np.diff(present) - 1 > bridge * RATE / _HOP)
    starts = present[np.concatenate(([0], breaks + 1))]
    ends = present[np.concatenate((breaks, [len(present) - 1]))]
    spans = [
        ((float(start) * _HOP + lead) / RATE, (float(end) * _HOP + lead + _HOP) / RATE)
        for start, end in zip(starts, ends, strict=True)
    ]
    return [span for span in spans if span[1] - span[0] >= shortest]


def heard(samples: Samples, hz: float, threshold: float = THRESHOLD_DB, *, seconds: float = 0.1) -> bool:
    """Is the tone there without a break for at least `seconds`?"""
    return any(end - start >= seconds - _HOP / RATE for start, end in tone_spans(samples, hz, threshold=threshold))


def steady_tone(samples: Samples, *, share: float = 0.9, level: float = -40.0) -> float | None:
    """The frequency in Hz of a pure tone that makes up `share` of the power of `samples`; None for voices and music."""
    if len(samples) < RATE // 10 or sound_level(samples) < level:
        return None
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    peak = int(np.argmax(spectrum))
    if float(spectrum[max(0, peak - 2) : peak + 3].sum()) < share * float(spectrum.sum()):
        return None
    return peak * RATE / len(samples)


def _levels(frames: npt.NDArray[np.int16], hz: float) -> npt.NDArray[np.float64]:
    """Level in dB of the sine at `hz` in each row. The Hann window keeps other tones' leakage out."""
    size = frames.shape[1]
    window = np.hanning(size) if size > 2 else np.ones(size)
    kernel = window * np.exp(-2j * np.pi * hz * np.arange(size) / RATE) * (2 / window.sum() / 32768)
    # In blocks: the product makes complex copies, sixteen times the size of what was heard. Not `@`: the linear algebra
    # library's threads spin between calls, a whole core for one phone that listens.
    blocks = [np.einsum("ij,j->i", frames[row : row + _BLOCK], kernel) for row in range(0, len(frames), _BLOCK)]
    amplitude = np.abs(np.concatenate(blocks))
    levels: npt.NDArray[np.float64] = 20 * np.log10(np.maximum(amplitude, 10 ** (FLOOR_DB / 20)))
    return levels
