"""Ogg Opus: as long as what went in, read alike by another decoder, and what is damaged is not taken for whole."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from router.adapters.files.opus import OpusFailed, read_opus, to_16_bits, write_opus


def babble(frames: int, channels: int = 2) -> Any:
    """Something that changes all the time, a different thing on each side."""
    at = np.arange(frames)[:, np.newaxis] / 8000
    hertz = np.array([300.0, 500.0])[:channels]
    return (8000 * np.sin(2 * np.pi * (hertz * at + 40 * np.sin(7 * at)))).astype(np.int16)


def read(path: Path, channels: int = 2) -> Any:
    return np.concatenate(list(read_opus(path, channels)))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [1, 159, 160, 161, 8000, 20_001])
def test_as_long_as_what_went_in(tmp_path: Path, frames: int, channels: int) -> None:
    path, sound = tmp_path / "x.opus", babble(frames, channels)
    write_opus(path, channels, [sound])
    assert read(path, channels).shape == (frames, channels)
    there = soundfile.info(path)
    assert (there.frames, there.samplerate, there.channels) == (frames, 8000, channels)
    assert (there.format, there.subtype) == ("OGG", "OPUS")


def test_blocks_are_one_sound(tmp_path: Path) -> None:
    sound = babble(24_000)
    write_opus(tmp_path / "whole.opus", 2, [sound])
    write_opus(tmp_path / "blocks.opus", 2, np.array_split(sound, [1, 777, 12_345]))
    assert (tmp_path / "blocks.opus").read_bytes() == (tmp_path / "whole.opus").read_bytes()


def test_another_decoder_hears_the_same_at_the_same_time(tmp_path: Path) -> None:
    path, sound = tmp_path / "x.opus", babble(20_001)
    write_opus(path, 2, [sound])
    heard, others = read(path), soundfile.read(path)[0]
    assert np.abs(heard - others).max() < 0.001
    assert np.abs(heard - sound / 32768).max() < 0.1


def test_a_side_that_is_silent_stays_so(tmp_path: Path) -> None:
    path, sound = tmp_path / "x.opus", babble(16_000)
    sound[:, 1] = 0
    write_opus(path, 2, [sound])
    assert np.abs(read(path)[:, 1]).max() < 0.0001


def test_what_another_encoder_wrote_is_read(tmp_path: Path) -> None:
    path, sound = tmp_path / "x.opus", babble(20_000)
    soundfile.write(path, sound, 8000, format="OGG", subtype="OPUS")
    assert np.abs(read(path) - soundfile.read(path)[0]).max() < 0.01


def test_a_full_disk_is_no_fault_of_the_sound() -> None:
    with pytest.raises(OSError, match="No space left") as told:
        write_opus(Path("/dev/full"), 2, [babble(8000)])
    assert told.value.errno == errno.ENOSPC


@pytest.mark.parametrize(
    ("rate", "channels", "subtype", "said"),
    [
        (16_000, 2, "OPUS", "opus of 2 channels at 16000 Hz"),
        (8000, 1, "OPUS", "opus of 1 channels at 8000 Hz"),
        (8000, 2, "VORBIS", "vorbis of 2 channels at 8000 Hz"),
    ],
)
def test_another_shape_is_refused(tmp_path: Path, rate: int, channels: int, subtype: str, said: str) -> None:
    path = tmp_path / "x.ogg"
    soundfile.write(path, babble(16_000, channels), rate, format="OGG", subtype=subtype)
    with pytest.raises(OpusFailed, match=said):
        read(path)


@pytest.mark.parametrize("content", [b"", b"OggSjunk" * 100, b"RIFF" + bytes(5000)])
def test_what_is_no_ogg_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.opus"
    path.write_bytes(content)
    with pytest.raises(OpusFailed):
        read(path)


def test_what_is_lost_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.opus"
    write_opus(path, 2, [babble(80_000)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert len(read(path)) < 60_000
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :])
    assert len(read(path)) < 75_000, "a page whose checksum is wrong"


def test_files_in_a_row_of_other_channels_are_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "x.opus"
    write_opus(path, 1, [babble(8000, 1)])
    mono = path.read_bytes()
    write_opus(path, 2, [babble(8000)])
    path.write_bytes(path.read_bytes() + mono)
    with pytest.raises(OpusFailed):
        read(path)


def test_to_16_bits_and_not_beyond() -> None:
    block = np.array([[-1.5, -1.0], [0.5, 1.5]], dtype=np.float32)
    assert to_16_bits(block).tolist() == [[-32768, -32768], [16384, 32767]]
