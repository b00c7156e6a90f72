"""Raises an alarm when a part of the platform is not well for a while, and says when it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from redis.asyncio import Redis

from router.adapters.redis import keys
from router.domain.alarms.read_records import RESOLVED
from router.domain.history import ActionTaken, AlarmRaised, HistoryRecord
from router.web.words import Part

CODE: Final = "process_down"
DOWN_SECONDS: Final = 15.0
"""what dies is started again within a second or two"""
SAME_WORD: Final = frozenset({"asterisk"})
"""known by the word of its listener alone: one alarm is enough for both"""


class PartWatch:
    """Called again and again by one process of a copy."""

    def __init__(
        self,
        redis: Redis,
        *,
        look: Callable[[], Awaitable[Sequence[Part]]],
        record: Callable[[HistoryRecord], Awaitable[None]],
        now: Callable[[], float],
    ) -> None:
        self._redis: Any = redis
        self._look, self._record, self._now = look, record, now
        self._since: dict[str, float] = {}

    async def __call__(self) -> None:
        """One look. Raises StateLost, and what redis-py raises."""
        parts, now = [part for part in await self._look() if part.name not in SAME_WORD], self._now()
        if not all(part.ok for part in parts if part.name == "redis"):
            # Nobody's word can be read, so nobody is known to be dead.
            self._since.clear()
            return
        told = {name.decode() for name in await self._redis.smembers(keys.PARTS_DOWN)}
        for part in parts:
            if part.ok:
                self._since.pop(part.name, None)
                if part.name in told:
                    await self._record(ActionTaken(at=now, epoch=0, actor="api", what=RESOLVED, subject=part.name,
                                                   detail=CODE))  # fmt: skip
                    await self._redis.srem(keys.PARTS_DOWN, part.name)
            elif now - self._since.setdefault(part.name, now) >= DOWN_SECONDS and part.name not in told:
                await self._record(
                    AlarmRaised(at=now, epoch=0, code=CODE, subject=part.name, text=f"{part.name}: {part.detail}")
                )
                await self._redis.sadd(keys.PARTS_DOWN, part.name)
