"""Facts into the node's stream. Redis may be gone: facts are then dropped, and a snapshot makes up for them."""

from __future__ import annotations

import time
from typing import Final

import structlog
from redis import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.telephony import NodeEvent

log = structlog.get_logger()
KEPT: Final = 200_000
"""Facts that the stream holds; a router that is further behind begins with a snapshot."""
CHUNK: Final = 500
KNOCK_SECONDS: Final = 0.5


class Publisher:
    """Used by one thread."""

    def __init__(self, node: str, redis: Redis) -> None:
        self.lost = False
        """facts were dropped since the last `back`"""
        self.published = 0
        self._stream = keys.node_events(node)
        self._redis = redis
        self._waiting: list[NodeEvent] = []
        self._next_knock = 0.0

    def add(self, fact: NodeEvent) -> None:
        """Take a fact for the next `flush`."""
        self._waiting.append(fact)

    def flush(self) -> None:
        """Write what was added, in order. When Redis does not take it, it is dropped and `lost` is set."""
        waiting, self._waiting = self._waiting, []
        if self.lost:
            return
        try:
            for start in range(0, len(waiting), CHUNK):
                pipe = self._redis.pipeline(transaction=False)
                for fact in waiting[start : start + CHUNK]:
                    pipe.xadd(self._stream, {"e": codec.dump_message(fact)}, maxlen=KEPT, approximate=True)
                pipe.execute()
                self.published += len(waiting[start : start + CHUNK])
        except RedisError as error:
            self.lost = True
            log.warning("redis_lost", error=type(error).__name__, dropped=len(waiting))

    def back(self) -> bool:
        """Whether Redis takes facts again after a loss; asks it at most twice a second. True once per loss."""
        if not self.lost or time.monotonic() < self._next_knock:
            return False
        self._next_knock = time.monotonic() + KNOCK_SECONDS
        try:
            self._redis.ping()
        except RedisError:
            return False
        self.lost = False
        log.info("redis_back")
        return True
