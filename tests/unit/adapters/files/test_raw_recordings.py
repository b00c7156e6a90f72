"""From raw to Opus: the right voice on the right side, whole, and honest about what is not."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import soundfile

from router.adapters.files import raw_recordings
from router.adapters.files.raw_recordings import RawRecordingFolder, is_written
from router.services.finish_recordings import NoRoom, RecordingEmpty, RecordingName, RecordingSpoilt, parse_name

STEM = "node1-1763740800.7-1"
"""arrived 2025-11-21 16:00 UTC, which is the next day in Shanghai"""


def name() -> RecordingName:
    found = parse_name(STEM)
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> RawRecordingFolder:
    (tmp_path / "raw").mkdir()
    return RawRecordingFolder(tmp_path / "raw", tmp_path / "done", lambda: ZoneInfo("Asia/Shanghai"))


def tone(hertz: int, seconds: float, volume: float) -> Any:
    return volume * 32767 * np.sin(2 * np.pi * hertz * np.arange(int(8000 * seconds)) / 8000)


def write(tmp_path: Path, *, seconds: float = 3.0, extra: bytes = b"") -> Path:
    agent, citizen = tone(880, seconds, 0.5), tone(440, seconds, 0.25)
    raw = tmp_path / "raw" / f"{STEM}.raw"
    raw.write_bytes(np.stack([agent, citizen], axis=1).astype("<i2").tobytes() + extra)
    return raw


def strength(sound: Any, hertz: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(spectrum[round(hertz * len(sound) / 8000)] / spectrum.max())


@pytest.mark.parametrize("extra", [b"", b"\x01", b"\x01\x02\x03"])
def test_citizen_left_agent_right(folder: RawRecordingFolder, tmp_path: Path, extra: bytes) -> None:
    raw = write(tmp_path, extra=extra)
    done = folder.finish(name())
    path = tmp_path / "done" / done.path
    assert done.path == f"2025/11/22/{STEM}.opus"
    sound, rate = soundfile.read(path)
    assert rate == 8000
    assert strength(sound[:, 0], 440) > 0.9
    assert strength(sound[:, 0], 880) < 0.01
    assert strength(sound[:, 1], 880) > 0.9
    assert strength(sound[:, 1], 440) < 0.01
    assert done.seconds == 3.0
    assert done.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert done.size == path.stat().st_size
    assert done.citizen_rms == pytest.approx(-15.1, abs=1.0)
    assert done.agent_rms == pytest.approx(-9.0, abs=1.0)
    assert done.agent_peak > done.citizen_peak > -13.0
    assert raw.exists(), "raw goes only when the archive has it"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_peaks_show_both_voices_where_they_are(folder: RawRecordingFolder, tmp_path: Path) -> None:
    silence = np.zeros(8000)
    agent = np.concatenate((tone(880, 1, 0.5), silence))
    citizen = np.concatenate((silence, tone(440, 1, 0.25)))
    (tmp_path / "raw" / f"{STEM}.raw").write_bytes(np.stack([agent, citizen], axis=1).astype("<i2").tobytes())
    done = folder.finish(name())
    points = np.frombuffer(done.peaks, dtype=np.uint8).reshape(2, -1)
    assert points.shape == (2, 2000), "a byte per 8 frames of each side"
    heard, said = points[0], points[1]
    assert (heard[:900].max(), said[1100:].max()) < (5, 5)
    assert heard[1100:1900].max() / 255 == pytest.approx(0.25, abs=0.06)
    assert said[100:900].max() / 255 == pytest.approx(0.5, abs=0.1)


def test_a_message_is_one_voice(folder: RawRecordingFolder, tmp_path: Path) -> None:
    stem = STEM.removesuffix("-1") + "-m"
    soundfile.write(tmp_path / "raw" / f"{stem}.alaw", tone(440, 2, 0.5) / 32767, 8000, subtype="ALAW", format="RAW")
    (file,) = folder.waiting()
    assert (file.name, file.ending) == (stem, ".alaw")
    message = parse_name(stem)
    assert message is not None
    done = folder.finish(message)
    assert (done.path, done.seconds, done.channels) == (f"2025/11/22/{stem}.opus", 2.0, 1)
    assert (done.agent_peak, done.agent_rms) == (None, None)
    assert done.citizen_rms == pytest.approx(-9.0, abs=1.0)
    sound, rate = soundfile.read(tmp_path / "done" / done.path, always_2d=True)
    assert (rate, sound.shape[1]) == (8000, 1)
    assert strength(sound[:, 0], 440) > 0.9


def test_a_law_is_read_as_others_read_it(tmp_path: Path) -> None:
    codes = bytes(range(256))
    (tmp_path / "all.alaw").write_bytes(codes)
    expected, _ = soundfile.read(tmp_path / "all.alaw", dtype="int16", samplerate=8000, channels=1, subtype="ALAW",
                                 format="RAW")  # fmt: skip
    assert raw_recordings._message(codes).tolist() == expected.tolist()


def test_a_silent_side_is_told(folder: RawRecordingFolder, tmp_path: Path) -> None:
    silence = np.zeros(8000)
    sound = np.stack([silence, tone(440, 1, 0.5)], axis=1).astype("<i2")
    (tmp_path / "raw" / f"{STEM}.raw").write_bytes(sound.tobytes())
    done = folder.finish(name())
    assert done.agent_rms < -80
    assert done.citizen_rms > -20


def test_a_long_talk_is_made_in_blocks(
    folder: RawRecordingFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_recordings, "BLOCK_FRAMES", 1000)
    write(tmp_path, seconds=2.5)
    assert folder.finish(name()).seconds == 2.5


@pytest.mark.parametrize("content", [b"", b"\0\0\0"])
def test_empty(folder: RawRecordingFolder, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "raw" / f"{STEM}.raw").write_bytes(content)
    with pytest.raises(RecordingEmpty):
        folder.finish(name())


def test_no_room(folder: RawRecordingFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(NoRoom):
        folder.finish(name())


def test_a_disk_that_fills_up_while_it_is_written(
    folder: RawRecordingFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    encode = raw_recordings._encode
    monkeypatch.setattr(raw_recordings, "_encode", lambda raw, _part, shape: encode(raw, Path("/dev/full"), shape))
    with pytest.raises(NoRoom, match="No space left"):
        folder.finish(name())


def test_a_file_that_loses_sound_is_spoilt(
    folder: RawRecordingFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    encode = raw_recordings._encode

    def half(raw: Path, part: Path, shape: Any) -> None:
        short = tmp_path / "short.raw"
        short.write_bytes(raw.read_bytes()[: 8000 * 4])
        encode(short, part, shape)

    monkeypatch.setattr(raw_recordings, "_encode", half)
    with pytest.raises(RecordingSpoilt, match="8000 of 24000"):
        folder.finish(name())
    assert [path for path in (tmp_path / "done").rglob("*") if path.is_file()] == []


def test_a_file_that_does_not_decode_is_spoilt(
    folder: RawRecordingFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.setattr(raw_recordings, "_encode", lambda _raw, part, _shape: part.write_bytes(b"OggSjunk" * 100))
    with pytest.raises(RecordingSpoilt):
        folder.finish(name())


def test_what_waits(folder: RawRecordingFolder, tmp_path: Path) -> None:
    raw = write(tmp_path)
    (tmp_path / "raw" / "notes.txt").write_text("x")
    with raw.open("ab"):
        if is_written(raw) is None:
            pytest.skip("this file system grants no leases")
        assert [(file.name, file.writing) for file in folder.waiting()] == [(STEM, True)]
    (file,) = folder.waiting()
    assert (file.size, file.writing) == (raw.stat().st_size, False)
    with raw.open("rb"):
        assert is_written(raw) is False, "a reader is no writer"


def test_raw_goes_or_is_kept_aside(folder: RawRecordingFolder, tmp_path: Path) -> None:
    raw = write(tmp_path)
    folder.set_aside(raw.name)
    assert folder.waiting() == []
    os.replace(tmp_path / "raw" / "aside" / raw.name, raw)
    folder.remove(raw.name)
    folder.remove(raw.name)
    assert folder.waiting() == []


def test_what_is_written_anew_is_not_forgotten(folder: RawRecordingFolder, tmp_path: Path) -> None:
    raw = write(tmp_path)
    folder.finish(name())
    with raw.open("wb"):
        folder.remove(raw.name)
    assert [file.name for file in folder.waiting()] == [STEM]


def test_nothing_waits_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert RawRecordingFolder(tmp_path / "none", tmp_path, lambda: ZoneInfo("UTC")).waiting() == []
