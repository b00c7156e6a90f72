from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ivr.music import MusicMissing, render_music


@dataclass
class FakeRuntime:
    asterisk_data: Path


def record(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (round(seconds * 44_100), 2))
    soundfile.write(path, noise, 44_100)


def test_each_recording_is_made_once_and_again_when_it_changes(tmp_path: Path) -> None:
    runtime, sounds = FakeRuntime(tmp_path / "data"), tmp_path / "sounds"
    source = runtime.asterisk_data / "moh" / "song.wav"
    record(source, 1)
    (made,) = render_music(runtime, sounds)
    assert made == sounds / "music" / "song.alaw"
    assert made.stat().st_size == pytest.approx(8_000, abs=2)
    made.write_bytes(b"kept")
    render_music(runtime, sounds)
    assert made.read_bytes() == b"kept"
    record(source, 2)
    render_music(runtime, sounds)
    assert made.stat().st_size == pytest.approx(16_000, abs=2)


def test_nothing_but_music_lies_in_the_folder(tmp_path: Path) -> None:
    runtime = FakeRuntime(tmp_path / "data")
    record(runtime.asterisk_data / "moh" / "song.wav", 0.2)
    render_music(runtime, tmp_path / "sounds")
    assert [entry.name for entry in (tmp_path / "sounds" / "music").iterdir()] == ["song.alaw"]


def test_a_runtime_without_music_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MusicMissing):
        render_music(FakeRuntime(tmp_path), tmp_path / "sounds")


def test_a_recording_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "moh").mkdir()
    (tmp_path / "moh" / "song.wav").write_bytes(b"junk")
    with pytest.raises(MusicMissing, match=r"song\.wav"):
        render_music(FakeRuntime(tmp_path), tmp_path / "sounds")


def own(assets: Path, *names: str) -> None:
    for name in names:
        record(assets / f"{name}.wav", 0.2)


def lying(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_a_class_of_the_bundle_lies_beside_the_platforms_music(tmp_path: Path) -> None:
    runtime, sounds, assets = FakeRuntime(tmp_path / "data"), tmp_path / "sounds", tmp_path / "assets"
    record(runtime.asterisk_data / "moh" / "song.wav", 0.2)
    own(assets, "aa", "bb")
    render_music(runtime, sounds, {"calm": ("aa", "bb")}, assets=assets)
    assert lying(sounds / "music") == {"song.alaw"}
    assert lying(sounds / "music-calm") == {"aa.alaw", "bb.alaw"}
    render_music(runtime, sounds, {"calm": ("bb",), "empty": ()}, assets=assets)
    assert lying(sounds / "music-calm") == {"bb.alaw"}


def test_the_bundle_may_have_its_own_default(tmp_path: Path) -> None:
    runtime, sounds, assets = FakeRuntime(tmp_path / "data"), tmp_path / "sounds", tmp_path / "assets"
    record(runtime.asterisk_data / "moh" / "song.wav", 0.2)
    render_music(runtime, sounds)
    own(assets, "aa")
    render_music(runtime, sounds, {"default": ("aa",)}, assets=assets)
    assert lying(sounds / "music") == {"aa.alaw"}
    render_music(runtime, sounds)
    assert lying(sounds / "music") == {"song.alaw"}


def test_a_recording_that_is_not_there_removes_nothing(tmp_path: Path) -> None:
    runtime, sounds, assets = FakeRuntime(tmp_path / "data"), tmp_path / "sounds", tmp_path / "assets"
    record(runtime.asterisk_data / "moh" / "song.wav", 0.2)
    render_music(runtime, sounds)
    with pytest.raises(MusicMissing, match=r"aa\.wav"):
        render_music(runtime, sounds, {"default": ("aa",)}, assets=assets)
    assert lying(sounds / "music") == {"song.alaw"}
