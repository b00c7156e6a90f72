"""The whole call in one file: everything of every part, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from router.adapters.files.joined_recordings import JoinFailed, join_recordings, joined_files
from router.adapters.files.opus import to_16_bits, write_opus

CALL = "node1-1763740800.7"


def part(folder: Path, number: int, hertz: int, *, channels: int = 2) -> tuple[Path, str]:
    path = folder / f"{CALL}-{number}.opus"
    tone = 0.5 * np.sin(2 * np.pi * hertz * np.arange(8000) / 8000)
    silence = np.zeros(8000)
    write_opus(path, channels, [to_16_bits(np.stack([tone, silence][:channels], axis=1))])
    return path, f"sha{number}"


def strongest(sound: Any) -> int:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return round(int(spectrum.argmax()) * 8000 / len(sound))


def test_parts_come_in_order_and_keep_their_sides(tmp_path: Path) -> None:
    parts = [part(tmp_path, number, hertz) for number, hertz in ((1, 400), (2, 700), (3, 1100))]
    path = join_recordings(CALL, parts)
    sound, rate = soundfile.read(path)
    assert (rate, sound.shape) == (8000, (24000, 2))
    assert [strongest(sound[second * 8000 + 400 : second * 8000 + 7600, 0]) for second in range(3)] == [400, 700, 1100]
    assert np.abs(sound[:, 1]).max() < 0.01
    assert join_recordings(CALL, parts) == path
    assert list(joined_files(CALL, tmp_path)) == [path]


def test_a_part_that_comes_late_makes_a_new_file_and_the_former_goes(tmp_path: Path) -> None:
    parts = [part(tmp_path, number, 400) for number in (1, 2)]
    former = join_recordings(CALL, parts)
    path = join_recordings(CALL, [*parts, part(tmp_path, 3, 400)])
    assert path != former
    assert list(joined_files(CALL, tmp_path)) == [path]


@pytest.mark.parametrize("wrong", ["gone", "junk", "mono"])
def test_a_part_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path, wrong: str) -> None:
    parts = [part(tmp_path, 1, 400), part(tmp_path, 2, 400, channels=1 if wrong == "mono" else 2)]
    if wrong == "gone":
        parts[1][0].unlink()
    if wrong == "junk":
        parts[1][0].write_bytes(b"OggSjunk" * 100)
    with pytest.raises(JoinFailed):
        join_recordings(CALL, parts)
    assert list(joined_files(CALL, tmp_path)) == []
