"""What is heard, in words."""

from __future__ import annotations

import numpy as np
import pytest

from phones.listening import SILENCE, SOUND, Listening, describe
from phones.scripts import masked
from phones.tone import sine

TONE = sine(880, 0.4)
QUIET = np.zeros(3200, dtype=np.int16)
VOICE = np.random.default_rng(3).integers(-5000, 5000, 3200).astype(np.int16)


def test_descriptions() -> None:
    assert [describe(QUIET), describe(TONE), describe(VOICE)] == [SILENCE, "a tone of 880 Hz", SOUND]


def test_a_change_is_told_once_and_only_when_it_lasts() -> None:
    listening = Listening()
    looks = [TONE, TONE, VOICE, TONE, TONE, TONE, TONE]
    assert [listening.look(sound) for sound in looks] == [None, None, None, None, None, "a tone of 880 Hz", None]


def test_a_speakers_pause_is_not_silence() -> None:
    listening = Listening()
    told = [listening.look(sound) for sound in [VOICE] * 3 + [QUIET] * 5 + [VOICE] * 3 + [QUIET] * 10]
    assert [one for one in told if one] == [SOUND, SILENCE]


@pytest.mark.parametrize(
    ("number", "shown"), [("13800138000", "138******00"), ("1234567", "123***67"), ("123456", "******"), ("", "")]
)
def test_numbers_are_masked(number: str, shown: str) -> None:
    assert masked(number) == shown
