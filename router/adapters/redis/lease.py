"""A lease without an epoch: for work that two may do for a moment, and shall not do for long."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from redis.asyncio import Redis

SCRIPT: Final = Path(__file__).with_name("hold_lease.lua")


class Lease:
    """One name's claim on a key."""

    def __init__(self, redis: Redis, key: str, name: str, *, seconds: float) -> None:
        self._script: Any = redis.register_script(SCRIPT.read_text("utf-8"))
        self._key, self._name, self._seconds = key, name, seconds

    async def hold(self) -> bool:
        """Take it, or keep it for as long again. False: somebody else has it. Raises what redis-py raises."""
        held = await self._script(keys=[self._key], args=[self._name, int(self._seconds * 1000)])
        return int(held) == 1
