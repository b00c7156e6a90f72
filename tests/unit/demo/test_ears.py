"""What the town's phones make of what they hear."""

from __future__ import annotations

import time
from typing import cast

import numpy as np
import pytest

from phones import Call
from phones.alaw import Samples
from phones.tone import RATE, sine
from router.demo.ears import AGENT_HZ, BEEP_HZ, CITIZEN_HZ, Hears, heard_beep, hears


class Ear:
    """The part of a call that is asked: its last sounds, which end now."""

    def __init__(self, *sounds: Samples) -> None:
        self._sounds = np.concatenate(sounds)

    def heard_since(self, at: float) -> Samples:
        return self._sounds[-max(1, round((time.monotonic() - at) * RATE)) :]


def ear(*sounds: Samples) -> Call:
    return cast(Call, Ear(*sounds))


def noise(seconds: float) -> Samples:
    return np.random.default_rng(1).normal(0, 3000, round(seconds * RATE)).astype(np.int16)


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [
        (sine(AGENT_HZ, 1.0), Hears.AGENT),
        (sine(CITIZEN_HZ, 1.0), Hears.CITIZEN),
        (sine(BEEP_HZ, 1.0), Hears.OTHER),
        (sine(450.0, 1.0), Hears.OTHER),  # a phone rings
        (sine(CITIZEN_HZ, 0.12), Hears.CITIZEN),
        (sine(AGENT_HZ, 0.13), Hears.AGENT),
        (noise(1.0), Hears.OTHER),
        (np.zeros(RATE, dtype=np.int16), Hears.OTHER),
    ],
)
def test_whom_a_phone_hears(sounds: Samples, expected: Hears) -> None:
    assert hears(ear(sounds)) is expected


@pytest.mark.parametrize("after", [0.1, 0.3, 0.45])
def test_a_beep_between_words_is_heard_wherever_it_lies(after: float) -> None:
    call = ear(noise(1.0), sine(BEEP_HZ, 0.3), noise(after))
    assert heard_beep(call, within=0.8)


def test_words_music_and_agents_are_no_beep() -> None:
    assert not heard_beep(ear(noise(2.0)), within=0.8)
    assert not heard_beep(ear(sine(AGENT_HZ, 2.0)), within=0.8)
    assert not heard_beep(ear(sine(BEEP_HZ, 0.1), np.zeros(100, dtype=np.int16)), within=0.8)
