"""Logs that are cut while somebody writes to them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from router.supervisor.logfile import log_path, open_log
from router.supervisor.rotate import rotate_logs


def test_a_writer_goes_on_in_the_file_it_was_given(tmp_path: Path) -> None:
    log = open_log(tmp_path, "agi")
    os.write(log, b"one\n")
    assert rotate_logs(tmp_path, large=4) == ["agi.log"]
    os.write(log, b"two\n")
    os.close(log)
    assert log_path(tmp_path, "agi").read_bytes() == b"two\n"
    assert (tmp_path / "agi.log.1").read_bytes() == b"one\n"


def test_only_the_last_few_are_kept(tmp_path: Path) -> None:
    path = log_path(tmp_path, "agi")
    for text in ("one\n", "two\n", "three\n", "four\n"):
        path.write_text(text)
        rotate_logs(tmp_path, large=4, kept=2)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "agi.log": "",
        "agi.log.1": "four\n",
        "agi.log.2": "three\n",
    }


def test_a_small_log_and_what_is_no_log_stay(tmp_path: Path) -> None:
    log_path(tmp_path, "agi").write_text("one")
    (tmp_path / "notes.txt").write_text("one two three")
    assert rotate_logs(tmp_path, large=4) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agi.log", "notes.txt"]


def test_what_asterisk_writes_itself_is_set_aside_too(tmp_path: Path) -> None:
    (tmp_path / "asterisk-messages").write_text("a warning\n")
    assert rotate_logs(tmp_path, large=4) == ["asterisk-messages"]
    assert (tmp_path / "asterisk-messages.1").read_text() == "a warning\n"


def test_what_was_set_aside_is_for_its_owner_only(tmp_path: Path) -> None:
    log_path(tmp_path, "agi").write_text("one\n")
    rotate_logs(tmp_path, large=4)
    assert (tmp_path / "agi.log.1").stat().st_mode & 0o077 == 0


def test_a_log_that_cannot_be_copied_is_as_it_was(tmp_path: Path) -> None:
    path = log_path(tmp_path, "agi")
    path.write_text("two\n")
    (tmp_path / "agi.log.1").write_text("one\n")
    # In the way of the copy.
    (tmp_path / ".agi.log.aside").mkdir()
    with pytest.raises(OSError):
        rotate_logs(tmp_path, large=4)
    assert path.read_text() == "two\n"
    assert (tmp_path / "agi.log.1").read_text() == "one\n"


def test_no_folder_is_no_log(tmp_path: Path) -> None:
    assert rotate_logs(tmp_path / "none") == []
