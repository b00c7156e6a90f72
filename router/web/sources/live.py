"""The live state as the router left it in Redis. Read only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.call import Call
from router.domain.errors import StateLost
from router.domain.seat import Seat
from router.web.words import Word, read_word

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 1.5
"""A Redis that does not answer for this long counts as lost: a reader is told so, and does not wait."""

T = TypeVar("T")


class Live:
    """Reads seats, calls and status words. Every method raises StateLost when Redis is away, hangs or is empty."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def seats(self) -> list[Seat]:
        """All seats, by id."""
        return sorted(await self._all(keys.SEATS, Seat), key=lambda seat: seat.id)

    async def seat(self, seat: str) -> Seat | None:
        return await self._one(keys.SEATS, seat, Seat)

    async def calls(self) -> list[Call]:
        """All live calls, by rank."""
        return sorted(await self._all(keys.CALLS, Call), key=lambda call: call.rank)

    async def call(self, call: str) -> Call | None:
        return await self._one(keys.CALLS, call, Call)

    async def words(self) -> dict[str, Word]:
        """Process name to its last word; answers also while the rest of the state is being rebuilt."""
        found: Mapping[bytes, bytes] = await _patiently(lambda: self._redis.hgetall(keys.STATUS))
        words = {name.decode(errors="replace"): read_word(text) for name, text in found.items()}
        return {name: word for name, word in words.items() if word is not None}

    async def availability(self) -> dict[str, str]:
        """Who is there and who will be, as the router told it last; empty: it has not."""
        found: Mapping[bytes, bytes] = await _patiently(lambda: self._redis.hgetall(keys.AVAILABILITY))
        return {name.decode(errors="replace"): text.decode(errors="replace") for name, text in found.items()}

    async def outbox_length(self) -> int:
        """Records that the archiver has not stored yet."""
        return int(await _patiently(lambda: self._redis.xlen(keys.OUTBOX)))

    async def _all(self, key: str, cls: type[T]) -> list[T]:
        async def read() -> tuple[int, Mapping[bytes, bytes]]:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.exists(keys.MARKER)
                pipe.hgetall(key)
                marked, found = await pipe.execute()
                return marked, found

        marked, found = await _patiently(read)
        if not marked:
            # A Redis that came back empty would otherwise look like a house without seats and calls.
            raise StateLost
        loaded = (_load(cls, name, text) for name, text in found.items())
        return [value for value in loaded if value is not None]

    async def _one(self, key: str, name: str, cls: type[T]) -> T | None:
        async def read() -> tuple[int, bytes | None]:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.exists(keys.MARKER)
                pipe.hget(key, name)
                marked, found = await pipe.execute()
                return marked, found

        marked, found = await _patiently(read)
        if not marked:
            raise StateLost
        return None if found is None else _load(cls, name.encode(), found)


def _load(cls: type[T], name: bytes, text: bytes) -> T | None:
    try:
        return codec.load(cls, text)
    except codec.BadMessage:
        # One unreadable seat shall not hide the others.
        log.error("live_state_unreadable", kind=cls.__name__, id=name.decode(errors="replace"))
        return None


async def _patiently(read: Callable[[], Awaitable[Any]]) -> Any:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await read()
    except (RedisError, OSError, TimeoutError) as error:
        raise StateLost(type(error).__name__) from error
