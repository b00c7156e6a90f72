from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.sound import (
    MUSIC_LEVEL,
    PEAK,
    RATE,
    SPEECH_LEVEL,
    Samples,
    Silent,
    lengthen,
    level,
    read_telephone,
    trim,
    write_alaw,
)


def tone(hz: float, seconds: float, amplitude: float, rate: int = RATE) -> Samples:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def decibels(samples: Samples) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


@pytest.mark.parametrize("amplitude", [0.02, 0.9])
def test_level_is_even(amplitude: float) -> None:
    assert decibels(level(tone(440, 1, amplitude), SPEECH_LEVEL)) == pytest.approx(SPEECH_LEVEL, abs=0.5)


def test_level_never_passes_the_peak() -> None:
    spiky = tone(440, 1, 0.05)
    spiky[100] = 1.0
    assert np.abs(level(spiky, MUSIC_LEVEL)).max() <= PEAK + 1e-6


def test_silence_stays_silence() -> None:
    assert not level(np.zeros(100, dtype=np.float32), SPEECH_LEVEL).any()


def test_trim_leaves_a_tenth_of_a_second_at_either_end() -> None:
    quiet = np.zeros(RATE, dtype=np.float32)
    trimmed = trim(np.concatenate((quiet, tone(440, 0.5, 0.5), quiet)))
    assert len(trimmed) == pytest.approx(RATE * 0.7, abs=20)


def test_nothing_to_hear_is_refused() -> None:
    with pytest.raises(Silent):
        trim(np.zeros(RATE, dtype=np.float32))


def test_lengthen_pads_but_never_cuts() -> None:
    assert len(lengthen(tone(440, 1, 0.5), 3)) == 3 * RATE
    assert len(lengthen(tone(440, 1, 0.5), 0.5)) == RATE


def test_two_channels_at_44100_become_one_at_8000(tmp_path: Path) -> None:
    rate = 44_100
    left, right = tone(440, 2, 0.5, rate), np.zeros(2 * rate, dtype=np.float32)
    soundfile.write(tmp_path / "x.wav", np.stack((left, right), axis=1), rate)
    samples = read_telephone(tmp_path / "x.wav")
    assert len(samples) == pytest.approx(2 * RATE, abs=2)
    spectrum = np.abs(np.fft.rfft(samples[: 2 * RATE - 2]))
    assert np.argmax(spectrum) / 2 == pytest.approx(440, abs=1)


def test_alaw_is_one_byte_a_sample_and_is_heard_again(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "x.alaw"
    samples = tone(440, 1, 0.3)
    write_alaw(path, samples)
    assert path.stat().st_size == RATE
    again, _ = soundfile.read(path, samplerate=RATE, channels=1, format="RAW", subtype="ALAW", dtype="float32")
    assert np.abs(again - samples).max() < 0.02
    assert [entry.name for entry in path.parent.iterdir()] == ["x.alaw"]
