"""The last calls of a cell, in sliding windows, without counting them anew for each call."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Set
from typing import NamedTuple

from router.domain.incidents.cell import Cell


class Noted(NamedTuple):
    """A call that was noted."""

    call: str
    """its id"""
    at: float
    """seconds since 1970"""
    caller: str
    cells: tuple[Cell, ...]
    """that it was counted in"""


class Window:
    """The calls of the last `seconds`."""

    __slots__ = ("calls", "counts", "heads", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.calls: deque[tuple[Noted, float]] = deque()
        """with what each weighs"""
        self.counts: dict[str, int] = {}
        """calls per caller"""
        self.heads = 0.0
        """what they weigh together"""

    def add(self, call: Noted, weight: float) -> None:
        self.calls.append((call, weight))
        self.counts[call.caller] = self.counts.get(call.caller, 0) + 1
        self.heads += weight

    def expire(self, now: float) -> None:
        """Drop what is older."""
        calls, oldest = self.calls, now - self.seconds
        while calls and calls[0][0].at <= oldest:
            call, weight = calls.popleft()
            self.heads -= weight
            left = self.counts[call.caller] - 1
            if left:
                self.counts[call.caller] = left
            else:
                del self.counts[call.caller]
        if not calls:
            # Rounding does not add up over months.
            self.heads = 0.0


class Recent:
    """One cell's calls in every window, the longest last."""

    __slots__ = ("_unseen", "windows")

    def __init__(self, minutes: Iterable[int]) -> None:
        self.windows = tuple(Window(each * 60.0) for each in minutes)
        self._unseen = 0

    def add(self, call: Noted) -> float:
        """Returns what the call weighs: n calls of one number within the longest window are 1 + log10 n together."""
        for window in self.windows:
            window.expire(call.at)
        before = self.windows[-1].counts.get(call.caller, 0)
        weight = math.log10((before + 1) / before) if before else 1.0
        for window in self.windows:
            window.add(call, weight)
        return weight

    @classmethod
    def of(cls, minutes: Iterable[int], calls: Iterable[tuple[Noted, float]], now: float) -> Recent:
        """From the calls of its longest window, by time."""
        recent = cls(minutes)
        for call, weight in calls:
            for window in recent.windows:
                window.add(call, weight)
        recent.expire(now)
        return recent

    def expire(self, now: float) -> bool:
        """Drop what is older. Returns whether anything is left."""
        for window in self.windows:
            window.expire(now)
        return bool(self.windows[-1].calls)

    def is_due(self) -> bool:
        """Whether to look at it with this call: where there are many, one more tells little, and √n / 4 pass first."""
        self._unseen += 1
        if self._unseen * self._unseen * 16 < len(self.windows[-1].calls):
            return False
        self._unseen = 0
        return True

    def ids(self) -> set[str]:
        """Of all its calls."""
        return {call.call for call, _ in self.windows[-1].calls}

    def without(self, calls: Set[str]) -> Recent:
        """The same, as if those calls had not been."""
        rest = Recent(())
        rest.windows = tuple(Window(window.seconds) for window in self.windows)
        for old, new in zip(self.windows, rest.windows, strict=True):
            for call, weight in old.calls:
                if call.call not in calls:
                    new.add(call, weight)
        return rest
