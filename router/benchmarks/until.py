"""Waits for something that can only be looked at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from router.benchmarks.errors import BenchFailed


async def until(look: Callable[[], Awaitable[bool]], *, seconds: float, what: str, every: float = 0.1) -> None:
    """Once `look` says so. Raises BenchFailed with `what` did not happen when it never does."""
    deadline = time.monotonic() + seconds
    while True:
        if await look():
            return
        if time.monotonic() > deadline:
            raise BenchFailed(f"not within {seconds:.0f} s: {what}")
        await asyncio.sleep(every)
