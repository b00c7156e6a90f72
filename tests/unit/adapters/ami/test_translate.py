"""Recorded events to facts."""

from __future__ import annotations

import pytest

from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.parser import Parser
from router.adapters.ami.translate import Translator
from router.domain.telephony import (
    CallArrived,
    CallEnded,
    CallFellBack,
    CallHeld,
    CallSurveyed,
    CallTalked,
    CallTransferred,
    DeviceState,
    IncidentFollowed,
    MessageBegun,
    MessageLeft,
    NodeEvent,
    OfferEnded,
    OfferRang,
    RecordingKeyed,
    SeatDeviceChanged,
    SeatReached,
    TalkHeld,
)
from tests.unit.adapters.ami.fake_asterisk import events

SEATS = frozenset({"1001", "1002", "1003", "1004"})


def translator() -> Translator:
    one = Translator("node1")
    one.begin(SEATS, dict.fromkeys(SEATS, DeviceState.NOT_INUSE), {}, frozenset())
    return one


def facts(name: str) -> list[NodeEvent]:
    one = translator()
    return [fact for at, event in enumerate(events(name)) for fact in one.translate(event, float(at))]


def lines(found: list[NodeEvent]) -> list[str]:
    """Facts as a table: kind, seat, what matters."""
    table = []
    for fact in found:
        fields = [type(fact).__name__]
        for name in ("seat", "device", "reachable", "why", "reason", "kind", "status", "talked", "state", "cause"):
            value = getattr(fact, name, None)
            if value is not None and value != "":
                fields.append(str(value))
        table.append(" ".join(fields))
    return table


def test_an_answered_call() -> None:
    assert lines(facts("answered")) == [
        "CallArrived",
        "CallHeld new",
        "OfferRang 1001",
        "SeatDeviceChanged 1001 RINGING",
        "SeatDeviceChanged 1001 INUSE",
        "CallTalked 1001 offered",
        "OfferEnded 1001 ANSWER True 16",
        "SeatLegEnded 1001 16",
        "SeatDeviceChanged 1001 NOT_INUSE",
        "CallEnded end 16",
    ]


def test_a_rejected_offer_and_an_abandoned_call() -> None:
    assert lines(facts("rejected_then_abandoned")) == [
        "CallArrived",
        "CallHeld new",
        "OfferRang 1001",
        "SeatDeviceChanged 1001 RINGING",
        "SeatLegEnded 1001 17",
        "OfferEnded 1001 BUSY False 17",
        "CallHeld offer",
        "SeatDeviceChanged 1001 NOT_INUSE",
        "CallEnded hold 17",  # Asterisk keeps the cause of the last leg that the citizen's channel dialled
    ]


def test_a_call_that_is_held_taken_up_and_handed_on() -> None:
    """What is between two seats alone says nothing of a call; nobody has joined the second seat's channel to it."""
    told = [one for one in lines(facts("handed_on")) if not one.startswith(("SeatReached", "SeatDevice"))]
    assert told == [
        "CallArrived",
        "CallHeld new",
        "OfferRang 1001",
        "CallTalked 1001 offered",
        "TalkHeld 1001",
        "TalkHeld 1001",
        "TalkHeld 1001",
        "SeatDialled 1001",
        "TalkHeld 1001",  # Asterisk lifts the hold when the agent's side leaves
        "CallTransferred 1001 attended",
        "SeatLegEnded 1001 16",
        "OfferEnded 1001 ANSWER True 16",
        "CallEnded end 16",
    ]


def test_fields_of_hold_and_of_an_attended_transfer() -> None:
    found = facts("handed_on")
    talked = next(fact for fact in found if isinstance(fact, CallTalked))
    held = [fact for fact in found if isinstance(fact, TalkHeld)]
    handed = next(fact for fact in found if isinstance(fact, CallTransferred))
    assert [fact.held for fact in held] == [True, False, True, False]
    assert {(fact.call, fact.channel) for fact in held} == {(talked.call, talked.channel)}
    assert talked.channel.startswith("PJSIP/1001-")
    assert (handed.call, handed.to, handed.to_seat) == (talked.call, "1002", "1002")
    assert handed.channel.startswith("PJSIP/1002-")


def test_a_call_that_the_dialplan_serves() -> None:
    assert lines(facts("fallback")) == [
        "CallArrived",
        "CallFellBack menu",
        "SeatDeviceChanged 1001 RINGING",
        "SeatDeviceChanged 1001 INUSE",
        "CallTalked 1001 fallback",
        "CallEnded talk 16",
        "SeatDeviceChanged 1001 NOT_INUSE",
    ]


def test_a_phone_that_comes_moves_and_goes() -> None:
    """The second phone's contact comes before the first one's is removed: the seat stays reachable in between."""
    assert lines(facts("phone_comes_and_goes")) == [
        "SeatReached 1002 True",
        "SeatDeviceChanged 1002 UNAVAILABLE",
        "SeatDeviceChanged 1002 NOT_INUSE",
        "SeatDeviceChanged 1002 UNAVAILABLE",
        "SeatReached 1002 False",
    ]


def test_fields_of_a_held_call() -> None:
    held = next(fact for fact in facts("answered") if isinstance(fact, CallHeld))
    assert held.call.startswith("node1-")
    assert held.channel.startswith("PJSIP/inbound-")
    assert (held.line, held.queue, held.caller, held.language, held.skills, held.bundle) == (
        "general", "general", "13800138000", "zh-CN", "", 1,
    )  # fmt: skip
    assert held.arrived_at > 1_700_000_000
    assert held.counter == int(held.call.rpartition(".")[2])


def test_the_dialplans_own_language_counts_not_the_channels() -> None:
    """Both come under the same name in one event."""
    text = "\r\n".join(
        [
            "Event: UserEvent",
            "Channel: c",
            "Language: en",
            "UserEvent: HotlineHold",
            "Call: c.1",
            "Language: yue",
            "",
            "",
        ]
    )
    (event,) = Parser().feed(b"Asterisk Call Manager/11.0.0\r\n" + text.encode())[1:]
    assert isinstance(event, AmiEvent)
    (held,) = translator().translate(event, 1.0)
    assert isinstance(held, CallHeld)
    assert held.language == "yue"


def test_fields_of_the_other_facts() -> None:
    found = facts("answered")
    arrived = next(fact for fact in found if isinstance(fact, CallArrived))
    rang = next(fact for fact in found if isinstance(fact, OfferRang))
    talked = next(fact for fact in found if isinstance(fact, CallTalked))
    ended = next(fact for fact in found if isinstance(fact, OfferEnded))
    fell = next(fact for fact in facts("fallback") if isinstance(fact, CallFellBack))
    assert (arrived.line, arrived.caller) == ("general", "13800138000")
    assert rang.offer == talked.offer == ended.offer != ""
    assert {rang.call, talked.call, ended.call} == {arrived.call}
    assert talked.recording == f"{arrived.call}-1.raw"
    assert (fell.line, fell.queue, fell.caller, fell.channel[:13]) == (
        "general", "general", "13800138000", "PJSIP/inbound",
    )  # fmt: skip


def test_only_known_seats_are_seats() -> None:
    one = Translator("node1")
    one.begin(frozenset({"1003"}), {}, {}, frozenset())
    for name in ("answered", "phone_comes_and_goes"):
        kinds = {type(fact) for event in events(name) for fact in one.translate(event, 1.0)}
        assert not kinds & {OfferRang, SeatDeviceChanged, SeatReached}


def user(name: str, **headers: str) -> AmiEvent:
    return AmiEvent("UserEvent", {"UserEvent": name, "Channel": "PJSIP/inbound-00000001", **headers})


def hangup(call: str, unique: str, channel: str = "PJSIP/inbound-00000001", state: str = "hold") -> AmiEvent:
    variables = {"HL_CALL": call, "HL_STATE": state}
    return AmiEvent("Hangup", {"Uniqueid": unique, "Channel": channel, "Cause": "16", "ChanVariable": variables})


def test_what_comes_after_the_end_is_late_for_a_minute() -> None:
    one = translator()
    assert lines(one.translate(hangup("c.1", "c.1"), 100.0)) == ["CallEnded hold 16"]
    assert one.translate(user("HotlineHold", Call="c.1"), 101.0) == []
    assert one.translate(hangup("c.1", "c.1"), 102.0) == []
    assert one.translate(hangup("c.1", "c.9", "PJSIP/1001-00000002"), 103.0) == []
    assert one.over("c.1", 160.0)
    assert not one.over("c.1", 161.0)
    assert lines(one.translate(user("HotlineHold", Call="c.1"), 161.0)) == ["CallHeld new"]


def test_other_calls_are_not_late() -> None:
    one = translator()
    one.translate(hangup("c.1", "c.1"), 100.0)
    assert lines(one.translate(user("HotlineHold", Call="c.2", Why="lost"), 101.0)) == ["CallHeld lost"]


@pytest.mark.parametrize("channel", ["Local/1001@fallback_seat-00000001;2", "PJSIP/inbound-00000002", "PJSIP/1001", ""])
def test_a_channel_that_is_neither_citizen_nor_seat_says_nothing(channel: str) -> None:
    assert translator().translate(hangup("c.1", "c.5", channel), 1.0) == []


def test_a_hangup_without_a_call_says_nothing() -> None:
    assert translator().translate(AmiEvent("Hangup", {"Uniqueid": "c.1", "Channel": "PJSIP/1001-00000001"}), 1.0) == []
    assert translator().translate(hangup("", ""), 1.0) == []


def test_a_state_that_is_none_is_the_menu() -> None:
    (fact,) = translator().translate(hangup("c.1", "c.1", state=""), 1.0)
    assert isinstance(fact, CallEnded)
    assert fact.state == "menu"


def ringing(offer: str, call: str = "c.1") -> AmiEvent:
    variables = {"HL_CALL": call, "HL_OFFER_ID": offer, "HL_SEAT": "1001"}
    return AmiEvent(
        "Newstate", {"Channel": "PJSIP/1001-0000000a", "ChannelStateDesc": "Ringing", "ChanVariable": variables}
    )


def test_an_offer_rings_once() -> None:
    """180 Ringing is repeated by phones, and DialState tells the same."""
    one = translator()
    dial = AmiEvent(
        "DialState",
        {
            "DestChannel": "PJSIP/1001-0000000a",
            "DialStatus": "RINGING",
            "DestChanVariable": {"HL_CALL": "c.1", "HL_OFFER_ID": "7.1"},
        },
    )
    assert lines(one.translate(dial, 1.0)) == ["OfferRang 1001"]
    assert one.translate(ringing("7.1"), 1.1) == []
    assert lines(one.translate(ringing("7.2"), 2.0)) == ["OfferRang 1001"]
    one.begin(SEATS, {}, {}, frozenset({"c.1"}))
    assert one.translate(ringing("7.2"), 3.0) == []


def test_a_phone_that_rings_without_an_offer_is_no_offer() -> None:
    assert translator().translate(ringing(""), 1.0) == []
    assert translator().translate(ringing("7.1", call=""), 1.0) == []


def test_devices_and_contacts_of_a_snapshot_are_not_told_again() -> None:
    one = Translator("node1")
    one.begin(SEATS, {"1001": DeviceState.INUSE}, {"1001": frozenset({"sip:a"})}, frozenset())
    same = AmiEvent("DeviceStateChange", {"Device": "PJSIP/1001", "State": "INUSE"})
    contact = {"EndpointName": "1001", "URI": "sip:a"}
    assert one.translate(same, 1.0) == []
    assert one.translate(AmiEvent("ContactStatus", {**contact, "ContactStatus": "Reachable"}), 1.0) == []
    lost = one.translate(AmiEvent("ContactStatus", {**contact, "ContactStatus": "Unreachable"}), 2.0)
    assert lines(lost) == ["SeatReached 1001 False"]


@pytest.mark.parametrize("value", ["", "x", "1.2.3", "٣", "-1", "nan", "1e9", "1.:2", "(null)"])
def test_unreadable_numbers_are_zero_and_never_an_error(value: str) -> None:
    (fact,) = translator().translate(user("HotlineHold", Call="c.1", Rank=value, Bundle=value, Arrived=value), 1.0)
    assert isinstance(fact, CallHeld)
    assert (fact.arrived_at, fact.counter) in {(0.0, 0), (1.0, 2)}
    assert fact.bundle == 0


def test_the_arrival_stands_in_for_a_rank_that_cannot_be_read() -> None:
    (fact,) = translator().translate(user("HotlineHold", Call="c.1", Arrived="1700000000.250"), 1.0)
    assert isinstance(fact, CallHeld)
    assert fact.arrived_at == 1700000000.25


def test_bytes_that_are_not_utf8_fit_into_json() -> None:
    (fact,) = translator().translate(user("HotlineHold", Call="c.1", Queue="g\udcfcn"), 1.0)
    assert isinstance(fact, CallHeld)
    assert fact.queue == "g\ufffdn"


def test_an_event_without_a_call_is_nothing() -> None:
    assert translator().translate(user("HotlineArrived", Line="general"), 1.0) == []
    assert translator().translate(user("Foreign", Call="c.1"), 1.0) == []
    assert translator().translate(AmiEvent("Newchannel", {}), 1.0) == []


def test_a_blind_transfer() -> None:
    (fact,) = translator().translate(user("HotlineTransfer", Call="c.1", Seat="1001", To="1002"), 1.0)
    assert fact == CallTransferred(node="node1", at=1.0, call="c.1", seat="1001", to="1002")


def test_a_message_is_begun_and_left() -> None:
    one, common = translator(), {"Call": "c.1", "Queue": "law"}
    (begun,) = one.translate(user("HotlineMessage", Phase="begin", **common), 1.0)
    (left,) = one.translate(user("HotlineMessage", Phase="left", Recording="c.1-m.alaw", Seconds="12", **common), 2.0)
    assert begun == MessageBegun(node="node1", at=1.0, call="c.1", queue="law")
    assert left == MessageLeft(node="node1", at=2.0, call="c.1", queue="law", recording="c.1-m.alaw", seconds=12.0)
    assert one.translate(user("HotlineMessage", Phase="", **common), 3.0) == []


def test_a_caller_who_is_to_be_told_of_an_incident() -> None:
    said = {"Call": "c.1", "Line": "city", "Incident": "17-ab", "Number": "+8613800138000"}
    (fact,) = translator().translate(user("HotlineFollow", **said, Language="zh-CN"), 1.0)
    assert fact == IncidentFollowed(
        node="node1", at=1.0, call="c.1", line="city", language="zh-CN", incident="17-ab", number="+8613800138000"
    )


@pytest.mark.parametrize(("text", "grade"), [("5", 5), ("1", 1), ("0", 0), ("", 0), ("6", 0), ("x", 0), ("-1", 0)])
def test_a_grade_is_one_to_five_or_none(text: str, grade: int) -> None:
    (fact,) = translator().translate(user("HotlineSurvey", Call="c.1", Grade=text), 1.0)
    assert fact == CallSurveyed(node="node1", at=1.0, call="c.1", grade=grade)


def test_the_recording_key_is_pressed_on_a_seats_channel() -> None:
    event = AmiEvent("UserEvent", {"UserEvent": "HotlinePause", "Channel": SEAT, "Call": "c.1", "Seat": "1001"})
    (fact,) = translator().translate(event, 1.0)
    assert fact == RecordingKeyed(node="node1", at=1.0, call="c.1", seat="1001", channel=SEAT)


@pytest.mark.parametrize(("value", "informed"), [("1", True), ("", False), ("0", False)])
def test_whether_the_caller_was_informed_is_said_at_the_end(value: str, informed: bool) -> None:
    event = hangup("c.1", "c.1")
    event.keys["ChanVariable"]["HL_INFORMED"] = value
    (fact,) = translator().translate(event, 1.0)
    assert isinstance(fact, CallEnded)
    assert fact.informed is informed


SEAT, OTHER, CITIZEN = "PJSIP/1001-0000000a", "PJSIP/1002-0000000b", "PJSIP/inbound-00000001"


@pytest.mark.parametrize(("channel", "call"), [(CITIZEN, "c.1"), (SEAT, ""), ("PJSIP/9999-0000000a", "c.1")])
def test_only_a_seat_in_a_call_holds_a_talk(channel: str, call: str) -> None:
    event = AmiEvent("Hold", {"Channel": channel, "ChanVariable": {"HL_CALL": call}})
    assert translator().translate(event, 1.0) == []


def handover(**headers: object) -> AmiEvent:
    keys: dict[str, object] = {
        "Result": "Success", "DestType": "Bridge", "OrigTransfererChannel": SEAT,
        "TransfereeChannel": CITIZEN, "TransfereeChanVariable": {"HL_CALL": "c.1"}, "TransferTargetChannel": OTHER,
    }  # fmt: skip
    return AmiEvent("AttendedTransfer", {**keys, **headers})


def test_the_agent_may_join_from_either_call() -> None:
    swapped = handover(
        TransfereeChannel=OTHER, TransfereeChanVariable={}, TransferTargetChannel=CITIZEN,
        TransferTargetChanVariable={"HL_CALL": "c.1"},
    )  # fmt: skip
    expected = CallTransferred(
        node="node1", at=1.0, call="c.1", seat="1001", to="1002", kind="attended", to_seat="1002", channel=OTHER
    )
    assert translator().translate(handover(), 1.0) == translator().translate(swapped, 1.0) == [expected]


def test_a_second_call_that_still_rang_is_a_transfer_like_a_blind_one() -> None:
    event = handover(DestType="App", DestApp="Dial", SecondTransfererExten="1002", TransferTargetChannel="")
    (fact,) = translator().translate(event, 1.0)
    assert fact == CallTransferred(node="node1", at=1.0, call="c.1", seat="1001", to="1002", channel=CITIZEN)


@pytest.mark.parametrize(
    "headers",
    [
        {"Result": "Fail"},
        {"TransfereeChanVariable": {}},
        {"TransferTargetChannel": "PJSIP/9999-0000000b"},
        {"TransfereeChannel": OTHER, "TransferTargetChannel": SEAT},
        {"DestType": "App", "SecondTransfererExten": "*10"},
    ],
)
def test_a_transfer_that_joins_no_citizen_with_a_seat_says_nothing(headers: dict[str, object]) -> None:
    assert translator().translate(handover(**headers), 1.0) == []
