from __future__ import annotations

import json

import pytest

from router.web.words import FRESH_SECONDS, NEEDED, PROCESSES, Word, judge, read_word, status_of

NOW = 1_000_000.0
WELL = {name: Word(at=NOW - 1, ok=True, detail="fine") for name in PROCESSES}
GOOD = {part.name: part.ok for part in judge(WELL, now=NOW)} | {"redis": True, "disk": True}


def test_all_is_well() -> None:
    assert status_of(GOOD) == "ok"
    assert set(GOOD) == {*PROCESSES, "asterisk", "redis", "disk"}


@pytest.mark.parametrize("part", sorted(GOOD))
def test_one_part_ails(part: str) -> None:
    assert status_of(GOOD | {part: False}) == ("down" if part in NEEDED else "degraded")


def test_a_part_that_was_not_looked_at_is_not_well() -> None:
    assert status_of({name: ok for name, ok in GOOD.items() if name != "redis"}) == "down"


def test_asterisk_is_as_its_listener_says() -> None:
    words = WELL | {"ami": Word(at=NOW, ok=False, detail="no Asterisk")}
    parts = {part.name: part for part in judge(words, now=NOW)}
    assert not parts["asterisk"].ok
    assert "no Asterisk" in parts["asterisk"].detail


@pytest.mark.parametrize(("age", "ok"), [(0.0, True), (FRESH_SECONDS, True), (FRESH_SECONDS + 0.1, False)])
def test_an_old_word_is_none(age: float, ok: bool) -> None:
    words = WELL | {"router": Word(at=NOW - age, ok=True)}
    assert {part.name: part.ok for part in judge(words, now=NOW)}["router"] is ok


def test_a_process_that_never_spoke() -> None:
    parts = {part.name: part for part in judge({}, now=NOW)}
    assert not any(part.ok for part in parts.values())


def test_a_word_is_read() -> None:
    text = json.dumps({"at": 5, "ok": True, "detail": "leads", "pid": 7, "more": [1]})
    assert read_word(text) == Word(at=5.0, ok=True, detail="leads", pid=7)


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"at": "x", "ok": true}', '{"at": [], "ok": true}', b"\xff"])
def test_junk_is_no_word(text: str | bytes) -> None:
    assert read_word(text) is None


@pytest.mark.parametrize("ok", ["true", 1, "yes", None])
def test_well_is_true_and_nothing_like_it(ok: object) -> None:
    word = read_word(json.dumps({"at": 5, "ok": ok}))
    assert word is not None
    assert not word.ok
