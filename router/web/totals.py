"""Totals of all time from the archive, counted at most every ten seconds however often they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from router.web.errors import ArchiveAway

KEEP_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 1.5
"""Metrics and health are for machines that give up soon: an archive slower than this is left out."""

Count = Callable[[], Awaitable[dict[str, int]]]


async def count_patiently(count: Count) -> dict[str, int] | None:
    """What it counts; None when the archive does not answer in time."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await count()
    except (ArchiveAway, TimeoutError):
        return None


class Total:
    """One count by name."""

    def __init__(self, count: Count, now: Callable[[], float]) -> None:
        """`now`: seconds of a clock that does not go back."""
        self._count = count
        self._now = now
        self._asking = asyncio.Lock()
        self._asked_at: float | None = None
        self._highest: dict[str, int] = {}
        self._answered = False

    async def read(self) -> dict[str, int] | None:
        """The totals; None while the archive does not answer.

        They never fall: a call whose outcome is corrected later would look like a counter that began again.
        """
        # Under the lock two that ask at once cause one query.
        async with self._asking:
            if self._asked_at is None or self._now() - self._asked_at >= KEEP_SECONDS:
                found = await count_patiently(self._count)
                self._asked_at = self._now()
                self._answered = found is not None
                for name, count in (found or {}).items():
                    self._highest[name] = max(count, self._highest.get(name, 0))
            return dict(self._highest) if self._answered else None
