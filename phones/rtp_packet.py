"""RTP packets (RFC 3550) and telephone events (RFC 4733) on the wire."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

FRAME: Final = 160
"""Samples, and bytes of A-law, in a packet of 20 ms."""
_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
KEYS: Final = "0123456789*#ABCD"


@dataclass(frozen=True, kw_only=True, slots=True)
class RtpPacket:
    payload_type: int
    sequence: int
    timestamp: int
    source: int
    """SSRC."""
    payload: bytes
    marker: bool = False

    def encode(self) -> bytes:
        second = self.payload_type | (0x80 if self.marker else 0)
        return _HEADER.pack(0x80, second, self.sequence, self.timestamp, self.source) + self.payload


def parse_rtp(data: bytes) -> RtpPacket | None:
    """One packet; None when it is not RTP (RTCP too)."""
    if len(data) < _HEADER.size:
        return None
    first, second, sequence, timestamp, source = _HEADER.unpack_from(data)
    if first >> 6 != 2 or 192 <= second <= 223:
        return None
    start = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int(struct.unpack_from("!H", data, start + 2)[0])
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        return None
    return RtpPacket(
        payload_type=second & 0x7F, sequence=sequence, timestamp=timestamp, source=source,
        payload=data[start:end], marker=bool(second & 0x80),
    )  # fmt: skip


def key_payload(key: str, duration: int, *, end: bool) -> bytes:
    """A telephone event; `duration` in samples."""
    return _EVENT.pack(KEYS.index(key.upper()), (0x80 if end else 0) | 10, duration)


def parse_key(payload: bytes) -> tuple[str, bool] | None:
    """The key of a telephone event and whether it has ended; None when it is none of the sixteen keys."""
    if len(payload) < _EVENT.size:
        return None
    event, flags, _duration = _EVENT.unpack_from(payload)
    return (KEYS[event], bool(flags & 0x80)) if event < len(KEYS) else None
