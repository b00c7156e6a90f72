"""Telling that a process runs on something old."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from router.supervisor.mark import bundle_mark, code_mark, describe, differing, files_mark


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("router/domain/seat.py", "router/adapters/redis/lead.lua", "ivr/menu.py", "tests/test_x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one\n")
    (tmp_path / "requirements.lock").write_text("redis==1\n")
    return tmp_path


@pytest.mark.parametrize("name", ["router/domain/seat.py", "router/adapters/redis/lead.lua", "requirements.lock"])
def test_other_code_is_another_mark(checkout: Path, name: str) -> None:
    before = code_mark(checkout)
    (checkout / name).write_text("two\n")
    assert code_mark(checkout) != before


def test_a_moved_file_is_another_mark(checkout: Path) -> None:
    before = code_mark(checkout)
    (checkout / "ivr/menu.py").rename(checkout / "ivr/menus.py")
    assert code_mark(checkout) != before


def test_dates_tests_and_compiled_files_are_not_the_code(checkout: Path) -> None:
    before = code_mark(checkout)
    os.utime(checkout / "ivr/menu.py", (1, 1))
    (checkout / "tests/test_x.py").write_text("two\n")
    (checkout / "ivr/__pycache__").mkdir()
    (checkout / "ivr/__pycache__/menu.cpython-311.pyc").write_bytes(b"x")
    assert code_mark(checkout) == before


def test_the_products_own_code_has_a_mark() -> None:
    assert len(code_mark()) == 12


def test_the_bundle_is_known_by_its_number(tmp_path: Path) -> None:
    assert bundle_mark(tmp_path) == ""
    (tmp_path / "current").write_text("7\n")
    assert bundle_mark(tmp_path) == "7"


def test_only_files_that_differ_are_named(tmp_path: Path) -> None:
    for name in ("pjsip.conf", "queues.conf", "acl.conf"):
        (tmp_path / name).write_text("one")
    then = files_mark(tmp_path)
    (tmp_path / "pjsip.conf").write_text("two")
    (tmp_path / "acl.conf").unlink()
    (tmp_path / "new.conf").write_text("one")
    assert differing(then, files_mark(tmp_path)) == ("acl.conf", "new.conf", "pjsip.conf")
    assert differing(then, then) == ()


def test_a_difference_is_told_with_both_sides() -> None:
    said = describe({"bundle": "1", "code": "a"}, {"bundle": "2", "code": "a"})
    assert said == "bundle 1 then, 2 now"
    assert describe({}, {"code": "a"}) == "code unknown then, a now"
