"""The rendered dialplan: every way leads somewhere, no loop spins, nothing from outside gets in unfiltered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf import names
from asterisk_conf.render import render_texts
from router.domain.bundle import Trunk
from router.domain.outbound import Outbound
from tests.unit.asterisk_conf.dialplan_text import (
    Context,
    Step,
    parse,
    sample_bundle,
    sample_runtime,
    sample_secrets,
    sample_settings,
)

PRIVATE = {
    "HL_DIGITS", "HL_NOTE", "HL_OLD",
    "HL_LINK_", *(f"HL_LINK_{key}" for key in range(1, 10)), "HL_LINK_KEY", "HL_LINKS", "HL_LINKED_TO", "HL_LINK_WAITS",
    "HL_LINK_READY", "HL_LINK_NUMBER", "HL_LINK_SHOWS", "HL_LINK_TRUNK", "HL_LINK_SECONDS", "HL_WORD",
    "HL_WHOM", "HL_HELD", "HL_RING", "HL_STATUS", "HL_CAUSE", "HL_GONE", "HL_LEFT", "HL_LEG", "HL_SIP",
    "HL_WAITED", "HL_ASKED", "HL_TRIES", "HL_FELL", "HL_ROUND", "HL_TO", "HL_BY", "HL_ONWARD", "HL_PEER",
    "HL_QUEUE_NAME", "HL_MUSIC", "HL_KEY", "HL_EVERY", "HL_TELLS", "HL_WHISPER",
    "HL_TELLS_WAIT", "HL_REST", "HL_WAITS_IN",
    "HL_SURVEY", "HL_NEXT", "HL_TOLD", "HL_SAY", "HL_SAID", "HL_MESSAGE", "HL_SECONDS", "HL_GRADE", "HL_KEYED",
    "HL_LISTEN_TO", "HL_BACK", "HL_BACK_KEY", "HL_BACK_AFTER", "HL_KIND", "HL_LAST",
    "HL_RING_PURPOSE", "HL_RING_SUBJECT", "HL_RING_TO", "HL_RING_SECONDS", "HL_RING_SAY", "HL_RING_KEYS",
    "HL_RING_JOIN", "HL_RING_OVER", "HL_RING_SEAT",
}  # fmt: skip
"""Variables that the dialplan keeps to itself."""
WAITS = {"Wait", "WaitExten", "Queue", "Read"}
Dialplan = dict[str, Context]


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("rendered")
    settings, runtime = sample_settings(folder), sample_runtime(folder / "runtime")
    # With a way out, so that all that a bundle can have is there.
    bundle = replace(
        sample_bundle(),
        trunks={"carrier": Trunk(id="carrier", server="sip.example.com")},
        outbound=Outbound(trunk="carrier"),
        outbound_allowed=("13*",),
    )
    return render_texts(settings, runtime, bundle, sample_secrets())["extensions.conf"]


@pytest.fixture(scope="module")
def dialplan(text: str) -> Dialplan:
    return parse(text)


def steps(dialplan: Dialplan) -> Iterator[tuple[str, str, int, Step]]:
    for context, content in dialplan.items():
        for extension, found in content.extensions.items():
            for position, step in enumerate(found):
                yield context, extension, position, step


def targets(step: Step) -> Iterator[str]:
    """Where a step may go: `label`, `extension,priority` or `context,extension,priority`."""
    arguments = step.arguments
    if step.application in ("GotoIf", "GosubIf"):
        arguments = arguments[arguments.rindex("]?") + 2 :]
        yield from (one.split("(")[0] for one in arguments.split(":"))
    elif step.application in ("Goto", "Gosub"):
        yield arguments.split("(")[0] if step.application == "Gosub" else arguments
    elif step.application == "Dial":
        for routine in re.findall(r"U\((\w+)", arguments):
            yield f"{routine},s,1"
        for routine in re.findall(r"b\(([\w^]+)\)", arguments):
            yield routine.replace("^", ",")
    elif "hangup_handler_push" in arguments:
        yield arguments.split("=", 1)[1]


def exists(dialplan: Dialplan, context: str, extension: str, target: str) -> bool:
    parts = target.split(",")
    priority = parts[-1]
    if len(parts) == 3:
        context = parts[0]
    if len(parts) >= 2:
        extension = parts[-2]
    found = dialplan[context].extensions if context in dialplan else {}
    if "${" in extension or (extension.isdigit() and extension not in found):
        # A number: some pattern of that context must take it.
        extension = next((name for name in found if name.startswith("_")), "")
    if extension not in found:
        return False
    return priority == "1" or priority in {step.label for step in found[extension]}


def test_every_target_exists(dialplan: Dialplan) -> None:
    missing = [
        f"{context},{extension}: {target}"
        for context, extension, _, step in steps(dialplan)
        for target in targets(step)
        if not exists(dialplan, context, extension, target)
    ]
    assert missing == []
    assert sum(len(list(targets(step))) for _, _, _, step in steps(dialplan)) > 40


def test_a_missing_target_is_found() -> None:
    broken = parse("[a]\nexten => s,1,Goto(b,s,1)\n same => n,GotoIf($[1]?nowhere)\n[b]\nexten => t,1,NoOp()\n")
    found = [
        exists(broken, context, extension, target)
        for context, extension, _, step in steps(broken)
        for target in targets(step)
    ]
    assert found == [False, False]


def test_what_redirects_enter_is_there(dialplan: Dialplan) -> None:
    for context in (names.CONTEXT_HOLD, names.CONTEXT_CONNECT, names.CONTEXT_FALLBACK, names.CONTEXT_TALK,
                    names.CONTEXT_LISTEN, names.CONTEXT_TAKE_OVER):  # fmt: skip
        assert "s" in dialplan[context].extensions
    assert set(dialplan[names.CONTEXT_LINES].extensions) == {"12345", "12351", "_X", "_X.", "_+X."}
    assert set(dialplan[names.CONTEXT_SEATS].extensions) == {"1001", "1002", "_*1[0-7]", "*7"}
    assert set(dialplan[names.CONTEXT_TRANSFER].extensions) == {"_[!-~]!", "h"}


def test_where_keys_can_be_pressed_a_wrong_one_leads_on_and_a_timeout_is_not_swallowed(dialplan: Dialplan) -> None:
    waiting = {context for context, _, _, step in steps(dialplan) if step.application in ("WaitExten", "Background")}
    assert waiting == {"hold"}
    for context in waiting:
        assert "i" in dialplan[context].extensions
        assert "t" not in dialplan[context].extensions


def test_every_loop_waits(dialplan: Dialplan) -> None:
    loops = 0
    for context, extension, position, step in steps(dialplan):
        found = dialplan[context].extensions[extension]
        labels = {other.label: place for place, other in enumerate(found) if other.label}
        for target in targets(step):
            if target in labels and labels[target] <= position:
                loops += 1
                body = {other.application for other in found[labels[target] : position + 1]}
                assert body & WAITS, f"{context},{extension}: the loop to {target} never sleeps"
    assert loops >= 3


def test_the_menu_is_held_by_a_timeout_that_every_later_context_takes_back(dialplan: Dialplan) -> None:
    arrive = dialplan["arrive"].extensions
    order = [(step.application, step.arguments) for step in arrive["s"]]
    agi = next(place for place, (application, _) in enumerate(order) if application == "AGI")
    assert order[agi - 1] == ("Set", "TIMEOUT(absolute)=8")
    assert ("Set", "AGIEXITONHANGUP=yes") in order[:agi]
    assert order[agi + 1] == ("Set", "TIMEOUT(absolute)=0")
    assert "T" in arrive
    for context in ("hold", "connect", "fallback"):
        assert dialplan[context].extensions["s"][0].arguments == "TIMEOUT(absolute)=0"


def test_no_talk_lets_a_key_do_anything_and_no_agent_takes_the_citizen_along(dialplan: Dialplan) -> None:
    dials = [step.arguments for _, _, _, step in steps(dialplan) if step.application == "Dial"]
    assert len(dials) == 6
    for arguments in dials:
        options = re.sub(r"\([^)]*\)", "", arguments.split(",", 2)[2]) if arguments.count(",") > 1 else ""
        assert set(options) <= set("gmbrU"), arguments


def test_every_way_to_a_phone_goes_through_the_guard(dialplan: Dialplan) -> None:
    for context, extension, position, step in steps(dialplan):
        if step.application != "Dial" or context == "ring":
            # Whoever is rung outside has no seat.
            continue
        before = dialplan[context].extensions[extension][:position]
        asked = [other.arguments.startswith("guard,s,1(") for other in before].index(True)
        assert before[asked + 1].arguments.startswith('$["${GOSUB_RETVAL}" != "free"]?')


@pytest.mark.parametrize(
    ("seconds", "prompt"),
    [
        (-20, "wait_soon"), (59, "wait_soon"), (60, "wait_1"), (61, "wait_2"), (120, "wait_2"), (300, "wait_5"),
        (301, "wait_10"), (1200, "wait_20"), (1800, "wait_30"), (1801, "wait_long"), (99_999, "wait_long"),
    ],
)  # fmt: skip
def test_a_wait_is_rounded_up_to_the_next_that_there_are_words_for(
    dialplan: Dialplan, seconds: int, prompt: str
) -> None:
    found = dialplan["wait_words"].extensions["s"]
    said = {step.label: step.arguments for step in found if step.application == "Return"}
    ways = [re.fullmatch(r"\$\[\$\{HL_REST\} (<=?) (\d+)\]\?(\w+)", step.arguments) for step in found]
    reached = [way[3] for way in ways if way and (seconds < int(way[2]) or (way[1] == "<=" and seconds == int(way[2])))]
    assert said[reached[0] if reached else ""] == prompt


def test_every_variable_and_event_is_a_shared_name_or_private(text: str, dialplan: Dialplan) -> None:
    shared = {value for key, value in vars(names).items() if isinstance(value, str) and value.startswith("HL_")}
    code = "\n".join(line.split(";", 1)[0] for line in text.splitlines())
    assert set(re.findall(r"\bHL_\w+", code)) == shared | PRIVATE
    events = {value for key, value in vars(names).items() if key.startswith("EVENT_")}
    told = {step.arguments.split(",")[0] for _, _, _, step in steps(dialplan) if step.application == "UserEvent"}
    assert told == events
    states = {found for found in re.findall(r"HL_STATE\)?=(\w+)", code)}
    assert states == set(names.STATES)


def test_what_the_far_end_says_is_filtered(text: str) -> None:
    for line in text.splitlines():
        code = line.split(";", 1)[0]
        for outside in ("CALLERID(", "CHANNEL(endpoint)"):
            for found in re.finditer(re.escape("${" + outside), code):
                assert re.search(r"\$\{FILTER\([^,]+,$", code[: found.start()]), code
        assert "SHELL(" not in code and "System(" not in code and "${CALLERID(name)" not in code


def test_recordings_are_taken_on_the_seats_channel_only(dialplan: Dialplan) -> None:
    found = [(context, step.arguments) for context, _, _, step in steps(dialplan) if step.application == "MixMonitor"]
    assert [context for context, _ in found] == ["talk", "record", "ladder_joins", "take_over"]
    assert all(arguments.endswith("/spool/recordings/${HL_RECORDING},D") for _, arguments in found)


def test_the_files_of_a_folder_with_a_space_are_written_as_they_are(tmp_path: Path) -> None:
    settings = sample_settings(tmp_path / "a b")
    text = render_texts(settings, sample_runtime(tmp_path / "r"), sample_bundle(), sample_secrets())["extensions.conf"]
    assert f"Playback({settings.sounds}/" in text
