import os
from pathlib import Path

from router.supervisor.logfile import last_lines, log_path, log_paths, open_log


def write(logs: Path, text: str) -> None:
    log = open_log(logs, "agi")
    os.write(log, text.encode())
    os.close(log)


def test_a_log_is_gone_on_with(tmp_path: Path) -> None:
    write(tmp_path, "one\n")
    write(tmp_path, "two\n")
    assert log_path(tmp_path, "agi").read_text() == "one\ntwo\n"


def test_a_log_is_for_its_owner_only(tmp_path: Path) -> None:
    write(tmp_path, "one\n")
    assert log_path(tmp_path, "agi").stat().st_mode & 0o077 == 0


def test_last_lines(tmp_path: Path) -> None:
    write(tmp_path, "one\ntwo\nthree\n")
    path = log_path(tmp_path, "agi")
    assert last_lines(path, 2) == ["two", "three"]
    assert last_lines(path, 0) == []
    assert last_lines(tmp_path / "none", 2) == []


def test_asterisk_has_its_warnings_as_well(tmp_path: Path) -> None:
    assert log_paths(tmp_path, "asterisk") == [tmp_path / "asterisk.log", tmp_path / "asterisk-messages"]
    assert log_paths(tmp_path, "agi") == [tmp_path / "agi.log"]
