"""People who act at once, and what goes wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from router.demo.ending import end_all


class Company:
    """Agents who stay to the end, and others who come and go."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that those who come and go get to leave once all is over."""
        self.troubles: list[str] = []
        """what went wrong with any of them; empty when all is well"""
        self._patience = patience
        self._staff: set[asyncio.Task[None]] = set()
        self._guests: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._guests)

    def hire(self, act: Coroutine[Any, Any, None], name: str) -> None:
        """Somebody who stays."""
        self._begin(self._staff, act, name)

    def welcome(self, act: Coroutine[Any, Any, None], name: str) -> None:
        """Somebody who comes and goes."""
        self._begin(self._guests, act, name)

    async def part(self) -> None:
        """Everybody leaves, the staff last; who does not is made to, and told of."""
        if self._guests:
            _, left = await asyncio.wait(self._guests, timeout=self._patience)
            self.troubles += [f"{task.get_name()} did not get off the phone" for task in left]
        await end_all((*self._guests, *self._staff))

    def _begin(self, group: set[asyncio.Task[None]], act: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(act, name=name)
        group.add(task)
        task.add_done_callback(lambda done: self._ended(group, done))

    def _ended(self, group: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
        group.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.troubles.append(f"{task.get_name()}: {type(error).__name__}: {error}")
