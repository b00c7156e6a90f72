"""What a phone says, frame by frame."""

from __future__ import annotations

import numpy as np
import pytest

from phones import alaw
from phones.codec import ALAW, ULAW
from phones.tone import heard, sine
from phones.voice import Voice


def said(voice: Voice, frames: int, first: int = 0) -> alaw.Samples:
    return voice.codec.decode(b"".join(voice.frame(first + n) for n in range(frames)))


@pytest.mark.parametrize("codec", [ALAW, ULAW])
def test_a_tone_has_no_seam_over_many_frames(codec: object) -> None:
    voice = Voice(codec, 441)  # type: ignore[arg-type]
    whole = sine(441, 3.0)
    assert np.max(np.abs(said(voice, 150) - whole)) < 300


def test_played_samples_come_before_the_tone() -> None:
    voice = Voice(ALAW, 440)
    voice.play(sine(880, 0.205))
    sound = said(voice, 40)
    assert heard(sound[:1600], 880)
    assert not heard(sound[:1600], 440)
    assert heard(sound[1760:], 440)


def test_without_a_tone_it_is_silent() -> None:
    voice = Voice(ALAW, 440)
    voice.set_tone(None)
    assert voice.frame(3) == b"\xd5" * 160


@pytest.mark.parametrize("hz", [0, -1, 4000])
def test_a_tone_beyond_the_telephone_is_refused(hz: int) -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        Voice(ALAW, hz)
