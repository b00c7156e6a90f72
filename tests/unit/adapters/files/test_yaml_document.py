"""Hostile files end in one problem with a line, never in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.yaml_document import MAX_BYTES, read_yaml

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\n"

HOSTILE = [
    (b"a: 1\nb:\n\tc: 1\n", 3, "tab"),
    (b"a: \xc4\xe3\xba\xc3\n", 1, "not UTF-8"),
    (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
    ("a: 1\n".encode("utf-16"), 1, "UTF-16"),
    (b"a: 1\nb: \x00\n", 2, "U+0000"),
    (b"a: 1\nb: \x1b[0m\n", 2, "U+001B"),
    ("a: 1\nb: x\u2028y\n".encode(), 2, "U+2028"),
    (b"a: 1\nb: \xef\xbf\xbe\n", 2, "not allow"),
    (BOMB.encode(), 1, "anchors"),
    (b"a: 1\nb: *a\n", 2, "anchors"),
    (b"a: !!python/object:os.system x\n", 1, "tags"),
    (b"a: 1\nb: c: d\n", 2, "second colon"),
    (b"a: 'x\n", 1, "end of stream"),
    (b"a: 1\n---\nb: 1\n", 2, "second document"),
    (b"%YAML 9.9\n---\na: 1\n", 1, "not YAML"),
    (b"- a\n- b\n", 1, "key: value"),
    (b"just words\n", 1, "key: value"),
    (b"a: 1\n? [x]\n: y\n", 2, "a key is"),
    (b"a: 1\n~: y\n", 2, "a key is"),
    (b"a: " + b"[" * 100_000, 1, "nested deeper"),
    (b"a: " + b"{b: " * 50_000, 1, "nested deeper"),
    (b"a: 1\n" + b"#" * MAX_BYTES, 1, "larger than"),
]


@pytest.mark.parametrize(("raw", "line", "what"), HOSTILE)
def test_hostile_content(tmp_path: Path, raw: bytes, line: int, what: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    document = read_yaml(path)
    assert not document.readable
    assert [problem.line for problem in document.problems] == [line]
    assert what in str(document.problems[0])


def test_duplicate_keys_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a:\n  b: 1\n  b: 2\nc: 3\na: 4\n")
    document = read_yaml(path)
    assert document.readable
    assert [(problem.line, problem.what) for problem in document.problems] == [
        (3, "`b` is given twice, first on line 2"),
        (5, "`a` is given twice, first on line 1"),
    ]
    assert document.data["c"] == "3"


def test_nothing_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text('﻿on: 012\nno: 1e3\nyes: "~"\nempty:\ntilde: ~\nlist: [off, 0x1f]\n')
    assert read_yaml(path).data == {
        "on": "012",
        "no": "1e3",
        "yes": "~",
        "empty": None,
        "tilde": None,
        "list": ["off", "0x1f"],
    }


def test_lines_are_those_of_keys_and_of_what_is_around(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("# head\na:\n  b:\n    - x\n    - y\n")
    document = read_yaml(path)
    assert document.line(("a", "b")) == 3
    assert document.line(("a", "b", "1")) == 5
    assert document.line(("a", "missing")) == 2
    assert document.line(("elsewhere",)) == 2


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_not_a_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    assert not read_yaml(path).readable


@given(st.binary(max_size=200) | st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#, \n\t~", max_size=60).map(str.encode))
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    document = read_yaml(path)
    assert document.readable or len(document.problems) >= 1
