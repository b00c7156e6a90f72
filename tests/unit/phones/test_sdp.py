"""Session descriptions."""

from __future__ import annotations

import pytest

from phones.errors import BadSdp
from phones.sdp import Direction, Sdp, parse_sdp

OFFER = Sdp(address=("192.0.2.1", 4000), codecs={"PCMA": 8}, direction=Direction.SEND, session=3, version=2)


def test_what_is_built_is_what_is_read() -> None:
    read = parse_sdp(OFFER.encode())
    assert (read.address, read.codecs, read.keys_type, read.direction) == (
        OFFER.address, OFFER.codecs, 101, Direction.SEND,
    )  # fmt: skip


def test_static_types_need_no_rtpmap_and_dynamic_ones_do() -> None:
    read = parse_sdp(
        b"v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 96 0 8 97\r\na=rtpmap:97 telephone-event/8000\r\n"
    )
    assert read.codecs == {"PCMU": 0, "PCMA": 8}
    assert read.keys_type == 97


def test_the_streams_own_address_wins_and_a_second_stream_is_left_out() -> None:
    read = parse_sdp(
        b"v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8\r\nc=IN IP4 192.0.2.2\r\na=inactive\r\n"
        b"m=video 5000 RTP/AVP 99\r\nc=IN IP4 192.0.2.3\r\na=sendrecv\r\n"
    )
    assert read.address == ("192.0.2.2", 4000)
    assert read.direction is Direction.NONE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"c=IN IP4 192.0.2.1\r\nm=video 4000 RTP/AVP 99\r\n",
        b"m=audio 4000 RTP/AVP 8\r\n",
        b"c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 8\r\n",
        b"c=IN IP4 192.0.2.1\r\nm=audio x RTP/AVP 8\r\n",
        b"c=IN IP4 192.0.2.1\r\nm=audio 65536 RTP/AVP 8\r\n",
        b"c=IN IP4 host.example\r\nm=audio 4000 RTP/AVP 8\r\n",
    ],
)
def test_what_cannot_be_spoken_is_refused(body: bytes) -> None:
    with pytest.raises(BadSdp):
        parse_sdp(body)


@pytest.mark.parametrize(
    ("direction", "answer"), [("sendrecv", "sendrecv"), ("sendonly", "recvonly"), ("recvonly", "sendonly")]
)
def test_the_answer_mirrors_the_offer(direction: str, answer: str) -> None:
    assert Direction(direction).answer == answer


def test_the_old_way_of_holding_is_understood() -> None:
    assert parse_sdp(b"c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 8\r\n").direction is Direction.NONE
