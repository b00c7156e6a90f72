"""A request may hold a PIN: it is gone from Redis once it is answered, or taken back."""

from __future__ import annotations

import asyncio

import pytest

from router.adapters.redis import keys
from router.adapters.redis.live_state import RedisLiveState
from router.domain.errors import RouterAway
from router.domain.requests import Reply, SignOn
from router.ports import Cursor
from router.services.ask_router import ask_router
from tests.integration.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]
ASKED = SignOn(seat="1001", actor="token:admin", agent="8001", pin="271828")


async def test_an_answered_request_is_gone(redis_server: RedisServer) -> None:
    async with redis_server.async_client() as asker, redis_server.async_client() as client:
        live, cursor = RedisLiveState(client, ["n1"]), Cursor(requests="$")
        await live.read(cursor, wait=0.01)
        asking = asyncio.create_task(ask_router(asker, ASKED))
        (taken,) = await live.read(cursor, wait=5)
        assert taken.request == ASKED
        await live.reply(taken.id, Reply(ok=True))
        assert (await asking).ok
        assert await client.xrange(keys.REQUESTS) == []
        # The next one is read all the same, also by a router that begins anew.
        asking = asyncio.create_task(ask_router(asker, ASKED))
        (again,) = await live.read(cursor, wait=5)
        await live.reply(again.id, Reply(ok=True))
        assert (await asking).ok


async def test_an_unanswered_request_is_gone(redis_server: RedisServer) -> None:
    async with redis_server.async_client() as asker:
        with pytest.raises(RouterAway):
            await ask_router(asker, ASKED, wait=0.2)
        assert await asker.xrange(keys.REQUESTS) == []
