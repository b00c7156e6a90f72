"""A-law (ITU-T G.711)."""

from __future__ import annotations

from typing import Final

from phones.companding import Companding, Samples

__all__ = ["SILENCE", "Samples", "decode", "encode"]

SILENCE: Final = b"\xd5"


def _level(code: int) -> int:
    code ^= 0x55
    exponent, mantissa = (code >> 4) & 0x07, code & 0x0F
    magnitude = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 0x108) << (exponent - 1)
    return magnitude if code & 0x80 else -magnitude


_LAW: Final = Companding(_level)
encode, decode = _LAW.encode, _LAW.decode
