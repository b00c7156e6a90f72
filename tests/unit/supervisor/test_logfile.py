import os
from pathlib import Path

from router.supervisor.logfile import last_lines, log_path, open_log


def write(logs: Path, text: str, *, large: int) -> None:
    log = open_log(logs, "agi", large=large, kept=2)
    os.write(log, text.encode())
    os.close(log)


def test_a_small_log_is_gone_on_with(tmp_path: Path) -> None:
    write(tmp_path, "one\n", large=5)
    write(tmp_path, "two\n", large=5)
    assert log_path(tmp_path, "agi").read_text() == "one\ntwo\n"


def test_a_large_log_is_set_aside_and_only_the_last_few_are_kept(tmp_path: Path) -> None:
    for text in ("one\n", "two\n", "three\n", "four\n"):
        write(tmp_path, text, large=4)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "agi.log": "four\n",
        "agi.log.1": "three\n",
        "agi.log.2": "two\n",
    }


def test_a_log_is_for_its_owner_only(tmp_path: Path) -> None:
    write(tmp_path, "one\n", large=5)
    assert log_path(tmp_path, "agi").stat().st_mode & 0o077 == 0


def test_last_lines(tmp_path: Path) -> None:
    write(tmp_path, "one\ntwo\nthree\n", large=100)
    assert last_lines(tmp_path, "agi", 2) == ["two", "three"]
    assert last_lines(tmp_path, "agi", 0) == []
    assert last_lines(tmp_path, "none", 2) == []
