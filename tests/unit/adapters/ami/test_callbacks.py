"""A callback is one Originate of a stand-in channel, and nothing that a number or a name could smuggle in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.adapters.ami.callbacks import deed, question, refusal, unfit
from router.adapters.ami.encode import encode
from router.adapters.ami.packet import AmiEvent, Answer
from router.adapters.ami.parser import Parser
from router.adapters.ami.translate import Translator
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.telephony import CallBack, CallbackAgreed, CallbackAsked, CallbackBegun, NodeEvent, RingTold

ORDER = CallBack(
    node="n1", epoch=7, expires_at=2e9, call="n1-1764000000.5", offer="7.3", seat="1001", ring_seconds=15,
    number="13800138000", trunk="carrier", shows="12345", out_seconds=30, line="city", line_name="City 热线",
    recorded=True, queue="legal", caller="13800138000", language="zh-CN", skills="legal>=2", arrived_at=1764000000.25,
    counter=5, bundle=3, talks=1,
)  # fmt: skip


def test_the_near_half_has_the_calls_id_and_all_that_is_known_of_it() -> None:
    text = encode(deed(ORDER), "1").decode()
    for line in (
        "Channel: Local/s@callback_out/n", "Context: callback", "ChannelId: n1-1764000000.5",
        "OtherChannelId: n1-1764000000.5-out", "Timeout: 105000", "Async: true",
        "Variable: HL_CALL=n1-1764000000.5", "Variable: HL_RANK=1764000000.250:5", "Variable: HL_OFFER=7.3:1001:15",
        "Variable: HL_NUMBER=13800138000", "Variable: HL_SEGMENT=1", "Variable: HL_CALLBACK=1",
    ):  # fmt: skip
        assert line in text.split("\r\n"), line


@pytest.mark.parametrize(
    "change",
    [
        {"number": "138&PJSIP/1002"}, {"number": "13"}, {"number": "1" * 16}, {"number": "+8613800138000"},
        {"trunk": "carrier/sip:x@y"}, {"shows": "12345>"}, {"call": "a b"}, {"seat": "10\n01"}, {"offer": "7:3"},
        {"line_name": "x\r\nAction: Command"}, {"queue": "q\0"},
    ],
)  # fmt: skip
def test_what_would_mean_something_else_is_never_sent(change: dict[str, str]) -> None:
    assert unfit(ORDER) == ""
    assert unfit(replace(ORDER, **change)) == "unsafe"  # type: ignore[arg-type]


def test_a_call_that_is_on_the_line_is_not_called_back() -> None:
    assert encode(question(ORDER), "1").decode().count(f"Channel: {ORDER.call}") == 1
    assert refusal(Answer(ok=True, keys={"Value": ORDER.call})) == "on_the_line"
    assert refusal(Answer(ok=False, keys={})) == ""


def told(name: str, **values: str) -> list[NodeEvent]:
    """What the dialplan's events of a callback say, one after the other of the call's first end."""
    translator, parser = Translator("n1"), Parser()
    parser.feed(b"Asterisk Call Manager/11.0.0\r\n")
    gone = {"Event": "Hangup", "Channel": "PJSIP/inbound-1", "Uniqueid": "c.1", "ChanVariable": "HL_CALL=c.1"}
    found: list[NodeEvent] = []
    for headers in (gone, {"Event": "UserEvent", "UserEvent": name, "Channel": "Local/s@callback_out-1;1", **values}):
        text = "".join(f"{key}: {value}\r\n" for key, value in headers.items()) + "\r\n"
        for packet in parser.feed(text.encode()):
            assert isinstance(packet, AmiEvent)
            found += translator.translate(packet, 5.0)
    return found


def test_a_callback_begins_the_call_anew_and_all_else_about_it_is_late() -> None:
    assert told("HotlineCallback", Call="c.1", Queue="q", Phase="asked")[1:] == []
    (begun,) = told("HotlineCallback", Call="c.1", Queue="q", Phase="begun")[1:]
    assert begun == CallbackBegun(node="n1", at=5.0, call="c.1", channel="Local/s@callback_out-1;1")


def test_asking_and_agreeing() -> None:
    assert told("HotlineCallback", Call="c.2", Queue="legal", Phase="asked")[1:] == [
        CallbackAsked(node="n1", at=5.0, call="c.2", queue="legal")
    ]
    assert told("HotlineCallback", Call="c.2", Queue="legal", Phase="agreed", Number="13800138000")[1:] == [
        CallbackAgreed(node="n1", at=5.0, call="c.2", queue="legal", number="13800138000")
    ]
    assert told("HotlineCallback", Call="c.2", Queue="legal", Phase="else")[1:] == []


def test_a_ring_is_told_also_of_a_call_that_has_just_ended() -> None:
    values = {"Ring": "7.3", "Purpose": "callback", "Subject": "c.1", "Phase": "ended", "Status": "BUSY", "Cause": "17"}
    assert told("HotlineRing", **values)[1:] == [
        RingTold(
            node="n1", at=5.0, ring="7.3", purpose=RingPurpose.CALLBACK, subject="c.1", phase=RingPhase.ENDED,
            status="BUSY", cause=17, channel="Local/s@callback_out-1;1",
        )
    ]  # fmt: skip
    assert told("HotlineRing", **{**values, "Phase": "else"})[1:] == []
    assert told("HotlineRing", **{**values, "Purpose": "else"})[1:] == []
