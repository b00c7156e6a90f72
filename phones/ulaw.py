"""Mu-law (ITU-T G.711): 16-bit samples to and from bytes, by table. For phones that are set up wrongly on purpose."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from phones.alaw import Samples

SILENCE: Final = b"\xff"


def _decode_one(code: int) -> int:
    code ^= 0xFF
    magnitude = (((code & 0x0F) << 3) + 0x84 << ((code >> 4) & 0x07)) - 0x84
    return -magnitude if code & 0x80 else magnitude


def _encode_table() -> npt.NDArray[np.uint8]:
    # A stable sort puts negative zero (0x7f) before positive zero (0xff); zero itself belongs to the latter.
    order = np.argsort(_DECODE, kind="stable")
    order = order[order != 0x7F]
    levels = _DECODE[order].astype(np.int32)
    edges = (levels[:-1] + levels[1:]) / 2
    codes: npt.NDArray[np.uint8] = order[np.searchsorted(edges, np.arange(-32768, 32768), side="right")].astype(
        np.uint8
    )
    return codes


_DECODE: Final[Samples] = np.array([_decode_one(code) for code in range(256)], dtype=np.int16)
_ENCODE: Final = _encode_table()


def encode(samples: Samples) -> bytes:
    """One byte per sample."""
    return _ENCODE[samples.astype(np.int32) + 32768].tobytes()


def decode(data: bytes) -> Samples:
    """One 16-bit sample per byte."""
    samples: Samples = _DECODE[np.frombuffer(data, dtype=np.uint8)]
    return samples
