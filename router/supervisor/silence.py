"""When a process that is there but says nothing counts as hung."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum


class Sign(Enum):
    """What one look at a process shows."""

    HEARD = 1  # it gave a sign of life
    SILENT = 2  # it did not, and could have
    UNKNOWN = 3  # the one through whom it speaks does not work: nothing can be said about it


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How a program is listened to. Seconds throughout."""

    sign: Callable[[int], Awaitable[Sign]]
    """a look at the process with this id; one that raises has seen nothing"""
    limit: float
    """of silence, after which it counts as hung"""
    kill: bool
    """End what hangs, so that it is started anew; else it is only told: calls may live in it."""
    first: float = 60.0
    """the limit before its first sign: a busy machine starts slowly"""
    every: float = 3.0
    """between looks"""


@dataclass(kw_only=True)
class Silence:
    """How long one process has been silent. Times are monotonic seconds."""

    watch: Watch
    looked_at: float
    spoke: bool = False
    """whether it ever gave a sign"""
    seconds: float = 0.0

    def look(self, sign: Sign, now: float) -> bool:
        """Take one look in; whether the process counts as hung now.

        A look counts for two rounds at most: after a pause of the whole machine, or of the supervisor alone, the
        process gets the time to speak.
        """
        passed = min(now - self.looked_at, 2 * self.watch.every)
        self.looked_at = now
        if sign is not Sign.SILENT:
            self.seconds = 0.0
            self.spoke = self.spoke or sign is Sign.HEARD
            return False
        self.seconds += passed
        return self.seconds >= (self.watch.limit if self.spoke else self.watch.first)
