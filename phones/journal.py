"""What happened to a call or a phone, and when; others may wait for the next entry."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

from phones.errors import WaitedInVain


class Event(NamedTuple):
    """One thing that happened. `at` is monotonic seconds: the kernel's arrival time for what was received."""

    at: float
    name: str
    detail: str = ""


class Journal:
    """An append-only list of events that wakes whoever waits."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._waiters: list[asyncio.Future[None]] = []

    def add(self, name: str, detail: str = "", at: float | None = None) -> Event:
        event = Event(time.monotonic() if at is None else at, name, detail)
        self.events.append(event)
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        return event

    def first(self, name: str) -> Event | None:
        return next((event for event in self.events if event.name == name), None)

    def last(self, name: str) -> Event | None:
        return next((event for event in reversed(self.events) if event.name == name), None)

    def count(self, name: str) -> int:
        return sum(event.name == name for event in self.events)

    async def until(self, holds: Callable[[], bool], timeout: float, what: str) -> None:
        """Return once `holds()`; it is asked again after every entry.

        Raises:
            WaitedInVain: it did not hold within `timeout` seconds; the message lists what did happen.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not holds():
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiters.append(waiter)
            try:
                await asyncio.wait_for(waiter, deadline - loop.time())
            except TimeoutError:
                if holds():
                    return
                seen = ", ".join(event.name for event in self.events[-12:]) or "nothing"
                raise WaitedInVain(f"waited {timeout:g} s for {what}; happened: {seen}") from None
            finally:
                if waiter in self._waiters:
                    self._waiters.remove(waiter)
