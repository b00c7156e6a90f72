"""Session descriptions for one audio stream (RFC 4566, 3264)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from phones.errors import BadSdp
from phones.udp import Address

STATIC_TYPES = {"PCMU": 0, "PCMA": 8}
KEYS_NAME = "telephone-event"
KEYS_TYPE = 101


class Direction(StrEnum):
    """Who sends, seen from the describer."""

    BOTH = "sendrecv"
    SEND = "sendonly"
    RECEIVE = "recvonly"
    NONE = "inactive"

    @property
    def answer(self) -> Direction:
        """What the other side may do at most."""
        return _ANSWERS[self]

    @property
    def sends(self) -> bool:
        return self in (Direction.BOTH, Direction.SEND)


_ANSWERS = {
    Direction.BOTH: Direction.BOTH,
    Direction.SEND: Direction.RECEIVE,
    Direction.RECEIVE: Direction.SEND,
    Direction.NONE: Direction.NONE,
}


@dataclass(frozen=True, kw_only=True)
class Sdp:
    """One audio stream. `codecs` maps encoding names (`PCMA`) to payload types, in order of preference."""

    address: Address
    codecs: dict[str, int]
    keys_type: int | None = KEYS_TYPE
    """Payload type of telephone events; None when they are not offered."""
    direction: Direction = Direction.BOTH
    session: int = 1
    version: int = 1

    def encode(self) -> bytes:
        host, port = self.address
        types = [*self.codecs.values(), *([] if self.keys_type is None else [self.keys_type])]
        lines = [
            "v=0",
            f"o=- {self.session} {self.version} IN IP4 {host}",
            "s=-",
            f"c=IN IP4 {host}",
            "t=0 0",
            f"m=audio {port} RTP/AVP {' '.join(map(str, types))}",
            *(f"a=rtpmap:{number} {name}/8000" for name, number in self.codecs.items()),
        ]
        if self.keys_type is not None:
            lines += [f"a=rtpmap:{self.keys_type} {KEYS_NAME}/8000", f"a=fmtp:{self.keys_type} 0-16"]
        lines += ["a=ptime:20", f"a={self.direction}", ""]
        return "\r\n".join(lines).encode()


def parse_sdp(body: bytes) -> Sdp:
    """The first audio stream of a description. Port 0 means that the stream is refused.

    Raises:
        BadSdp: no audio stream over RTP/AVP, or no address.
    """
    session_host: str | None = None
    media_host: str | None = None
    direction = Direction.BOTH
    audio: list[str] | None = None
    names: dict[int, str] = {number: name for name, number in STATIC_TYPES.items()}
    for line in body.decode("utf-8", "replace").splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            if audio is not None:
                break
            audio = value.split() if value.startswith("audio ") else None
        elif kind == "c":
            host = value.split()[-1].partition("/")[0] if value.split() else ""
            session_host, media_host = (host, media_host) if audio is None else (session_host, host)
        elif kind == "a" and value in set(Direction):
            direction = Direction(value)
        elif kind == "a" and value.startswith("rtpmap:"):
            number, _, encoding = value.removeprefix("rtpmap:").partition(" ")
            if number.isdigit():
                names[int(number)] = encoding.partition("/")[0].upper()
    host_found = media_host or session_host or ""
    if audio is None or len(audio) < 4 or audio[2] != "RTP/AVP" or not _is_port(audio[1]):
        raise BadSdp("no audio stream over RTP/AVP")
    if _is_nowhere(host_found):
        # The old way of putting on hold (RFC 2543).
        direction = Direction.NONE
    codecs: dict[str, int] = {}
    keys_type: int | None = None
    for text in audio[3:]:
        name = names.get(int(text)) if text.isdigit() else None
        if name == KEYS_NAME.upper():
            keys_type = int(text)
        elif name is not None:
            codecs.setdefault(name, int(text))
    return Sdp(address=(host_found, int(audio[1])), codecs=codecs, keys_type=keys_type, direction=direction)


def _is_nowhere(host: str) -> bool:
    """Is it 0.0.0.0? A name is refused: it would be looked up while everybody waits."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        raise BadSdp("no numeric address for the audio stream") from None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= 65_535
