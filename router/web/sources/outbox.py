"""Where the API puts what people did: into the outbox for the archive, and into the feed for those who listen."""

from __future__ import annotations

import asyncio
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.errors import StateLost
from router.domain.history import HistoryRecord

PATIENCE_SECONDS: Final = 1.5
FEED_LENGTH: Final = 20_000


class Outbox:
    """Adds records, each to both streams or to none."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def __call__(self, record: HistoryRecord) -> None:
        """Raises StateLost."""
        text = codec.dump_message(record)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._redis.pipeline(transaction=True) as pipe:
                pipe.xadd(keys.OUTBOX, {"r": text})
                pipe.xadd(keys.FEED, {"r": text}, maxlen=FEED_LENGTH, approximate=True)
                await pipe.execute()
        except (RedisError, OSError, TimeoutError) as error:
            raise StateLost(type(error).__name__) from error
