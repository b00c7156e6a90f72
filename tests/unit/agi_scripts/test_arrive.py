"""The script against an Asterisk of a few lines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from asterisk.agi import AGIHangup
from structlog.testing import capture_logs

from agi_scripts.arrive import arrive
from agi_scripts.facts import UnknownCall, UnknownLine, facts_of, rank_of
from asterisk_conf import names
from ivr.decision import Action, Decision
from router.adapters.codec import dump
from router.client import BundleUnavailable, load_bundle_in_force
from router.domain.bundle import Announcement, Choice, Go, Menu, Queue
from router.domain.incidents.announcement import IncidentAnnouncement, IncidentAnnouncements
from router.settings import Settings
from tests.unit.agi_scripts.small_asterisk import Small, small
from tests.unit.ivr.test_prompts import LINE, bundle

__all__ = ["small"]

SECOND = 8_000
MENU = Menu(
    id="main",
    prompt={"zh-CN": "主菜单"},
    choices={"1": Choice(go=Go.QUEUE, target="legal", skills={"legal": 2}), "9": Choice(go=Go.LANGUAGE, target="en")},
    seconds=3,
)


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
        ("set", names.INFORMED, "0"),
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


@pytest.mark.parametrize("action", Action)
def test_every_action_is_a_decision_that_the_dialplan_knows(action: Action) -> None:
    facts = facts_of(Decision(action=action, queue="q", language="en", informed=True), bundle=1, rank="1:2")
    known = {names.DECISION_QUEUE, names.DECISION_MESSAGE, names.DECISION_END, names.DECISION_FOLLOW}
    assert facts[names.DECISION] in known
    assert facts[names.INFORMED] == 1


def put(settings: Settings, **fields: object) -> None:
    """Another bundle in force, with a prompt for whatever it has."""
    some = replace(bundle(replace(LINE, menu="main", max_waiting=2)), number=9, menus={"main": MENU})
    some = replace(some, **fields)  # type: ignore[arg-type]
    (settings.bundles / "000009.json").write_text(dump(some))
    (settings.bundles / "current").write_text("9")
    for name in ("zh-CN/menu_main", "en/menu_main", "zh-CN/announcement_flood", "zh-CN/all_busy"):
        path = settings.sounds / f"{name}.alaw"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(10 * SECOND))


def test_a_menus_choice_is_left_with_its_skills(small: Small, settings: Settings) -> None:
    asterisk, session = small
    put(settings)
    asterisk.keys["menu_main"] = "1"
    arrive(session, settings)
    assert asterisk.variables[names.QUEUE] == "legal"
    assert asterisk.variables[names.SKILLS] == "legal>=2"
    # The dead man's handle is held for as long as the prompt lasts.
    assert ("set", "TIMEOUT(absolute)", "18") in asterisk.done


def test_a_key_is_waited_for_as_long_as_the_menu_says(small: Small, settings: Settings) -> None:
    asterisk, session = small
    put(settings)
    asterisk.later = ["9", "1"]
    arrive(session, settings)
    waited = asterisk.done.index(("wait", "3000"))
    assert asterisk.done[waited - 1] == ("set", "TIMEOUT(absolute)", "11")
    assert ("play", str(settings.sounds / "en" / "menu_main")) in asterisk.done
    assert (asterisk.variables[names.LANGUAGE], asterisk.variables[names.QUEUE]) == ("en", "legal")


def test_what_is_switched_on_is_announced_and_on_record_at_once(small: Small, settings: Settings) -> None:
    asterisk, session = small
    put(settings, announcements={"flood": Announcement(id="flood", text={"zh-CN": "水"})})
    settings.announcements.write_text(json.dumps({"flood": {"on": True}, "gone": {"on": True}}))
    arrive(session, settings)
    told = asterisk.done.index(("play", str(settings.sounds / "zh-CN" / "announcement_flood")))
    assert asterisk.done[told + 1] == ("set", names.INFORMED, "1")


def test_asterisk_counts_who_waits_and_a_full_line_takes_a_message(small: Small, settings: Settings) -> None:
    asterisk, session = small
    put(settings, queues={"q": Queue(id="q", name="x", max_waiting=9)})
    asterisk.groups = {"a@waiting_line": "2", "q@waiting": "1"}
    arrive(session, settings)
    assert asterisk.variables[names.DECISION] == names.DECISION_MESSAGE
    assert asterisk.variables[names.INFORMED] == "1"
    assert asterisk.variables[names.QUEUE] == "q"


def test_what_cannot_be_counted_keeps_nobody_out(small: Small, settings: Settings) -> None:
    asterisk, session = small
    put(settings)
    asterisk.groups = {"a@waiting_line": ""}
    arrive(session, settings)
    assert asterisk.variables[names.DECISION] == names.DECISION_QUEUE


def test_a_caller_who_leaves_instead_of_a_key_is_no_fault(small: Small, settings: Settings) -> None:
    asterisk, session = small
    put(settings)
    asterisk.hang_up_in = "waiting"
    with capture_logs() as logs, pytest.raises(AGIHangup):
        arrive(session, settings)
    assert names.DECISION not in asterisk.variables
    assert logs == []


def announce(settings: Settings, *languages: str, until: float = 2e9) -> None:
    """A lead has callers told of an incident; its sound is there in these languages."""
    one = IncidentAnnouncement(
        incident="17-ab",
        lines=("a",),
        text={},
        sounds={"zh-CN": "incidents/x"},
        at=1.0,
        by="token:lead",
        until=until,
    )
    settings.incident_announcements.write_text(dump(IncidentAnnouncements(all=(one,))))
    for language in languages:
        path = settings.sounds / language / "incidents" / "x.alaw"
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(SECOND))


def test_who_asks_to_be_told_of_an_incident_is_left_so_on_the_channel(small: Small, settings: Settings) -> None:
    asterisk, session = small
    announce(settings, "zh-CN")
    asterisk.variables[names.CALLER] = "13900000001"
    asterisk.keys["x"] = "9"
    arrive(session, settings)
    assert asterisk.done[-4:] == [
        ("set", names.INFORMED, "1"),
        ("set", names.FOLLOWS, "17-ab"),
        ("set", names.FOLLOWER, "13900000001"),
        ("set", names.DECISION, names.DECISION_FOLLOW),
    ]


@pytest.mark.parametrize(("languages", "until"), [((), 2e9), (("zh-CN",), 1.0)])
def test_what_has_no_sound_or_is_over_is_not_told(
    small: Small, settings: Settings, languages: tuple[str, ...], until: float
) -> None:
    asterisk, session = small
    announce(settings, *languages, until=until)
    arrive(session, settings)
    assert [Path(what[1]).name for what in asterisk.done if what[0] == "play"] == ["line_a_greeting", "line_a_notice"]


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"all": [{}]}'])
def test_a_file_that_cannot_be_read_tells_of_nothing(small: Small, settings: Settings, junk: str) -> None:
    asterisk, session = small
    settings.incident_announcements.write_text(junk)
    arrive(session, settings)
    assert asterisk.variables[names.DECISION] == "queue"
