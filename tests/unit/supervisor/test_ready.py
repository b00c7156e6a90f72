import json

import pytest

from router.supervisor.ready import FRESH_SECONDS, read_word

GOOD = {"at": 1000.0, "ok": True, "detail": "well", "pid": 7}


def test_a_word_is_read() -> None:
    word = read_word(json.dumps(GOOD))
    assert word is not None
    assert (word.at, word.ok, word.detail, word.pid) == (1000.0, True, "well", 7)


@pytest.mark.parametrize(
    "text", [None, "", b"", "{", "[]", "7", json.dumps(GOOD | {"at": "soon"}), json.dumps(GOOD | {"pid": None})]
)
def test_what_is_no_word_is_none(text: str | bytes | None) -> None:
    assert read_word(text) is None


@pytest.mark.parametrize("ok", [False, 1, "true", None])
def test_only_true_is_well(ok: object) -> None:
    word = read_word(json.dumps(GOOD | {"ok": ok}))
    assert word is not None
    assert not word.ok


@pytest.mark.parametrize(
    ("age", "fresh"), [(0.0, True), (FRESH_SECONDS, True), (FRESH_SECONDS + 0.1, False), (-FRESH_SECONDS - 0.1, False)]
)
def test_a_word_grows_old(age: float, fresh: bool) -> None:
    word = read_word(json.dumps(GOOD))
    assert word is not None
    assert word.fresh(1000.0 + age) is fresh
