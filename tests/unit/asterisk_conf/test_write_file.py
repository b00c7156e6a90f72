from __future__ import annotations

from pathlib import Path

import pytest

from asterisk_conf.write_file import write_file


def test_writes_once_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    assert write_file(path, "one")
    assert not write_file(path, "one")
    assert write_file(path, "two")
    assert path.read_text() == "two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_others_may_read_is_closed_though_its_content_is_right(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    write_file(path, "secret")
    assert write_file(path, "secret", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failed_write_leaves_the_former_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.conf"
    write_file(path, "one")

    def full(*_arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("asterisk_conf.write_file.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_file(path, "two")
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]
