"""Levels and peaks: what a plain look at the whole sound gives, however it comes in."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from router.adapters.files.levels import FLOOR_DB, POINTS, Levels

FRAMES = 20_010


def sound() -> Any:
    """A loud side that grows, and a quieter one that fades."""
    at = np.arange(FRAMES) / FRAMES
    sides = (np.sin(at * 3000) * at * 0.8, np.cos(at * 5000) * (1 - at) * 0.2)
    return np.stack(sides, axis=1).astype(np.float32)


@pytest.mark.parametrize("cuts", [[], [7], [1, 2, 9_999, 20_009], [11, 22, 33]])
def test_as_the_whole_sound_says(cuts: list[int]) -> None:
    whole = sound()
    levels = Levels(2, expected=FRAMES)
    for block in np.array_split(whole, cuts):
        levels.add(block)
    step = math.ceil(FRAMES / POINTS)
    loudest = [np.abs(whole[begin : begin + step]).max(axis=0) for begin in range(0, FRAMES, step)]
    assert levels.frames == FRAMES
    assert levels.peaks() == bytes(np.rint(255 * np.stack(loudest, axis=1)).astype(np.uint8).tobytes())
    for number in (0, 1):
        level, side = levels.channel(number), whole[:, number].astype(np.float64)
        assert level.peak == round(20 * math.log10(np.abs(side).max()), 1)
        assert level.rms == round(20 * math.log10(math.sqrt((side**2).mean())), 1)


def test_the_memory_layout_changes_nothing() -> None:
    rows, columns = Levels(2, expected=FRAMES), Levels(2, expected=FRAMES)
    rows.add(np.ascontiguousarray(sound()))
    columns.add(np.asfortranarray(sound()))
    assert rows.peaks() == columns.peaks()
    assert rows.channel(0) == columns.channel(0)


def test_silence_and_nothing_at_all() -> None:
    silent, empty = Levels(2, expected=100), Levels(1)
    silent.add(np.zeros((100, 2), dtype=np.float32))
    assert silent.peaks() == bytes(200)
    assert silent.channel(1).peak == FLOOR_DB
    assert empty.peaks() == b""
    assert empty.channel(0).rms == FLOOR_DB
