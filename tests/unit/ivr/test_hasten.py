from __future__ import annotations

import numpy as np

from ivr.hasten import MOST, hasten
from ivr.sound import Samples

RATE = 16_000


def tone(seconds: float, hz: float = 200.0) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def loudest(samples: Samples) -> float:
    """The frequency with the most energy."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE / len(samples))


def test_what_is_short_enough_stays() -> None:
    some = tone(0.9)
    assert hasten(some, RATE, 0.95) is some


def test_what_is_too_long_fits_at_the_same_pitch_and_without_gaps() -> None:
    made = hasten(tone(1.2), RATE, 0.95)
    assert len(made) == int(0.95 * RATE)
    assert abs(loudest(made) - 200) < 4
    middle = made[RATE // 10 : -RATE // 10]
    turns = np.abs(middle[: len(middle) // 80 * 80].reshape(-1, 80)).max(axis=1)
    assert turns.min() > 0.3


def test_the_end_is_said_too_unless_it_would_be_gabbled() -> None:
    both = np.concatenate((tone(0.7, 200), tone(0.5, 400)))
    assert abs(loudest(hasten(both, RATE, 0.95)[-RATE // 4 :]) - 400) < 8
    far_too_long = np.concatenate((tone(0.95 * MOST + 0.2, 200), tone(1, 400)))
    assert abs(loudest(hasten(far_too_long, RATE, 0.95)[-RATE // 4 :]) - 200) < 8
