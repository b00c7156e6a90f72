"""Who counts as well, whatever the clocks say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from router.cli.read_live import Live
from router.load import health as module
from router.load.health import PYTHON, Health
from router.settings import Settings
from router.supervisor.record import ChildRecord, Record


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, object]]:
    """What each process says; all run, with ids 1, 2, 3, ..."""
    said: dict[str, dict[str, object]] = {
        name: {"at": 100.0, "ok": True, "detail": "", "pid": number} for number, name in enumerate(PYTHON, 1)
    }
    names = (*PYTHON, "redis", "asterisk")
    children = tuple(ChildRecord(name=name, pid=number, created=1.0) for number, name in enumerate(names, 1))
    monkeypatch.setattr(module, "load_record", lambda _run: Record(children=children))
    monkeypatch.setattr(module, "alive", lambda child: child.name not in said.get("dead", {}))
    monkeypatch.setattr(
        module, "read_live",
        lambda _settings: Live(words={name: json.dumps(word) for name, word in said.items() if name != "dead"}),
    )  # fmt: skip
    return said


@pytest.fixture
def health(tmp_path: Path) -> Health:
    return Health(settings=Settings(data=tmp_path, config=tmp_path))


def test_all_well_by_whatever_clock(words: dict[str, dict[str, object]], health: Health) -> None:
    assert health.unwell() == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ok": False, "detail": "no Redis"}, "router is not well: no Redis"),
        ({"detail": "waits for node1"}, "router is not well: waits for node1"),
        ({"pid": 99}, "router has said nothing yet"),
    ],
)
def test_a_word_that_is_none(
    words: dict[str, dict[str, object]], health: Health, change: dict[str, object], why: str
) -> None:
    words["router"].update(change)
    assert health.unwell() == [why]


def test_a_process_that_is_dead(words: dict[str, dict[str, object]], health: Health) -> None:
    words["dead"] = {"asterisk": True}
    assert health.unwell() == ["asterisk does not run"]


def test_after_a_fault_only_news_count(words: dict[str, dict[str, object]], health: Health) -> None:
    health.expect_news()
    assert len(health.unwell()) == len(PYTHON)
    for name in PYTHON:
        words[name]["at"] = 50.0  # an hour earlier or later: all the same
    assert health.unwell() == []


def test_a_word_that_stays_the_same_is_silence(
    words: dict[str, dict[str, object]], health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    assert health.unwell() == []
    now[0] = 3.5
    words["api"]["at"] = 101.0
    assert health.unwell() == [f"{name} says nothing" for name in PYTHON if name != "api"]
