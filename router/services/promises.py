"""Callbacks that were promised, or are owed, while no router worked: the archive finds them, and the router asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from router.domain.call import Call

LOOK_SECONDS: Final = 20.0
Found = Callable[[], Mapping[str, Call]]
"""asks the archive; blocks, and raises nothing that it knows of"""


class Promises:
    """Asks now and then, beside what the router does: nobody waits for the archive."""

    def __init__(self, ask: Found) -> None:
        self._ask = ask
        self._task: asyncio.Task[Mapping[str, Call]] | None = None
        self._next = 0.0

    def news(self, at: float) -> Mapping[str, Call]:
        """What was found since last asked; nothing while the archive is being asked."""
        if self._task is None:
            if at >= self._next:
                self._next = at + LOOK_SECONDS
                self._task = asyncio.create_task(asyncio.to_thread(self._ask))
            return {}
        if not self._task.done():
            return {}
        task, self._task = self._task, None
        return task.result()
