"""What A-law and mu-law (ITU-T G.711) have in common: 16-bit samples to and from bytes, by table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]


class Companding:
    """The two tables of one law, made from the value of each code."""

    def __init__(self, level: Callable[[int], int], *, unsaid: int | None = None) -> None:
        """`unsaid` is a code that is understood and never sent, because another stands for the same value."""
        self._levels: Samples = np.array([level(code) for code in range(256)], dtype=np.int16)
        order = np.argsort(self._levels, kind="stable")
        order = order[order != unsaid] if unsaid is not None else order
        sorted_levels = self._levels[order].astype(np.int32)
        edges = (sorted_levels[:-1] + sorted_levels[1:]) / 2
        # For each 16-bit value the code whose value is nearest.
        nearest = order[np.searchsorted(edges, np.arange(-32768, 32768), side="right")]
        self._codes: npt.NDArray[np.uint8] = nearest.astype(np.uint8)

    def encode(self, samples: Samples) -> bytes:
        """One byte per sample."""
        return self._codes[samples.astype(np.int32) + 32768].tobytes()

    def decode(self, data: bytes) -> Samples:
        """One 16-bit sample per byte."""
        samples: Samples = self._levels[np.frombuffer(data, dtype=np.uint8)]
        return samples
