"""Ask the router for a change, and wait for its answer."""

from __future__ import annotations

import asyncio
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.errors import RouterAway, StateLost
from router.domain.requests import Reply, Request

WAIT_SECONDS: Final = 3.0
KEPT: Final = 10_000
"""Requests kept in the stream, about."""


async def ask_router(redis: Redis, request: Request, *, wait: float = WAIT_SECONDS) -> Reply:
    """The router's reply; a reply may be a refusal (`ok` false).

    A request that was not answered in time is taken back, so that no router carries it out later behind the back
    of one who was told that nothing was changed.

    Args:
        redis: a client whose own read timeout is longer than `wait`.
        wait: seconds.

    Raises:
        RouterAway: no answer within `wait`, or one that cannot be read.
        StateLost: Redis is not reachable.
    """
    try:
        async with asyncio.timeout(wait + 1.0):
            fields = {"r": codec.dump_message(request)}
            asked = await redis.xadd(keys.REQUESTS, fields, maxlen=KEPT, approximate=True)  # type: ignore[arg-type]
            number = asked.decode() if isinstance(asked, bytes) else str(asked)
            answer = await redis.blpop([keys.reply(number)], timeout=wait)
            if answer is None:
                await redis.xdel(keys.REQUESTS, number)
                raise RouterAway
    except (RedisError, OSError, TimeoutError) as error:
        raise StateLost(type(error).__name__) from error
    try:
        reply = codec.load_message(answer[1])
    except codec.BadMessage:
        reply = None
    if not isinstance(reply, Reply):
        raise RouterAway("its answer could not be read")
    return reply
