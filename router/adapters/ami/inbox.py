"""What waits for the pump: a bounded queue that drops rather than lets the reader wait, and says that it dropped."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.snapshot import Seen
from router.domain.telephony import NodeEvent

LIMIT: Final = 50_000
"""Events that may wait: some seconds of the busiest hour, some tens of megabytes."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An event of Asterisk's stream."""

    event: AmiEvent
    at: float


@dataclass(frozen=True, kw_only=True)
class Up:
    """A new connection is logged on."""


@dataclass(frozen=True, kw_only=True)
class Down:
    """The connection ended."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Events were dropped here."""


@dataclass(frozen=True, kw_only=True)
class RedisLost:
    """Redis went away; what was written to it last may be lost."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The router asks for a snapshot."""

    anew: bool = False
    """one that is under way does not do"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The snapshot that was begun is here; None: it could not be taken."""

    ticket: int
    """what it was begun under"""
    seen: Seen | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """A fact that the listener itself has to tell."""

    fact: NodeEvent


Item = Heard | Up | Down | Gap | RedisLost | Wanted | Taken | Told


class Inbox:
    """From the reader and the workers to the pump, in order."""

    def __init__(self, limit: int = LIMIT, now: Callable[[], float] = time.time) -> None:
        self.dropped = 0
        self._limit = limit
        self._now = now
        self._items: deque[Item] = deque()
        self._ready = threading.Condition()
        self._dropping = False

    def hear(self, event: AmiEvent) -> None:
        """Queue an event of Asterisk's; never waits. When full it is dropped, and a Gap stands in its place."""
        with self._ready:
            if len(self._items) < self._limit:
                self._dropping = False
                self._items.append(Heard(event=event, at=self._now()))
            else:
                self.dropped += 1
                if not self._dropping:
                    self._dropping = True
                    self._items.append(Gap())
            self._ready.notify()

    def post(self, item: Item) -> None:
        """Queue something of the listener's own, which is never dropped."""
        with self._ready:
            self._items.append(item)
            self._ready.notify()

    def take(self, timeout: float) -> list[Item]:
        """All that waits now; empty when there is nothing for `timeout` seconds."""
        with self._ready:
            if not self._items:
                self._ready.wait(timeout)
            items = list(self._items)
            self._items.clear()
            return items

    def __len__(self) -> int:
        return len(self._items)
