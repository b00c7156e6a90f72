"""A-law (ITU-T G.711): 16-bit samples to and from bytes, by table."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

SILENCE: Final = b"\xd5"


def _decode_one(code: int) -> int:
    code ^= 0x55
    exponent, mantissa = (code >> 4) & 0x07, code & 0x0F
    magnitude = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 0x108) << (exponent - 1)
    return magnitude if code & 0x80 else -magnitude


def _encode_table() -> npt.NDArray[np.uint8]:
    """For each 16-bit value the code whose decoded value is nearest."""
    order = np.argsort(_DECODE, kind="stable")
    levels = _DECODE[order].astype(np.int32)
    edges = (levels[:-1] + levels[1:]) / 2
    values = np.arange(-32768, 32768)
    codes: npt.NDArray[np.uint8] = order[np.searchsorted(edges, values, side="right")].astype(np.uint8)
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
