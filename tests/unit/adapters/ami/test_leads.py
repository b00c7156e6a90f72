"""Leads in talks: what Asterisk is asked and told, and what its events and its list of channels say of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asterisk_conf import names
from router.adapters.ami.channels import seen_calls, seen_listenings, unjoined
from router.adapters.ami.encode import encode
from router.adapters.ami.leads import deed
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.translate import Translator
from router.domain.listening import ListenMode
from router.domain.telephony import (
    CallTalked,
    DeviceState,
    GiveTalkTo,
    ListeningEnded,
    ListenTo,
    NodeEvent,
    SeenListening,
    StopListeningTo,
    TalkListenedTo,
)
from tests.unit.adapters.ami.fake_asterisk import connected
from tests.unit.adapters.ami.test_commands import Scene, build

SEATS = frozenset({"1001", "1010"})
TALKS, LEADS = "PJSIP/1001-0000000a", "PJSIP/1010-0000000b"
ASKED = {
    "call": "c.1", "channel": TALKS, "listening": "listen-7.1", "seat": "1010", "mode": ListenMode.WHISPER,
    "ring_seconds": 15, "shown": "1001",
}  # fmt: skip
FREE = {
    "HL_CALL": "c.1", "GROUP_COUNT(1010@seat)": "0", "GROUP_COUNT(1010@own)": "0",
    "DEVICE_STATE(PJSIP/1010)": "NOT_INUSE",
}  # fmt: skip


@pytest.fixture
def scene() -> Iterator[Scene]:
    one = Scene()
    one.channels = {TALKS: dict(FREE), "PJSIP/1010": {}}
    with connected(one.answer) as (connection, fake):
        one.connection, one.fake = connection, fake
        yield one


DEEDS = {"Originate", "Hangup", "Redirect", "Setvar"}


def done(scene: Scene) -> list[str]:
    return [action["Action"] for action in scene.fake.actions if action["Action"] in DEEDS]


def test_a_lead_is_rung_and_taken_from_the_first_moment() -> None:
    command = build(ListenTo, **ASKED)
    assert isinstance(command, ListenTo)
    sent = encode(deed(command, []), "1").decode().split("\r\n")
    for line in (
        "Channel: PJSIP/1010", "Context: listen", "Exten: s", "ChannelId: listen-7.1", "CallerID: <1001>",
        "Timeout: 15000", "Async: true", "Variable: GROUP(own)=1010", "Variable: HL_LISTENS=c.1",
        "Variable: HL_LISTENING=listen-7.1", f"Variable: HL_HEARD={TALKS}", "Variable: HL_LISTEN_KEY=5",
        "Variable: HL_FROM=1010",
    ):  # fmt: skip
        assert line in sent
    # By it the channel would be taken for a part of the citizen's call.
    assert not any(line.startswith(f"Variable: {names.CALL}=") for line in sent)


def test_one_that_fits_is_carried_out(scene: Scene) -> None:
    scene.commander.carry_out([build(ListenTo, **ASKED)])
    assert done(scene) == ["Originate"]
    assert scene.told == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"HL_CALL": "c.2"}, "other_call"),
        ({"GROUP_COUNT(1010@seat)": "1"}, "seat_taken"),
        ({"GROUP_COUNT(1010@own)": "1"}, "seat_taken"),
        ({"DEVICE_STATE(PJSIP/1010)": "RINGING"}, "seat_taken"),
        ({"DEVICE_STATE(PJSIP/1010)": "UNAVAILABLE"}, "seat_taken"),
    ],
)
def test_one_that_does_not_fit_is_told_and_rings_nobody(scene: Scene, changed: dict[str, str], reason: str) -> None:
    scene.channels[TALKS] |= changed
    scene.commander.carry_out([build(ListenTo, **ASKED)])
    assert done(scene) == []
    assert [(told.command, told.reason, told.listening) for told in scene.told] == [("ListenTo", reason, "listen-7.1")]


def test_a_talk_that_is_gone_a_late_order_and_a_refusal_are_told(scene: Scene) -> None:
    scene.commander.carry_out([build(ListenTo, **(ASKED | {"channel": "PJSIP/1001-000000ff"}))])
    scene.commander.carry_out([build(ListenTo, **(ASKED | {"expires_at": 1.0}))])
    scene.refuse = "Originate"
    scene.commander.carry_out([build(ListenTo, **ASKED)])
    assert scene.reasons() == ["ListenTo channel_gone", "ListenTo late", "ListenTo refused"]


@pytest.mark.parametrize(
    "unsafe",
    [{"seat": "1010@outside"}, {"seat": "1010&PJSIP/1001"}, {"channel": "PJSIP/inbound-0000000a"},
     {"channel": "PJSIP/1001-0000000a,B"}, {"listening": "l,1"}, {"shown": '1">x'}, {"call": "c\r\n1"}],
)  # fmt: skip
def test_nothing_but_a_seats_phone_and_a_seats_channel_is_ever_named(scene: Scene, unsafe: dict[str, str]) -> None:
    scene.commander.carry_out([build(ListenTo, **(ASKED | unsafe))])
    assert scene.fake.actions == [] or done(scene) == []
    assert scene.reasons() == ["ListenTo unsafe"]


def test_a_lead_is_hung_up_by_the_id_and_no_other_channel(scene: Scene) -> None:
    scene.channels["listen-7.1"] = {"HL_LISTENS": "c.1", "HL_LISTENING": "listen-7.1"}
    scene.channels["listen-7.2"] = {"HL_LISTENS": "c.2", "HL_LISTENING": "listen-7.2"}
    for one in ("listen-7.1", "listen-7.2", "listen-7.3"):
        scene.commander.carry_out([build(StopListeningTo, call="c.1", listening=one, seat="1010")])
    assert done(scene) == ["Hangup"]
    assert scene.reasons() == ["StopListeningTo other_call", "StopListeningTo channel_gone"]


def test_a_lead_who_dialled_a_code_is_hung_up_by_the_channel(scene: Scene) -> None:
    scene.channels[LEADS] = {"HL_LISTENS": "c.1", "HL_LISTENING": "listen-7.1"}
    for one in ("listen-7.1", "listen-7.2"):
        scene.commander.carry_out([build(StopListeningTo, call="c.1", listening=one, seat="1010", channel=LEADS)])
    assert [action["Channel"] for action in scene.fake.actions if action["Action"] == "Hangup"] == [LEADS]
    assert scene.reasons() == ["StopListeningTo other_call"]


def test_a_lead_who_listens_is_led_on_and_one_whose_phone_rings_takes_over_on_the_answer(scene: Scene) -> None:
    listens = {"HL_LISTENS": "c.1", "HL_LISTENING": "listen-7.1"}
    scene.channels |= {LEADS: {**listens, "HL_LISTEN_MODE": "whisper"}, "listen-7.1": dict(listens)}
    order = {"call": "c.1", "listening": "listen-7.1", "seat": "1010"}
    scene.commander.carry_out([build(GiveTalkTo, **order, channel=LEADS)])
    scene.commander.carry_out([build(GiveTalkTo, **order)])
    led, told = [action for action in scene.fake.actions if action["Action"] in DEEDS]
    assert (led["Channel"], led["Context"], led["Exten"]) == (LEADS, "take_over", "s")
    assert (told["Channel"], told["Variable"], told["Value"]) == ("listen-7.1", "HL_LISTEN_KEY", "take")
    assert scene.told == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"call": "c.2"}, "other_call"),
        ({"listening": "listen-7.2"}, "other_call"),
        ({"channel": "PJSIP/1010-000000ff"}, "channel_gone"),
        ({"channel": TALKS}, "unsafe"),
        ({"channel": "PJSIP/inbound-0000000a"}, "unsafe"),
        ({"expires_at": 1.0}, "late"),
    ],
)
def test_nobody_but_that_lead_is_given_the_talk(scene: Scene, changed: dict[str, str], reason: str) -> None:
    scene.channels[LEADS] = {"HL_LISTENS": "c.1", "HL_LISTENING": "listen-7.1", "HL_LISTEN_MODE": "listen"}
    order = {"call": "c.1", "listening": "listen-7.1", "seat": "1010", "channel": LEADS}
    scene.commander.carry_out([build(GiveTalkTo, **(order | changed))])
    assert done(scene) == []
    assert scene.reasons() == [f"GiveTalkTo {reason}"]


def translate(name: str, **headers: object) -> list[NodeEvent]:
    one = Translator("node1")
    one.begin(SEATS, dict.fromkeys(SEATS, DeviceState.NOT_INUSE), {}, frozenset())
    return one.translate(AmiEvent(name, headers), 5.0)  # type: ignore[arg-type]


def test_the_beginning_and_each_change_are_told() -> None:
    told = {"UserEvent": "HotlineListening", "Channel": LEADS, "Call": "c.1", "Listening": "listen-7.1", "Seat": "1010"}
    assert translate("UserEvent", **told, Mode="barge") == [
        TalkListenedTo(
            node="node1", at=5.0, call="c.1", seat="1010", listening="listen-7.1", mode=ListenMode.BARGE, channel=LEADS
        )
    ]
    assert translate("UserEvent", **told, Mode="shout") == []


def test_the_end_of_the_leads_channel_is_no_end_of_a_leg() -> None:
    variables = {"HL_LISTENS": "c.1", "HL_LISTENING": "listen-7.1"}
    gone = {"Channel": LEADS, "Uniqueid": "listen-7.1", "Cause": "16", "ChanVariable": variables}
    assert translate("Hangup", **gone) == [
        ListeningEnded(node="node1", at=5.0, call="c.1", seat="1010", listening="listen-7.1", cause=16)
    ]
    assert translate("Hangup", **(gone | {"Channel": "PJSIP/9999-0000000b"})) == []


def seen(name: str, unique: str, bridge: str = "", **variables: str) -> AmiEvent:
    return AmiEvent("Status", {"Channel": name, "Uniqueid": unique, "BridgeID": bridge, "Variable": variables})


def test_a_snapshot_knows_a_lead_from_a_leg_of_the_call() -> None:
    lead = {"HL_LISTENS": "c.1", "HL_LISTENING": "listen-7.1"}
    channels = [
        seen("PJSIP/inbound-00000001", "c.1", "b", HL_CALL="c.1", HL_STATE="talk"),
        seen(TALKS, "c.2", "b", HL_CALL="c.1"),
        seen(LEADS, "listen-7.1", **lead, HL_LISTEN_MODE="whisper"),
    ]
    assert seen_listenings(channels, SEATS) == (
        SeenListening(listening="listen-7.1", call="c.1", seat="1010", mode=ListenMode.WHISPER, channel=LEADS),
    )
    ((call,), _) = seen_calls(channels, SEATS)
    assert (call.call, call.seat, call.bridged, call.taken_over) == ("c.1", "1001", True, False)
    assert unjoined(channels, SEATS) == ()
    (rings,) = seen_listenings([seen(LEADS, "listen-7.1", **lead)], SEATS)
    assert rings.mode is None


def test_a_lead_who_has_taken_over_is_a_leg_of_the_call_and_no_listener() -> None:
    channels = [
        seen("PJSIP/inbound-00000001", "c.1", "b", HL_CALL="c.1", HL_STATE="talk"),
        seen(LEADS, "listen-7.1", "b", HL_CALL="c.1", HL_LISTENING="listen-7.1", HL_LISTEN_MODE="whisper"),
    ]
    assert seen_listenings(channels, SEATS) == ()
    ((call,), _) = seen_calls(channels, SEATS)
    assert (call.seat, call.bridged, call.taken_over) == ("1010", True, True)


def test_the_agents_channel_tells_of_the_lead_in_its_place() -> None:
    told = {"UserEvent": "HotlineTalk", "Channel": TALKS, "Call": "c.1", "Seat": "1010", "Offer": "",
            "Kind": "taken_over", "Recording": "c.1-2.raw", "Leg": LEADS}  # fmt: skip
    assert translate("UserEvent", **told) == [
        CallTalked(
            node="node1", at=5.0, call="c.1", seat="1010", kind="taken_over", recording="c.1-2.raw", channel=LEADS
        )
    ]
