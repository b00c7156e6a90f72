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
_LINE_END: Final = b"\r\n"
_END: Final = b"\r\n\r\n"
NULL: Final = "(null)"
"""What Asterisk prints in a `Status` list for a variable that is not set."""


class Parser:
    """Gathers bytes, gives packets. The first line is the banner."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._greeted = False

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are complete with these bytes, in order.

        Raises:
            StreamBroken: a packet grows beyond PACKET_LIMIT.
        """
        packets: list[Packet] = []
        # Up to here there is no end: what was searched is not searched again, however small the pieces are.
        searched, begun = max(len(self._rest) - len(_END) + 1, 0), 0
        self._rest += data
        if not self._greeted and (end := self._rest.find(_LINE_END, searched)) >= 0:
            self._greeted = True
            packets.append(Banner(line=_decode(self._rest[:end])))
            begun = searched = end + len(_LINE_END)
        while self._greeted and (end := self._rest.find(_END, max(begun, searched))) >= 0:
            if end > begun:
                packets.append(_read(self._rest[begun:end]))
            begun = end + len(_END)
        del self._rest[:begun]
        if len(self._rest) > PACKET_LIMIT:
            raise StreamBroken(f"no end of packet in {len(self._rest)} bytes")
        return packets


def _decode(data: bytes | bytearray) -> str:
    return data.decode("utf-8", "surrogateescape")


def _read(piece: bytearray) -> Packet:
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
