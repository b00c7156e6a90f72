"""What the recording of a talk costs at the least: encoding it and reading it back, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import soundfile

from router.adapters.files.opus import RATE, read_opus, write_opus

TALKS: Final = {5: 15, 60: 5}
"""seconds of a talk, and how often it is measured"""
CHANNELS: Final = 2


def recording_floor_ms(voice: Path, *, small: bool = False) -> dict[str, float]:
    """Median CPU of this thread in milliseconds, by the talk's length in seconds.

    Args:
        voice: A-law at 8 kHz without a header; said again and again on both channels.
        small: each once only.
    """
    once, _ = soundfile.read(voice, format="RAW", subtype="ALAW", samplerate=RATE, channels=1, dtype="int16")
    with TemporaryDirectory(prefix="hotline-bench-") as folder:
        path = Path(folder) / "talk.opus"
        # The first one loads FFmpeg, which a process does once.
        _finish(path, _talk(once, 1))
        return {
            str(seconds): round(median(_finish(path, _talk(once, seconds)) for _ in range(1 if small else times)), 1)
            for seconds, times in TALKS.items()
        }


def _talk(once: Any, seconds: int) -> Any:
    return np.repeat(np.resize(once, seconds * RATE)[:, np.newaxis], CHANNELS, axis=1)


def _finish(path: Path, sound: Any) -> float:
    began = time.thread_time()
    write_opus(path, CHANNELS, [sound])
    for _ in read_opus(path, CHANNELS):
        pass
    return (time.thread_time() - began) * 1000
