"""Mu-law (ITU-T G.711). For phones that are set up wrongly on purpose."""

from __future__ import annotations

from typing import Final

from phones.companding import Companding

SILENCE: Final = b"\xff"
_NEGATIVE_ZERO: Final = 0x7F
"""zero is said as 0xff"""


def _level(code: int) -> int:
    code ^= 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code >> 4) & 0x07)) - 0x84
    return -magnitude if code & 0x80 else magnitude


_LAW: Final = Companding(_level, unsaid=_NEGATIVE_ZERO)
encode, decode = _LAW.encode, _LAW.decode
