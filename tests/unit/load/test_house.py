"""The larger house compiles as it is, and every queue has more people who can serve it."""

from __future__ import annotations

from pathlib import Path

from router.adapters.files.config_folder import compile_folder
from router.load.house import SEATS, config_for_load
from router.settings import CHECKOUT


def test_the_sample_and_more(tmp_path: Path) -> None:
    sample = compile_folder(CHECKOUT / "config")
    folder = config_for_load(CHECKOUT / "config", tmp_path / "config")
    house = compile_folder(folder)
    assert len(house.seats) == len(sample.seats) + len(SEATS)
    assert len(house.agents) == len(sample.agents) + len(SEATS)
    assert config_for_load(CHECKOUT / "config", folder) == folder
