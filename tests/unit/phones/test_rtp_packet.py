"""RTP and telephone events on the wire."""

from __future__ import annotations

import pytest

from phones.rtp_packet import KEYS, RtpPacket, key_payload, parse_key, parse_rtp

PACKET = RtpPacket(payload_type=8, sequence=65535, timestamp=4294967295, source=7, payload=b"abc", marker=True)


def test_what_is_built_is_what_is_read() -> None:
    assert parse_rtp(PACKET.encode()) == PACKET


def test_contributors_extension_and_padding_are_not_voice() -> None:
    plain = PACKET.encode()
    full = bytes([0x80 | 0x20 | 0x10 | 0x01]) + plain[1:12] + b"CSRC" + b"\x00\x00\x00\x01EXTN" + b"abc" + b"\0\0\x03"
    assert parse_rtp(full) == PACKET


@pytest.mark.parametrize(
    "data", [b"", b"\x80\x08", b"\x80\xc8" + bytes(26), b"\x00" * 12, b"\xa0\x08" + bytes(9) + b"\xff", b"INVITE " * 3]
)
def test_what_is_not_rtp_is_left_out(data: bytes) -> None:
    assert parse_rtp(data) is None


@pytest.mark.parametrize("key", KEYS)
def test_keys_survive(key: str) -> None:
    assert parse_key(key_payload(key, 800, end=True)) == (key, True)
    assert parse_key(key_payload(key.lower(), 160, end=False)) == (key, False)


@pytest.mark.parametrize("payload", [b"", b"\x01\x80", b"\x10\x80\x00\xa0"])
def test_other_events_are_no_keys(payload: bytes) -> None:
    assert parse_key(payload) is None
