"""Who is how far from being served: one sorted list of waiting calls per queue."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from router.domain.call import Call, CallState

Key = tuple[float, int, str]
"""rank and id"""


class Places:
    """The calls that wait in hold, and callbacks that may be made now: they keep their place. A call that is being
    offered has left the line."""

    def __init__(self, calls: Iterable[Call] = ()) -> None:
        self._queues: dict[str, list[Key]] = {}
        self._where: dict[str, tuple[str, Key]] = {}
        for call in calls:
            self.put(call, 0.0)

    def put(self, call: Call, now: float) -> None:
        """The call as it is now, Unix seconds."""
        place = (call.queue, (*call.rank, call.id)) if _stands(call, now) else None
        former = self._where.get(call.id)
        if place == former:
            return
        if former is not None:
            line = self._queues[former[0]]
            del line[bisect_left(line, former[1])]
            del self._where[call.id]
        if place is not None:
            insort(self._queues.setdefault(place[0], []), place[1])
            self._where[call.id] = place

    def of(self, call: str) -> int:
        """Its place in its queue, 1 is next; 0: it does not wait."""
        found = self._where.get(call)
        return bisect_left(self._queues[found[0]], found[1]) + 1 if found else 0


def _stands(call: Call, now: float) -> bool:
    if call.state is CallState.OWED:
        return call.owed is not None and call.owed.not_before <= now
    return call.state is CallState.QUEUED
