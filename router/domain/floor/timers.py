"""Deadlines by name: one queue, the last word for a name counts."""

from __future__ import annotations

import heapq

from router.domain.bundle import Bundle
from router.domain.seat import Seat, SeatState

Name = tuple[str, str]
"""(what, about whom), such as ("wrap_up", "1001")"""


class Timers:
    """A heap of deadlines; setting a name again moves it."""

    def __init__(self) -> None:
        self._at: dict[Name, float] = {}
        self._heap: list[tuple[float, Name]] = []

    def set(self, what: str, whom: str, at: float) -> None:
        """Ask to be told at `at`."""
        name = (what, whom)
        if self._at.get(name) != at:
            self._at[name] = at
            heapq.heappush(self._heap, (at, name))

    def clear(self, what: str, whom: str) -> None:
        """Forget it."""
        self._at.pop((what, whom), None)

    def waits(self, what: str, whom: str) -> bool:
        """Whether it is asked for."""
        return (what, whom) in self._at

    def pop(self, now: float) -> Name | None:
        """The next name whose time has come."""
        self._drop_stale()
        if self._heap and self._heap[0][0] <= now:
            _, name = heapq.heappop(self._heap)
            del self._at[name]
            return name
        return None

    @property
    def next(self) -> float | None:
        """When the next one is due."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def _drop_stale(self) -> None:
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)


def set_seat_timers(timers: Timers, bundle: Bundle, seat: Seat, now: float, started: float) -> None:
    """Ask for the deadlines that a seat's state implies; clamped, should the clock have stepped back since they were
    stored. A phone's grace counts from the router's start at the earliest: nobody knows yet what it did before."""
    if seat.state is SeatState.WRAP_UP and seat.until is not None:
        timers.set("wrap_up", seat.id, min(seat.until, now + seat.until - seat.since))
    else:
        timers.clear("wrap_up", seat.id)
    if seat.unreachable_since is not None and seat.state is SeatState.READY:
        # Who says ready without a phone has the whole grace to plug it in.
        since = max(min(seat.unreachable_since, now), started, min(seat.since, now))
        timers.set("unreachable", seat.id, since + bundle.site.unreachable_grace_seconds)
    else:
        timers.clear("unreachable", seat.id)
    if not seat.parked:
        timers.clear("come_back", seat.id)
