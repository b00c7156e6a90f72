"""The acceptance scenarios' ear for prompts can say no."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from phones import alaw
from phones.alaw import Samples
from tests.acceptance.ears import heard_prompt

RATE = 8000


def babble(seed: int, seconds: float) -> Samples:
    """Something as varied as speech: noise whose colour and level change every tenth of a second."""
    random = np.random.default_rng(seed)
    parts = []
    for _ in range(round(seconds * 10)):
        noise = np.convolve(random.standard_normal(RATE // 10), random.standard_normal(8), mode="same")
        parts.append(noise * random.uniform(300, 2500))
    return np.clip(np.concatenate(parts), -32000, 32000).astype(np.int16)


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    path = tmp_path / "prompt.alaw"
    path.write_bytes(alaw.encode(babble(1, 3.0)))
    return path


def said(path: Path) -> Samples:
    return alaw.decode(path.read_bytes())


def test_a_prompt_amid_other_sounds(prompt: Path) -> None:
    assert heard_prompt(np.concatenate([babble(2, 1.37), said(prompt), babble(3, 1.0)]), prompt)


def test_one_lost_packet_is_forgiven(prompt: Path) -> None:
    words = said(prompt).copy()
    words[8000:8160] = 0
    assert heard_prompt(words, prompt)


def test_another_prompt_is_not_it(prompt: Path) -> None:
    assert not heard_prompt(babble(4, 6.0), prompt)


def test_half_of_it_is_not_it(prompt: Path) -> None:
    words = said(prompt)
    assert not heard_prompt(np.concatenate([babble(2, 1.0), words[: len(words) // 2], babble(3, 2.0)]), prompt)


def test_its_pieces_in_another_order_are_not_it(prompt: Path) -> None:
    words = said(prompt)
    assert not heard_prompt(np.concatenate(list(reversed(np.split(words, 12)))), prompt)


def test_silence_and_nothing_are_not_it(prompt: Path) -> None:
    assert not heard_prompt(np.zeros(5 * RATE, dtype=np.int16), prompt)
    assert not heard_prompt(np.zeros(0, dtype=np.int16), prompt)
