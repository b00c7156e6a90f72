"""Faults are let loose on a folder of their own only."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from router.cli.load_folder import load_folder


def test_a_temporary_folder_is_gone_afterwards() -> None:
    with load_folder(None, "load.txt") as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_a_folder_of_an_earlier_run_is_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with load_folder(tmp_path / "d", "load.txt") as folder:
            (folder / "archive").touch()


def test_another_folder_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "archive").touch()
    with pytest.raises(typer.Exit) as refused, load_folder(tmp_path, "load.txt"):
        pass
    assert refused.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]
