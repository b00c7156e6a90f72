"""The last calls of a cell, so that any window of them is weighed without going through them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from typing import Final, NamedTuple

from router.domain.incidents.cell import Cell

MANY: Final = 24
"""Calls; with so many or fewer each of them is looked at."""


class Noted(NamedTuple):
    """A call that was noted."""

    call: str
    """its id"""
    at: float
    """seconds since 1970"""
    caller: str
    cells: tuple[Cell, ...]
    """that it was counted in"""


class Recent:
    """One cell's calls, by time, over the longest window. Each weighs something; sums run along with them."""

    __slots__ = ("_calls", "_first", "_sums", "_times", "_unseen", "callers", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.callers: dict[str, int] = {}
        """calls per caller"""
        self._times: list[float] = []
        self._calls: list[Noted] = []
        self._sums: list[float] = [0.0]
        """of the weights before each call, and of all"""
        self._first = 0
        """those before it are too old"""
        self._unseen = 0

    @classmethod
    def of(cls, seconds: float, calls: Iterable[tuple[Noted, float]]) -> Recent:
        """From calls by time, with what each weighs."""
        recent = cls(seconds)
        for call, weight in calls:
            recent._put(call, weight)
        return recent

    def __len__(self) -> int:
        return len(self._calls) - self._first

    def __iter__(self) -> Iterator[tuple[Noted, float]]:
        """Calls, each with what it weighs."""
        for number in range(self._first, len(self._calls)):
            yield self._calls[number], self._sums[number + 1] - self._sums[number]

    def add(self, call: Noted) -> float:
        """Returns what the call weighs: n calls of one number within the longest window are 1 + log10 n together."""
        self.expire(call.at)
        before = self.callers.get(call.caller, 0)
        weight = math.log10((before + 1) / before) if before else 1.0
        self._put(call, weight)
        return weight

    def expire(self, now: float) -> None:
        """Drop what is older than the longest window."""
        first, end, oldest = self._first, len(self._times), now - self.seconds
        while first < end and self._times[first] <= oldest:
            caller = self._calls[first].caller
            left = self.callers[caller] - 1
            if left:
                self.callers[caller] = left
            else:
                del self.callers[caller]
            first += 1
        self._first = first
        if first * 2 > end:
            del self._times[:first], self._calls[:first], self._sums[:first]
            # From nought again: rounding does not add up over months.
            base = self._sums[0]
            self._sums = [value - base for value in self._sums]
            self._first = 0

    def start(self, after: float) -> int:
        """Where the calls after a moment begin."""
        return bisect_right(self._times, after, self._first)

    def count(self, start: int) -> int:
        """Calls from there on."""
        return len(self._calls) - start

    def heads(self, start: int) -> float:
        """What calls from there on weigh together: distinct callers, and a little for each repeat."""
        return self._sums[-1] - self._sums[start]

    def calls(self, start: int) -> tuple[Noted, ...]:
        """Calls from there on."""
        return tuple(islice(self._calls, start, None))

    def ids(self) -> set[str]:
        """Of all calls."""
        return {call.call for call, _ in self}

    def is_due(self) -> bool:
        """Whether to look at it with this call. Where there are many, one more tells little: half a standard deviation
        of them passes between two looks."""
        self._unseen += 1
        if len(self) > MANY and self._unseen * 2 < math.sqrt(len(self)):
            return False
        self._unseen = 0
        return True

    def without(self, calls: Set[str]) -> Recent:
        """The same, as if those calls had not been."""
        return Recent.of(self.seconds, (each for each in self if each[0].call not in calls))

    def heads_without(self, calls: Set[str], start: int) -> float:
        """What calls from there on weigh together but for some."""
        return sum(
            self._sums[number + 1] - self._sums[number]
            for number in range(start, len(self._calls))
            if self._calls[number].call not in calls
        )

    def _put(self, call: Noted, weight: float) -> None:
        self.callers[call.caller] = self.callers.get(call.caller, 0) + 1
        self._times.append(call.at)
        self._calls.append(call)
        self._sums.append(self._sums[-1] + weight)
