"""Whether a talk still runs, as the live state knows it."""

from __future__ import annotations

from typing import Any

import redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.call import Call, CallState
from router.services.finish_recordings import parse_name


class RedisTalks:
    """`router.services.finish_recordings.Talks`."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client

    def running(self, recording: str) -> bool | None:
        """Whether the talk of this raw file's name runs; None: Redis is away, or holds no state at all."""
        name = parse_name(recording.rpartition(".")[0])
        if name is None:
            return False
        try:
            text = self._redis.hget(keys.CALLS, name.call)
            if text is None:
                return False if self._redis.exists(keys.MARKER) else None
            call = codec.load(Call, text)
        except (RedisError, OSError, codec.BadMessage):
            return None
        if not name.segment:
            return call.state is CallState.MESSAGE
        # Also an earlier part: it is closed when the next one begins, and may wait for the end as well.
        return any(segment.number == name.segment and segment.ended_at is None for segment in call.segments)
