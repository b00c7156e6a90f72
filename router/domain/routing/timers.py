"""The engine's one timer queue."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Final

SEAT: Final = 0
"""At one and the same time seats end their wrap-up before calls ask for less."""
CALL: Final = 1

Key = tuple[float, int, str]
"""What orders deadlines of one time: a call's place; `(0.0, 0, seat)` for a seat."""


class TimerQueue:
    """At most one deadline for each seat and each call. Set, moved and cleared in O(log n); dead entries are swept."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Key]] = []
        self._when: dict[tuple[int, str], tuple[float, Key]] = {}

    def set(self, kind: int, key: Key, when: float | None) -> None:
        """The one deadline of this seat or call from now on; None: it has none."""
        name = kind, key[2]
        if when is None:
            self._when.pop(name, None)
            return
        if self._when.get(name) == (when, key):
            return
        self._when[name] = when, key
        heappush(self._heap, (when, kind, key))
        if len(self._heap) > 64 + 3 * len(self._when):
            self._heap = [(when, kind, key) for (kind, _), (when, key) in self._when.items()]
            heapify(self._heap)

    def clear(self, kind: int, id: str) -> None:
        self._when.pop((kind, id), None)

    @property
    def next(self) -> float | None:
        """When the first deadline is."""
        self._drop_dead()
        return self._heap[0][0] if self._heap else None

    def pop(self, at: float) -> tuple[float, int, str] | None:
        """The first deadline that has come by `at`, taken out: time, kind, seat or call."""
        self._drop_dead()
        if not self._heap or self._heap[0][0] > at:
            return None
        when, kind, key = heappop(self._heap)
        del self._when[kind, key[2]]
        return when, kind, key[2]

    def _drop_dead(self) -> None:
        heap = self._heap
        while heap and self._when.get((heap[0][1], heap[0][2][2])) != (heap[0][0], heap[0][2]):
            heappop(heap)
