"""The voice codecs a phone can be given, by the names they have in SDP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from phones import alaw, ulaw
from phones.alaw import Samples


@dataclass(frozen=True, kw_only=True)
class Codec:
    name: str
    encode: Callable[[Samples], bytes]
    decode: Callable[[bytes], Samples]
    silence: bytes
    """One byte of silence."""


ALAW = Codec(name="PCMA", encode=alaw.encode, decode=alaw.decode, silence=alaw.SILENCE)
ULAW = Codec(name="PCMU", encode=ulaw.encode, decode=ulaw.decode, silence=ulaw.SILENCE)
CODECS = {codec.name: codec for codec in (ALAW, ULAW)}
