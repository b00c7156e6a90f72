"""Parsers that hear strangers: whatever bytes come, they end soon and with a word of their own."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from asterisk_conf import names
from tests.hostile.targets import TARGETS

NASTY = (
    b"", b"\0", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b":", b": ", b"=", b"(", b")", b"|", b'"', b'""', b"\\", b",",
    b"-1",
    b"\xff\xfe", "\u2028".encode(), "\u0085".encode(), b"\xed\xa0\x80", b"caf\xe9", b"9" * 5_000, b"1e999", b"nan",
    b"inf", "٣".encode(), "²".encode(), b"${SHELL(id)}", b"HANGUP", b"x" * 9_000,
)  # fmt: skip
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pieces(*words: bytes) -> st.SearchStrategy[bytes]:
    """The words of a language, what is nasty anywhere, and noise, in any order."""
    piece = st.one_of(st.sampled_from((*words, *NASTY)), st.binary(max_size=12))
    return st.lists(piece, max_size=40).map(b"".join)


AGI = pieces(
    b"agi_request: agi://127.0.0.1/arrive\n", b"agi_callerid: ", b"agi_network_script: arrive\n", b"\n", b"200 result=",
    b"200 result=1 (", b")\n", b"hlmarkb", b"hlmarke)\n", b"hlmark)\n", b"520-", b"520 ", b"511 ",
    b"510 ", b"100 Trying\n",
    b" endpos=8000\n", b"timeout",
)  # fmt: skip
AMI = pieces(
    b"Asterisk Call Manager/11.0.0\r\n", b"Event: UserEvent\r\n", b"Event: Hangup\r\n", b"Event: AttendedTransfer\r\n",
    b"Event: Newstate\r\n", b"Event: ContactStatus\r\n", b"Response: Success\r\n", b"ActionID: a-1\r\n",
    b"EventList: start\r\n", b"Uniqueid: node1-1.1\r\n", b"Channel: PJSIP/1001-00000001\r\n", b"Result: Success\r\n",
    b"ChanVariable: HL_CALL=node1-1.1\r\n", b"ChanVariable: HL_CALL\r\n", b"ChanVariable", b"Cause: ", b"Rank: ",
    b"Call: node1-1.1\r\n", b"Arrived: ", b"Caller: ", b"Grade: ", b"Phase: left\r\n", b"Seconds: ", b"Bundle: ",
    b"ChannelStateDesc: Ringing\r\n", b"ChanVariable: HL_OFFER_ID=o1\r\n", b"EndpointName: 1001\r\n", b"URI: ",
    b"ContactStatus: Reachable\r\n", b"DestType: App\r\n", b"SecondTransfererExten: 1002\r\n",
    *(b"UserEvent: %s\r\n" % value.encode() for name, value in vars(names).items() if name.startswith("EVENT_")),
)  # fmt: skip
JSON = pieces(
    b"{", b"}", b"[", b"]", b'"type":', b'"CallHeld"', b'"Offer"', b'"SignOn"', b'"at":', b'"call":', b'"id":', b"1",
    b",", 
    b"null", b'"node"', b'"1001"', b"NaN", b"-Infinity",
)  # fmt: skip
YAML = pieces(
    b"general:", b" {", b"}", b"[", b"]", b"\n", b"  ", b"\t", b"- ", b"&a ", b"*a ", b"<<: ", b"!!python/object ",
    b"? ",
    b"| ", b"> ", b"---\n", b"...\n", b"%YAML 9.9\n", b"# ", b"number: 12345\n", b"'", b"!", b"@", b"`",
)  # fmt: skip
ROSTER = pieces(
    b"date,shift,agent\n", "工号,姓名,".encode("gb18030"), "日期;班次;工号\n".encode(), b"2026-10-12", b"2026-02-30",
    b"early",
    b"8001", b"Li", b";", b"\t", b"/lead", b"+", b": {early: [8001]}\n", b"PK\x03\x04", b"PK\x05\x06",
)  # fmt: skip
CEL = pieces(
    b'"CHAN_START","","1764000000.5","node1-1.1","node1-1.1","PJSIP/inbound-1","door","12345","","",""\n',
    b'"USER_DEFINED","HotlineArrived","1764000000.6","node1-1.1","node1-1.1","PJSIP/inbound-1","a","s","","",'
    b'"{""extra"":""Call=node1-1.1|Line=city|Caller=139|Arrived=1764000000.5""}"\n',
    b'"USER_DEFINED","HotlineSurvey","1764000001.6","node1-1.1","node1-1.1","PJSIP/inbound-1","a","s","","",'
    b'"{""extra"":""Call=node1-1.1|Grade=', b'""}"\n', b'"HANGUP","","', b'","","', b'"\n', b"{", b'""hangupcause"":',
    b'"CHAN_END","","1764000002.6","node1-1.1","node1-1.1","PJSIP/inbound-1","a","s","","",""\n',
)  # fmt: skip


@SMALL
@given(data=AGI)
@pytest.mark.parametrize("target", ["agi_environment", "agi_reply", "agi_session"])
def test_agi(target: str, data: bytes) -> None:
    TARGETS[target](data)


@SMALL
@given(data=AMI)
@example(
    b"Asterisk Call Manager/11\r\nEvent: Hangup\r\nCause: "
    + b"9" * 5_000
    + b"\r\nUniqueid: a\r\nChanVariable: HL_CALL=a\r\n\r\n"
)
@example(b"A\r\nEvent: UserEvent\r\nUserEvent: HotlineHold\r\nCall: a\r\nRank: " + b"9" * 400 + b":1\r\n\r\n")
@example(b"A\r\nEvent: UserEvent\r\nUserEvent: HotlineArrived\r\nCall: a\r\nCaller: caf\xe9\xe2\x80\xa8\r\n\r\n")
def test_ami(data: bytes) -> None:
    TARGETS["ami_stream"](data)


@SMALL
@given(data=JSON)
@example(b"[" * 100_000)
@example(b'{"type":' * 50_000)
@example(b'{"type": "CallEnded", "at": ' + b"9" * 5_000 + b"}")
@example(b'{"type": ["CallEnded"]}')
def test_messages(data: bytes) -> None:
    TARGETS["messages"](data)


@SMALL
@given(data=YAML)
@example(b"[" * 100_000)
@example(b"a: &a [*a, *a]\nb: &b [*a, *a]\nc: [*b, *b]\n")
@example(b"a: " + b"9" * 100_000)
@example(b"? " * 50_000)
@example(b"- " * 50_000)
def test_configuration(data: bytes) -> None:
    TARGETS["bundle_file"](data)


@SMALL
@given(data=ROSTER)
@example(b"date,shift,agent\n2026-10-12,early,8001\n" * 2)
@example(b'agent,2026-10-01\n8001,"early')
@example(b"agent," + b"2026-10-01," * 10_000 + b"\n8001" + b",early" * 10_000)
@example(b"0001-01-01: {early: [8001]}")
@example(b"PK\x03\x04" + b"\0" * 100)
def test_roster(data: bytes) -> None:
    TARGETS["roster_file"](data)


@SMALL
@given(data=CEL)
def test_event_log(data: bytes) -> None:
    TARGETS["event_log"](data)


BIG = {
    "a line of a MiB": b"x" * (1 << 20),
    "many lines": b"a: b\n" * 20_000,
    "many headers": b"A\r\nEvent: UserEvent\r\n" + b"Call: x\r\n" * 100_000 + b"\r\n",
    "no end": b"A\r\nEvent: UserEvent\r\n" + b"Call: x\r\n" * 300_000,
    "an open value": b"200 result=1 (" + b"y) (\n" * 200_000,
    "long open value": b"200 result=1 (" + (b"y) (" * 10_000 + b"\n") * 500,
    "open brackets": b"(" * (1 << 20),
    "quotes": b'"' * (1 << 20) + b"\n",
    "usage": b"520-x\n" * 200_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("data", BIG.values(), ids=BIG)
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_much_of_anything_is_soon_over_and_takes_little(target: Callable[[bytes], None], data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    target(data)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 250_000, f"{grown} kB"


def test_a_fuzzer_finds_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The targets can fail: a codec that lets a foreign error through is found."""
    from router.adapters import codec

    monkeypatch.setattr(codec, "load_message", json.loads)
    with pytest.raises(ValueError):
        TARGETS["messages"](b"{")
