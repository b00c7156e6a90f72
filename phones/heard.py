"""What a phone hears: 16-bit samples at 8 kHz, placed by arrival time, silence where nothing came."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from phones.alaw import Samples
from phones.tone import RATE

SLACK = 0.04
"""A packet this near to where its timestamp puts it joins its neighbours without a seam, s."""
_WRAP = 1 << 32


class Arrival(NamedTuple):
    """One voice packet as it came. `at` is monotonic seconds, stamped by the kernel."""

    at: float
    sequence: int
    timestamp: int
    source: int
    marker: bool


class Heard:
    """A recording of what arrived. Past `limit` seconds the older half is forgotten, so a phone may talk for days."""

    def __init__(self, *, keep: bool = True, limit: float = 1800.0) -> None:
        self.started = time.monotonic()
        self.stopped: float | None = None
        self.arrivals: list[Arrival] = []
        self.packets = 0
        self.last_at: float | None = None
        self._keep = keep
        self._limit = int(limit * RATE)
        self._base = 0
        self._buffer: Samples = np.zeros(RATE if keep else 0, dtype=np.int16)
        self._source: int | None = None
        self._anchor_timestamp = 0
        self._anchor_place = 0

    def put(self, arrival: Arrival, samples: Samples) -> None:
        """Add the samples of one packet."""
        self.packets += 1
        self.last_at = arrival.at
        if not self._keep:
            return
        self.arrivals.append(arrival)
        came = self._index(arrival.at)
        ahead = (arrival.timestamp - self._anchor_timestamp + _WRAP // 2) % _WRAP - _WRAP // 2
        place = self._anchor_place + ahead
        if arrival.source != self._source or abs(came - place) > SLACK * RATE:
            self._source = arrival.source
            self._anchor_timestamp, self._anchor_place = arrival.timestamp, came
            place = came
        self._write(place, samples)

    def since(self, at: float) -> Samples:
        """From monotonic time `at` until now, or until the call ended. What was forgotten is left out."""
        until = time.monotonic() if self.stopped is None else self.stopped
        first, last = max(self._index(at), self._base), max(self._index(until), self._base)
        result = np.zeros(max(0, last - first), dtype=np.int16)
        known = self._buffer[first - self._base : last - self._base]
        result[: len(known)] = known
        return result

    def start_of(self, at: float) -> float:
        """Monotonic time of the first sample that `since(at)` returns."""
        return self.started + max(self._index(at), self._base) / RATE

    def stop(self) -> None:
        if self.stopped is None:
            self.stopped = time.monotonic()

    def _index(self, at: float) -> int:
        return max(0, round((at - self.started) * RATE))

    def _write(self, place: int, samples: Samples) -> None:
        if place + len(samples) - self._base > self._limit:
            self._forget(place + len(samples) - self._limit // 2)
        start = place - self._base
        if start < 0:
            samples, start = samples[-start:], 0
        if start + len(samples) > len(self._buffer):
            grown = np.zeros(max(2 * len(self._buffer), start + len(samples)), dtype=np.int16)
            grown[: len(self._buffer)] = self._buffer
            self._buffer = grown
        self._buffer[start : start + len(samples)] = samples

    def _forget(self, before: int) -> None:
        drop = min(max(0, before - self._base), len(self._buffer))
        self._buffer = self._buffer[drop:].copy()
        self._base = before
        oldest = self.started + before / RATE
        self.arrivals = [arrival for arrival in self.arrivals if arrival.at >= oldest]
