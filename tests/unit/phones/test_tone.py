"""The tone detector finds what is there, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from phones import alaw
from phones.alaw import Samples
from phones.tone import FLOOR_DB, heard, sine, sound_level, steady_tone, tone_level, tone_spans


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 8000), dtype=np.int16)


def noise(seconds: float, peak: int) -> Samples:
    random = np.random.default_rng(7)
    return random.integers(-peak, peak, round(seconds * 8000)).astype(np.int16)


def test_a_tone_as_sent_arrives_at_minus_12_db() -> None:
    assert tone_level(alaw.decode(alaw.encode(sine(880, 0.5))), 880) == pytest.approx(-12, abs=0.3)


def test_a_tone_leaves_no_trace_at_another() -> None:
    assert tone_level(sine(880, 0.5), 440) < -60


def test_a_neighbour_leaves_no_trace_even_in_a_short_look() -> None:
    assert tone_level(sine(890, 0.04), 700) < -55


def test_silence_and_nothing_are_at_the_floor() -> None:
    assert tone_level(silence(0.1), 440) == sound_level(silence(0.1)) == FLOOR_DB
    assert tone_level(silence(0), 440) == sound_level(silence(0)) == FLOOR_DB


def test_two_tones_at_once_are_both_heard() -> None:
    both = (sine(440, 0.5) // 2 + sine(880, 0.5) // 2).astype(np.int16)
    assert heard(both, 440)
    assert heard(both, 880)
    assert not heard(both, 660)


@pytest.mark.parametrize("sound", [silence(1), noise(1, 8000), sine(540, 1), sine(440, 0.05)])
def test_no_tone_is_heard_in(sound: Samples) -> None:
    assert not heard(sound, 440)


def test_a_tone_is_heard_through_noise() -> None:
    assert heard((sine(440, 0.5) + noise(0.5, 2000)).astype(np.int16), 440)


def test_a_tone_that_is_too_short_is_not_heard() -> None:
    sound = np.concatenate([silence(0.3), sine(440, 0.15), silence(0.3)])
    assert heard(sound, 440, seconds=0.1)
    assert not heard(sound, 440, seconds=0.2)


def test_spans_tell_where_the_tone_is() -> None:
    sound = np.concatenate([silence(0.5), sine(440, 0.3), sine(880, 0.4), sine(440, 0.2), silence(0.1)])
    spans = tone_spans(sound, 440)
    assert np.array(spans) == pytest.approx(np.array([(0.5, 0.8), (1.2, 1.4)]), abs=0.02)


def test_a_short_gap_is_closed_and_a_long_one_is_not() -> None:
    def with_gap(seconds: float) -> int:
        return len(tone_spans(np.concatenate([sine(440, 0.3), silence(seconds), sine(440, 0.3)]), 440))

    assert (with_gap(0.02), with_gap(0.2)) == (1, 2)


def test_a_long_recording_is_searched_to_its_end() -> None:
    assert len(tone_spans(np.concatenate([silence(50), sine(440, 0.3)]), 440)) == 1


def test_only_a_pure_tone_is_steady() -> None:
    assert steady_tone(sine(880, 0.4)) == pytest.approx(880, abs=3)
    assert steady_tone(noise(0.4, 8000)) is None
    assert steady_tone((sine(440, 0.4) // 2 + sine(700, 0.4) // 2).astype(np.int16)) is None
    assert steady_tone(silence(0.4)) is None
