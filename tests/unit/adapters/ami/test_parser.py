"""Bytes to packets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.adapters.ami.errors import StreamBroken
from router.adapters.ami.packet import AmiEvent, Answer, Banner, Junk, Packet
from router.adapters.ami.parser import PACKET_LIMIT, Parser
from tests.unit.adapters.ami.fake_asterisk import BANNER, TRANSCRIPTS

RECORDED = [path.read_bytes() for path in sorted(TRANSCRIPTS.glob("*.ami"))]


def parse(data: bytes) -> list[Packet]:
    return Parser().feed(BANNER + data)[1:]


def event_of(data: bytes) -> AmiEvent:
    (found,) = parse(data)
    assert isinstance(found, AmiEvent)
    return found


def shape(packets: list[Packet]) -> list[object]:
    return [one.pairs if isinstance(one, AmiEvent | Answer) else one for one in packets]


def test_there_are_transcripts() -> None:
    assert len(RECORDED) == 5


@settings(deadline=None)
@given(data=st.sampled_from(RECORDED), cuts=st.lists(st.integers(0, 20_000), max_size=60))
def test_any_chunking_gives_the_same_packets(data: bytes, cuts: list[int]) -> None:
    parser, got, begin = Parser(), [], 0
    for cut in [*sorted({min(cut, len(data)) for cut in cuts}), len(data)]:
        got += parser.feed(data[begin:cut])
        begin = cut
    assert shape(got) == shape(Parser().feed(data))


def test_byte_by_byte_gives_the_same_packets() -> None:
    data = RECORDED[0]
    parser = Parser()
    got = [one for at in range(len(data)) for one in parser.feed(data[at : at + 1])]
    assert shape(got) == shape(Parser().feed(data))
    assert isinstance(got[0], Banner)


@settings(deadline=None)
@given(st.text().map(lambda text: text.replace("\r\n", "")))
def test_no_value_forges_a_header(value: str) -> None:
    """event.py:25, response.py:11: splitlines() ends lines at U+2028, U+0085, VT, FF and lone CR or LF too."""
    text = value.encode("utf-8", "surrogatepass")
    found = event_of(b"Event: Newstate\r\nCallerIDName: " + text + b"\r\nChannelState: 5\r\n\r\n")
    assert [key for key, _ in found.pairs] == ["Event", "CallerIDName", "ChannelState"]
    assert found.text("ChannelState") == "5"


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c", "\n", "\r"])
def test_a_callers_name_forges_nothing(end: str) -> None:
    """event.py:25, response.py:11, by name."""
    name = f"X{end}Event: Hangup{end}ChannelState: 6"
    found = event_of(f"Event: Newstate\r\nCallerIDName: {name}\r\n\r\n".encode())
    assert found.name == "Newstate"
    assert found.text("CallerIDName") == name
    assert "ChannelState" not in found


def test_repeated_headers_are_kept_and_the_first_counts() -> None:
    """event.py:37: of duplicate keys only the last is kept."""
    found = event_of(b"Event: E\r\nOutput: one\r\nOutput: two\r\n\r\n")
    assert found.all("Output") == ["one", "two"]
    assert found["Output"] == "one"


def test_channel_variables_are_collected() -> None:
    found = event_of(
        b"Event: DialState\r\nChanVariable: HL_CALL=a\r\nChanVariable: HL_X=p=q\r\nDestChanVariable: HL_CALL=b\r\n\r\n"
    )
    assert found.variables() == {"HL_CALL": "a", "HL_X": "p=q"}
    assert found.variables("DestChanVariable") == {"HL_CALL": "b"}


def test_an_unset_variable_in_a_list_is_empty() -> None:
    assert event_of(b"Event: Status\r\nVariable: HL_SEAT=(null)\r\n\r\n").variables("Variable") == {"HL_SEAT": ""}


def test_the_answer_to_getvar_is_not_taken_for_a_list_of_variables() -> None:
    (found,) = parse(b"Response: Success\r\nActionID: 1\r\nVariable: HL_STATE\r\nValue: hold\r\n\r\n")
    assert isinstance(found, Answer)
    assert (found.ok, found.value) == (True, "hold")


def test_bytes_that_are_not_utf8_are_kept() -> None:
    found = event_of(b"Event: E\r\nCallerIDName: M\xfcller\r\nNext: 1\r\n\r\n")
    assert found.text("CallerIDName").encode("utf-8", "surrogateescape") == b"M\xfcller"
    assert found.text("Next") == "1"


def test_junk_is_junk_and_the_next_packet_is_whole() -> None:
    assert parse(b"no colon\r\n\r\nX: 1\r\n\r\nEvent: E\r\n\r\n")[:2] == [Junk(size=8), Junk(size=4)]
    assert event_of(b"\r\n\r\nEvent: E\r\n\r\n").name == "E"


def test_a_packet_without_end_is_refused() -> None:
    parser = Parser()
    parser.feed(BANNER)
    with pytest.raises(StreamBroken):
        parser.feed(b"X" * (PACKET_LIMIT + 1))
