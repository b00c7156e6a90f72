"""Bytes of the manager interface to packets. Pure: it knows no socket and no thread.

Lines end with CRLF and packets with an empty line; nothing else separates, whatever Unicode calls a line end, so that
a caller's name cannot forge a header. Bytes that are not UTF-8 are kept by `surrogateescape`.
"""

from __future__ import annotations

from typing import Any, Final

from router.adapters.ami.errors import StreamBroken
from router.adapters.ami.packet import AmiEvent, Answer, Banner, Junk, Packet, Pairs

PACKET_LIMIT: Final = 1 << 20
"""Bytes that may be gathered without a packet's end; Asterisk's own packets stay far below."""
NULL: Final = "(null)"
"""What Asterisk prints in a `Status` list for a variable that is not set."""


class Parser:
    """Gathers bytes, gives packets. The first line is the banner."""

    def __init__(self) -> None:
        self._rest = b""
        self._greeted = False

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are complete with these bytes, in order.

        Raises:
            StreamBroken: a packet grows beyond PACKET_LIMIT.
        """
        packets: list[Packet] = []
        rest = self._rest + data
        if not self._greeted:
            line, end, after = rest.partition(b"\r\n")
            if end:
                self._greeted = True
                packets.append(Banner(line=_decode(line)))
                rest = after
        if self._greeted:
            *whole, rest = rest.split(b"\r\n\r\n")
            packets += [_read(piece) for piece in whole if piece]
        if len(rest) > PACKET_LIMIT:
            raise StreamBroken(f"no end of packet in {len(rest)} bytes")
        self._rest = rest
        return packets


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _read(piece: bytes) -> Packet:
    pairs: Pairs = []
    keys: dict[str, Any] = {}
    for line in _decode(piece).split("\r\n"):
        key, colon, value = line.partition(":")
        if not colon:
            continue
        value = value[1:] if value[:1] == " " else value
        pairs.append((key, value))
        if key.endswith("Variable") and "=" in value:
            _collect(keys, key, value)
        else:
            keys.setdefault(key, value)
    if not pairs:
        return Junk(size=len(piece))
    kind, value = pairs[0]
    if kind == "Event":
        return AmiEvent(value, keys, pairs)
    if kind == "Response":
        return Answer(ok=value != "Error", keys=keys, pairs=pairs)
    return Junk(size=len(piece))


def _collect(keys: dict[str, Any], key: str, value: str) -> None:
    """`ChanVariable: X=Y` and its likes; the first value of a name stays."""
    found = keys.setdefault(key, {})
    if not isinstance(found, dict):
        return
    name, _, content = value.partition("=")
    found.setdefault(name, "" if content == NULL else content)
