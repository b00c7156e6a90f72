"""A-law and mu-law against values of ITU-T G.711."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from phones import alaw, ulaw

ALL_CODES = bytes(range(256))


@pytest.mark.parametrize(
    ("codec", "code", "sample"),
    [
        (alaw, 0xD5, 8), (alaw, 0x55, -8), (alaw, 0xAA, 32256), (alaw, 0x2A, -32256), (alaw, 0x80, 5504),
        (ulaw, 0xFF, 0), (ulaw, 0x7F, 0), (ulaw, 0x80, 32124), (ulaw, 0x00, -32124), (ulaw, 0xF0, 120),
    ],
)  # fmt: skip
def test_known_values(codec: ModuleType, code: int, sample: int) -> None:
    assert codec.decode(bytes([code])).tolist() == [sample]


def test_every_alaw_code_survives() -> None:
    assert alaw.encode(alaw.decode(ALL_CODES)) == ALL_CODES


def test_every_ulaw_code_but_negative_zero_survives() -> None:
    assert ulaw.encode(ulaw.decode(ALL_CODES)) == ALL_CODES.replace(b"\x7f", b"\xff")


@pytest.mark.parametrize("codec", [alaw, ulaw])
def test_the_nearest_code_is_taken(codec: ModuleType) -> None:
    samples = np.arange(-32768, 32768, 7).astype(np.int16)
    levels = codec.decode(ALL_CODES).astype(np.int32)
    nearest = np.array([np.min(np.abs(levels - int(sample))) for sample in samples])
    assert np.array_equal(np.abs(codec.decode(codec.encode(samples)).astype(np.int32) - samples), nearest)


@pytest.mark.parametrize("codec", [alaw, ulaw])
def test_silence_is_zero_encoded(codec: ModuleType) -> None:
    assert codec.encode(np.zeros(3, dtype=np.int16)) == codec.SILENCE * 3
