"""Known words are told from others, also with some of their packets lost."""

from __future__ import annotations

import numpy as np
import pytest

from phones import alaw
from phones.alaw import Samples
from phones.likeness import KnownWords
from phones.tone import RATE


def words(seed: int, seconds: float = 1.5) -> Samples:
    """Something as irregular as speech."""
    noise = np.random.default_rng(seed).normal(0, 4000, round(seconds * RATE)).astype(np.int16)
    return alaw.decode(alaw.encode(noise))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.int16)


PROMPT = np.concatenate([words(1), silence(0.4)])


@pytest.mark.parametrize("before", [0.0, 0.013, 0.5])
def test_words_are_found_wherever_they_lie(before: float) -> None:
    heard = np.concatenate([silence(before), words(2)[: round(before * RATE)], PROMPT, words(3)])
    assert KnownWords(PROMPT).are_in(heard)


def test_one_of_the_two_pieces_will_do() -> None:
    heard = PROMPT.copy()
    end = len(words(1))
    heard[end - 1600 : end - 1440] = 0  # a packet within the last 0.3 s
    heard[end - 2000 :] = np.roll(heard[end - 2000 :], 333)
    assert KnownWords(PROMPT).are_in(heard)


def test_other_words_and_the_beginning_alone_are_not_enough() -> None:
    known = KnownWords(PROMPT)
    assert not known.are_in(words(2, 3.0))
    assert not known.are_in(PROMPT[: round(0.8 * RATE)])
    assert not known.are_in(silence(2.0))
    assert not known.are_in(PROMPT[:100])


def test_a_prompt_that_cannot_be_known_again_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        KnownWords(silence(2.0))
