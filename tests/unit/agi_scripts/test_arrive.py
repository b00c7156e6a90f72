"""The script against an Asterisk of a few lines: it keeps variables, plays files and answers in order."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asterisk.agi import AGIHangup
from structlog.testing import capture_logs

from agi_scripts.arrive import arrive
from agi_scripts.facts import UnknownCall, UnknownLine, facts_of, rank_of
from agi_scripts.session import Session
from agi_scripts.wire import Wire
from asterisk_conf import names
from ivr.decision import Decision
from router.adapters.codec import dump
from router.client import BundleUnavailable, load_bundle_in_force
from router.settings import Settings
from tests.unit.ivr.test_prompts import LINE, bundle

SECOND = 8_000


class SmallAsterisk(threading.Thread):
    """Knows SET VARIABLE, GET FULL VARIABLE of one variable, and STREAM FILE."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(daemon=True)
        self.variables = {names.CALL: "node1-1764000000.12", names.ARRIVED: "1764000000.250", names.LINE: "a"}
        self.done: list[tuple[str, ...]] = []
        self.keys: dict[str, str] = {}
        self.hang_up_in = ""
        self.cannot_play = ""
        self._connection = connection

    def run(self) -> None:
        with self._connection.makefile("rw", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                lines.write(f"{self._answer(line)}\n")
                lines.flush()

    def _answer(self, line: str) -> str:
        arguments = tuple(re.findall(r'"([^"]*)"', line))
        if line.startswith("GET FULL VARIABLE"):
            return f"200 result=1 ({re.sub(r'[$]{(.*?)}', lambda m: self.variables.get(m[1], ''), arguments[0])})"
        if line.startswith("SET VARIABLE"):
            self.variables[arguments[0]] = arguments[1]
            self.done.append(("set", *arguments))
            return "200 result=1"
        name = Path(arguments[0]).name
        self.done.append(("play", arguments[0]))
        if name == self.cannot_play:
            return "200 result=-1 endpos=0"
        if name == self.hang_up_in:
            return "HANGUP\n200 result=-1 endpos=0"
        return f"200 result={ord(self.keys[name]) if name in self.keys else 0} endpos=8000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data=tmp_path, config=tmp_path)
    made.bundles.mkdir()
    (made.bundles / "000007.json").write_text(dump(replace(bundle(LINE), number=7)))
    (made.bundles / "current").write_text("7\n")
    folder = made.sounds / "zh-CN"
    folder.mkdir(parents=True)
    (folder / "line_a_greeting.alaw").write_bytes(bytes(2 * SECOND + 1))
    (folder / "line_a_notice.alaw").write_bytes(bytes(SECOND))
    return made


@pytest.fixture
def small() -> Iterator[tuple[SmallAsterisk, Session]]:
    near, far = socket.socketpair()
    with near, far:
        asterisk = SmallAsterisk(far)
        asterisk.start()
        yield asterisk, Session(Wire(near), {})
        near.shutdown(socket.SHUT_RDWR)
        asterisk.join()


Small = tuple[SmallAsterisk, Session]


def test_the_facts_are_left_and_the_decision_is_the_last(small: Small, settings: Settings) -> None:
    asterisk, session = small
    arrive(session, settings)
    assert asterisk.done == [
        ("set", "TIMEOUT(absolute)", "11"),
        ("play", str(settings.sounds / "zh-CN" / "line_a_greeting")),
        ("set", "TIMEOUT(absolute)", "9"),
        ("play", str(settings.sounds / "zh-CN" / "line_a_notice")),
        ("set", "TIMEOUT(absolute)", "8"),
        ("set", names.QUEUE, "q"),
        ("set", names.LANGUAGE, "zh-CN"),
        ("set", names.SKILLS, ""),
        ("set", names.BUNDLE, "7"),
        ("set", names.RANK, "1764000000.250:12"),
        ("set", names.DECISION, "queue"),
    ]


def test_a_key_in_the_greeting_leads_on(small: Small, settings: Settings) -> None:
    asterisk, session = small
    asterisk.keys["line_a_greeting"] = "#"
    arrive(session, settings)
    assert [Path(what[1]).name for what in asterisk.done if what[0] == "play"] == ["line_a_greeting"]
    assert asterisk.variables[names.DECISION] == "queue"


def test_a_missing_prompt_does_not_keep_the_caller_from_the_queue(small: Small, settings: Settings) -> None:
    asterisk, session = small
    (settings.sounds / "zh-CN" / "line_a_greeting.alaw").unlink()
    arrive(session, settings)
    assert [Path(what[1]).name for what in asterisk.done if what[0] == "play"] == ["line_a_notice"]
    assert asterisk.variables[names.DECISION] == "queue"


def test_a_prompt_that_asterisk_cannot_play_is_passed_over_and_told(small: Small, settings: Settings) -> None:
    asterisk, session = small
    asterisk.cannot_play = "line_a_greeting"
    with capture_logs() as logs:
        arrive(session, settings)
    assert asterisk.variables[names.DECISION] == "queue"
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("prompt_not_played", "warning"),
        ("decided", "info"),
    ]


def test_a_caller_who_leaves_gets_no_decision_and_is_no_fault(small: Small, settings: Settings) -> None:
    asterisk, session = small
    asterisk.hang_up_in = "line_a_greeting"
    with capture_logs() as logs, pytest.raises(AGIHangup):
        arrive(session, settings)
    assert names.DECISION not in asterisk.variables
    assert logs == []


def test_an_unknown_line_gets_no_decision(small: Small, settings: Settings) -> None:
    asterisk, session = small
    asterisk.variables[names.LINE] = "other"
    with pytest.raises(UnknownLine):
        arrive(session, settings)
    assert asterisk.done == []


@pytest.mark.parametrize("damage", ["missing", "no number", "no bundle", "junk"])
def test_without_a_bundle_there_is_no_decision(small: Small, settings: Settings, damage: str) -> None:
    asterisk, session = small
    current, stored = settings.bundles / "current", settings.bundles / "000007.json"
    match damage:
        case "missing":
            current.unlink()
        case "no number":
            current.write_text("seven")
        case "no bundle":
            stored.unlink()
        case "junk":
            stored.write_text("{}")
    with pytest.raises(BundleUnavailable):
        arrive(session, settings)
    assert asterisk.done == []


def test_a_new_bundle_in_force_is_seen(settings: Settings) -> None:
    assert load_bundle_in_force(settings).number == 7
    (settings.bundles / "000008.json").write_text(dump(replace(bundle(LINE), number=8)))
    (settings.bundles / "current").write_text("8")
    assert load_bundle_in_force(settings).number == 8


def test_rank_is_arrival_and_counter() -> None:
    assert rank_of("node1-1764000000.12", "1764000000.250") == "1764000000.250:12"
    assert rank_of("node1-1764000000.12", "") == "1764000000:12"
    assert rank_of("1764000000.7", "") == "1764000000:7"


@pytest.mark.parametrize("call", ["", "x", "node1-1764000000", "node1-1764000000.x", "node1-.1"])
def test_a_call_without_a_counter_has_no_rank(call: str) -> None:
    with pytest.raises(UnknownCall):
        rank_of(call, "1764000000.250")


def test_skills_are_written_as_the_names_say() -> None:
    facts = facts_of(Decision(queue="q", language="en", skills={"legal": 2, "english": 3}), bundle=1, rank="1:2")
    assert facts[names.SKILLS] == "legal>=2,english>=3"
    assert list(facts)[-1] == names.DECISION
