"""What a bundle may change in Asterisk's files: look-ups and ways in, never the steps that callers stand on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asterisk_conf.render import SecretMissing, render_texts
from asterisk_conf.safe_text import UnsafeText, shown
from router.domain.bundle import Bundle, Queue, Trunk
from tests.unit.asterisk_conf.dialplan_text import (
    Context,
    parse,
    sample_bundle,
    sample_runtime,
    sample_secrets,
    sample_settings,
)

LOOKED_UP = {"lines", "queue", "onto", "seats", "duty", "on_duty", "fallback_keys"}
"""Contexts that a bundle fills: passed in an instant, or not at all."""
SECRETS: dict[str, Any] = {**sample_secrets(), "trunks": {"mobile": "password-of-trunk"}}


def rendered(folder: Path, bundle: Bundle, secrets: dict[str, Any] = SECRETS) -> dict[str, str]:
    return render_texts(sample_settings(folder), sample_runtime(folder / "runtime"), bundle, secrets)


def dialplan(folder: Path, bundle: Bundle) -> dict[str, Context]:
    return parse(rendered(folder, bundle)["extensions.conf"])


def with_queue(queue: Queue, **more: Any) -> Bundle:
    bundle = sample_bundle()
    return replace(bundle, queues={**bundle.queues, queue.id: queue}, **more)


RICH = Queue(
    id="expert", name="专家", number="8003", music="slow", message_key="9", message_seconds=45, tell_place=False,
    whisper=True, survey=True,
)  # fmt: skip


def test_no_step_that_callers_stand_on_moves_when_the_bundle_changes(tmp_path: Path) -> None:
    bundle = with_queue(RICH, number=8, music={"slow": ("0" * 64,)}, successors={"former": "legal"})
    bundle = replace(bundle, lines={"general": replace(bundle.lines["general"], recorded=False, number="96000")})
    before, after = dialplan(tmp_path, sample_bundle()), dialplan(tmp_path, bundle)

    def shape(found: dict[str, Context]) -> dict[tuple[str, str], list[tuple[str, str]]]:
        return {
            (context, extension): [(step.label, step.application) for step in steps]
            for context, content in found.items()
            if context not in LOOKED_UP
            for extension, steps in content.extensions.items()
        }

    assert shape(before) == shape(after)
    assert before.keys() == after.keys() > LOOKED_UP


def test_every_queue_says_the_same_things_and_so_does_one_that_is_gone(tmp_path: Path) -> None:
    bundle = with_queue(RICH, music={"slow": ("0" * 64,)})
    queues = dialplan(tmp_path, bundle)["queue"].extensions
    said = {
        extension: dict(step.arguments.split("=", 1) for step in steps if step.application == "Set")
        for extension, steps in queues.items()
    }
    assert set(queues) == {"q_general", "q_legal", "q_expert", "_q_!"}
    assert len({tuple(values) for values in said.values()}) == 1
    assert said["q_expert"] == {
        "HL_MUSIC": "slow", "HL_KEY": "9", "HL_BACK_KEY": "", "HL_BACK_AFTER": "120",
        "HL_EVERY": "45", "HL_TELLS": "0", "HL_TELLS_WAIT": "0",
        "HL_WHISPER": "1", "HL_SURVEY": "1", "HL_QUEUE_NAME": "专家",
    }  # fmt: skip
    assert all(steps[-1].application == "Return" for steps in queues.values())


@pytest.mark.parametrize(
    ("place", "wait", "told"),
    [(True, None, "1"), (False, None, "0"), (True, False, "0"), (False, True, "1")],
)
def test_the_expected_wait_is_told_where_the_place_is_unless_the_queue_says_otherwise(
    tmp_path: Path, place: bool, wait: bool | None, told: str
) -> None:
    queue = replace(RICH, tell_place=place, tell_wait=wait)
    steps = dialplan(tmp_path, with_queue(queue))["queue"].extensions["q_expert"]
    assert f"HL_TELLS_WAIT={told}" in {step.arguments for step in steps}


def test_a_queue_whose_music_is_not_there_plays_the_platforms_own(tmp_path: Path) -> None:
    queues = dialplan(tmp_path, with_queue(RICH))["queue"].extensions
    assert queues["q_expert"][0].arguments == "HL_MUSIC=default"


def test_each_class_of_music_has_its_folder_beside_the_default(tmp_path: Path) -> None:
    text = rendered(tmp_path, with_queue(RICH, music={"slow": ("0" * 64,), "default": ("1" * 64,)}))["musiconhold.conf"]
    folders = [line.partition("= ")[2] for line in text.splitlines() if line.startswith("directory")]
    sounds = sample_settings(tmp_path).sounds
    assert folders == [f"{sounds}/music", f"{sounds}/music-slow"]


def test_a_former_queue_goes_by_its_successor_until_it_is_one_again(tmp_path: Path) -> None:
    bundle = replace(sample_bundle(), successors={"former": "legal", "general": "legal", "lost": "nowhere"})
    queues = dialplan(tmp_path, bundle)["queue"].extensions
    assert [step.arguments for step in queues["q_former"]] == ["q_legal,1"]
    assert len(queues["q_general"]) > 1
    assert "q_lost" not in queues


def test_a_transfer_knows_seats_and_the_queues_that_have_a_number(tmp_path: Path) -> None:
    onto = dialplan(tmp_path, with_queue(RICH))["onto"].extensions
    assert set(onto) == {"to_1001", "to_1002", "to_8003", "_to_!"}
    assert [step.arguments for step in onto["to_8003"]] == ["HL_QUEUE=expert", "queue"]
    assert [step.arguments for step in onto["_to_!"]] == [""]


@pytest.mark.parametrize("change", [{"message_key": "10"}, {"message_key": "a"}, {"number": "_."}, {"id": "a,b"}])
def test_a_hostile_queue_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(UnsafeText):
        rendered(tmp_path, with_queue(replace(RICH, **change)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("热线 (总)", "热线 (总)"), ("Women's", "Women s"), ("${SHELL(id)};x", "SHELL(id) x"),
        ('a" <1>\n,b\\', "a 1 b"),
        ("", ""), ("字" * 50, "字" * 40),
    ],
)  # fmt: skip
def test_a_display_shows_what_is_safe_and_leaves_out_the_rest(name: str, text: str) -> None:
    assert shown(name) == text


def test_a_carrier_is_known_by_its_addresses_or_registered_with(tmp_path: Path) -> None:
    trunks = {
        "city": Trunk(id="city", addresses=("192.0.2.7", "198.51.100.0/24")),
        "mobile": Trunk(id="mobile", register=True, server="sip.example.com:5070", user="+8612345"),
    }
    texts = rendered(tmp_path, replace(sample_bundle(), trunks=trunks))
    lines = texts["pjsip.conf"].splitlines()
    assert [line for line in lines if line.startswith("match")] == [
        "match = 127.0.0.1", "match = 192.0.2.7/32", "match = 198.51.100.0/24",
    ]  # fmt: skip
    assert "server_uri = sip:sip.example.com:5070" in lines
    assert "client_uri = sip:+8612345@sip.example.com:5070" in lines
    assert [name for name, text in texts.items() if "password-of-trunk" in text] == ["pjsip.conf"]


def test_a_carriers_missing_password_is_named_and_not_asked_for_when_it_does_not_register(tmp_path: Path) -> None:
    trunk = Trunk(id="city", addresses=("192.0.2.7",))
    rendered(tmp_path, replace(sample_bundle(), trunks={"city": trunk}), sample_secrets())
    for secrets in (sample_secrets(), {**sample_secrets(), "trunks": {}}):
        register = replace(trunk, register=True, server="sip.example.com", user="u")
        with pytest.raises(SecretMissing, match=r"trunks|city"):
            rendered(tmp_path, replace(sample_bundle(), trunks={"city": register}), secrets)


@pytest.mark.parametrize(
    "change",
    [
        {"server": "a b"}, {"server": "x;y"}, {"server": "h:port"}, {"user": "a@b"}, {"user": "a\nb"}, {"user": ""},
        {"addresses": ("0.0.0.0/0\nx=y",)}, {"addresses": ("example.com",)},
    ],
)  # fmt: skip
def test_a_hostile_trunk_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    trunk = replace(Trunk(id="mobile", register=True, server="sip.example.com", user="u"), **change)
    with pytest.raises(UnsafeText):
        rendered(tmp_path, replace(sample_bundle(), trunks={"mobile": trunk}))


def test_a_codes_script_is_held_by_the_same_timeout_as_the_menus(tmp_path: Path) -> None:
    code = dialplan(tmp_path, sample_bundle())["code"].extensions
    order = [(step.application, step.arguments) for step in code["_X!"]]
    agi = next(place for place, (application, _) in enumerate(order) if application == "AGI")
    assert order[agi - 1] == ("Set", "TIMEOUT(absolute)=8")
    assert ("Set", "AGIEXITONHANGUP=yes") in order[:agi]
    # Only a lead whom the router has allowed to hear a talk goes elsewhere.
    assert order[agi + 1] == ("GotoIf", '$["${HL_DECISION}" = "listen" & "${HL_LISTENING}" != ""]?listen')
    assert order[agi + 2] == ("Goto", "over,1")
    assert order[agi + 3 :] == [("Set", "TIMEOUT(absolute)=0"), ("Goto", "listen,s,1")]
    assert code["T"][0].arguments == "over,1"
    assert code["over"][0].arguments == "TIMEOUT(absolute)=0"
