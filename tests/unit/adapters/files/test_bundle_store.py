"""Stored bundles, and which of them starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from router.adapters import codec
from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleDamaged, BundleStore
from router.adapters.files.bundle_to_start import bundle_to_start
from router.adapters.files.config_folder import compile_folder, read_folder
from router.adapters.files.start import bundle_in_force
from router.domain.bundle import Bundle
from router.services.config_document import ConfigRefused
from router.services.config_sources import Wanted
from router.services.start_bundle import start_bundle
from router.settings import CHECKOUT, Settings, build_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    config = tmp_path / "config"
    config.mkdir()
    for path in (CHECKOUT / "tests" / "bundle").glob("*.yaml"):
        (config / path.name).write_bytes(path.read_bytes())
    return build_settings(data=tmp_path / "data", config=config, environ={})


def edit(settings: Settings, file: str, old: str, new: str) -> None:
    path = settings.config / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_first_start_stores_bundle_one(settings: Settings) -> None:
    bundle, told = bundle_to_start(settings)
    assert (bundle.number, told) == (1, ())
    assert (settings.bundles / "current").read_text() == "1\n"
    assert codec.load(Bundle, (settings.bundles / "000001.json").read_bytes()) == bundle
    assert bundle_in_force(settings) == bundle
    assert sorted(path.name for path in settings.bundles.iterdir()) == [
        "000001.json", "000001.sha256", "000001.sources.json", "current", "history.jsonl",
    ]  # fmt: skip
    (adoption,) = FileBundleLog(settings.bundles).all()
    assert (adoption.verb, adoption.number, adoption.former) == ("start", 1, 0)


def test_a_restart_runs_the_bundle_in_force_and_shouts_when_the_folder_differs(settings: Settings) -> None:
    first, _ = bundle_to_start(settings)
    assert bundle_to_start(settings) == (first, ())
    edit(settings, "seats.yaml", "# Positions", "# Some positions")
    assert bundle_to_start(settings) == (first, ())
    edit(settings, "seats.yaml", "一号席", "甲席")
    bundle, told = bundle_to_start(settings)
    assert bundle == first
    assert told[0].startswith("the configuration folder differs from bundle 1, which runs on; ./hotline config diff")
    assert len(FileBundleLog(settings.bundles).all()) == 1


def test_a_start_that_is_told_to_takes_the_folder(settings: Settings) -> None:
    first, _ = bundle_to_start(settings)
    edit(settings, "seats.yaml", "一号席", "甲席")
    bundle, told = bundle_to_start(settings, take_folder=True)
    assert (bundle.number, told) == (2, ())
    assert [found.number for found in FileBundleLog(settings.bundles).all()] == [1, 2]
    edit(settings, "seats.yaml", "甲席", "一号席")
    assert bundle_to_start(settings, take_folder=True)[0] == first
    assert bundle_in_force(settings) == first
    edit(settings, "lines.yaml", "queue: legal", "queue: lgal")
    bundle, told = bundle_to_start(settings, take_folder=True)
    assert bundle == first
    assert told[0].startswith("the configuration folder is bad")


def test_a_bad_first_start_is_refused(settings: Settings) -> None:
    edit(settings, "lines.yaml", "queue: legal", "queue: lgal")
    with pytest.raises(ConfigRefused):
        bundle_to_start(settings)
    assert bundle_in_force(settings) is None


def test_a_bad_folder_at_a_restart_is_told(settings: Settings) -> None:
    good, _ = bundle_to_start(settings)
    edit(settings, "lines.yaml", "queue: legal", "queue: lgal")
    bundle, told = bundle_to_start(settings)
    assert bundle == good
    assert told == (
        "the configuration folder is bad; bundle 1 runs on",
        "lines.yaml:13: there is no queue `lgal`; did you mean `legal`?",
    )


@pytest.mark.parametrize("damage", ["flip", "truncate", "no checksum", "gone"])
def test_a_damaged_bundle_is_passed_over_and_told(settings: Settings, damage: str) -> None:
    first, _ = bundle_to_start(settings)
    edit(settings, "seats.yaml", "一号席", "甲席")
    assert bundle_to_start(settings, take_folder=True)[0].number == 2
    path = settings.bundles / "000002.json"
    if damage == "flip":
        path.write_bytes(path.read_bytes().replace(b'"wrap_up_seconds":30', b'"wrap_up_seconds":31'))
    elif damage == "truncate":
        path.write_bytes(path.read_bytes()[:100])
    elif damage == "no checksum":
        path.with_suffix(".sha256").unlink()
    else:
        path.unlink()
    edit(settings, "lines.yaml", "queue: legal", "queue: lgal")
    bundle, told = bundle_to_start(settings)
    assert bundle == first
    assert told[0].startswith("bundle 2 ")
    assert told[1] == "bundle 1, the last good one before it, runs instead"
    assert bundle_in_force(settings) == first


def test_a_damaged_bundle_is_made_again_from_a_good_configuration(settings: Settings) -> None:
    bundle_to_start(settings)
    (settings.bundles / "000001.json").write_bytes(b"{}")
    bundle, told = bundle_to_start(settings)
    assert bundle.number == 2
    assert told == ("bundle 1 does not match its checksum",)


def test_a_lost_current_file_means_the_newest_good_one(settings: Settings) -> None:
    bundle_to_start(settings)
    (settings.bundles / "current").write_text("junk")
    edit(settings, "lines.yaml", "queue: legal", "queue: lgal")
    assert bundle_to_start(settings)[0].number == 1


def test_a_stored_bundle_is_never_written_over(settings: Settings) -> None:
    store = BundleStore(settings.bundles)
    bundle = compile_folder(settings.config)
    settings.bundles.mkdir(parents=True)
    # A crash between the two writes leaves a checksum without its bundle: that number is burnt.
    (settings.bundles / "000001.sha256").write_text("0" * 64)
    assert store.put(bundle).number == 2
    with pytest.raises(BundleDamaged):
        store.load(1)


def test_sources_and_recordings_are_kept_beside_the_bundle(settings: Settings) -> None:
    path = settings.config / "prompts/en/goodbye.wav"
    path.parent.mkdir(parents=True)
    soundfile.write(str(path), np.full(800, 0.1), 8000)
    bundle, _ = bundle_to_start(settings)
    store = BundleStore(settings.bundles)
    sources = store.sources(1)
    assert sources is not None
    assert sources.files["lines.yaml"] == (settings.config / "lines.yaml").read_text()
    (sha256,) = bundle.recorded_prompts.values()
    assert sources.assets == {"prompts/en/goodbye.wav": sha256}
    assert (settings.assets / f"{sha256}.wav").read_bytes() == path.read_bytes()
    assert store.asset(sha256) == settings.assets / f"{sha256}.wav"


def test_a_recording_that_changed_after_it_was_read_is_not_stored(settings: Settings) -> None:
    path = settings.config / "prompts/en/goodbye.wav"
    path.parent.mkdir(parents=True)
    soundfile.write(str(path), np.full(800, 0.1), 8000)
    wanted = read_folder(settings.config)
    path.write_bytes(b"another")
    with pytest.raises(OSError, match="changed while it was read"):
        BundleStore(settings.bundles).keep(wanted)
    assert BundleStore(settings.bundles).numbers() == []


def test_a_line_of_the_log_that_was_cut_is_passed_over(settings: Settings) -> None:
    bundle_to_start(settings)
    with (settings.bundles / "history.jsonl").open("a") as log:
        log.write('{"at": 1, "actor"')
    assert [found.number for found in FileBundleLog(settings.bundles).all()] == [1]


class FullDisk(BundleStore):
    def keep(self, wanted: Wanted) -> Bundle:
        raise OSError(28, "No space left on device")


def test_a_full_disk_runs_the_bundle_in_force(settings: Settings) -> None:
    good, _ = bundle_to_start(settings)
    wanted = Wanted(bundle=replace(good, number=0, skills={}))
    bundle, told = start_bundle(lambda: wanted, FullDisk(settings.bundles), take_folder=True)
    assert bundle == good
    assert "No space left on device" in told[0]


def test_a_full_disk_at_the_first_start_is_an_error(settings: Settings) -> None:
    with pytest.raises(OSError, match="No space"):
        start_bundle(lambda: read_folder(settings.config), FullDisk(settings.bundles))
