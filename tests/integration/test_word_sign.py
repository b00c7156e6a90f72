"""Telling a hung process from a Redis that takes no words, on a real Redis."""

from __future__ import annotations

import json
import os
import time

import redis

from router.adapters.redis import keys
from router.supervisor.ready import redis_sign, word_sign
from router.supervisor.silence import Sign
from tests.integration.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]

PID = 4711


def say(server: RedisServer, name: str, *, at: float, pid: int = PID, ok: bool = True) -> None:
    with server.client() as client:
        client.hset(keys.STATUS, name, json.dumps({"at": at, "ok": ok, "detail": "", "pid": pid}))


async def test_a_fresh_word_of_its_own_is_a_sign_well_or_not(redis_server: RedisServer) -> None:
    assert await word_sign(redis_server.socket, PID) is Sign.SILENT
    say(redis_server, "router", at=time.time(), ok=False)
    assert await word_sign(redis_server.socket, PID) is Sign.HEARD
    say(redis_server, "router", at=time.time() - 60)
    assert await word_sign(redis_server.socket, PID) is Sign.SILENT


async def test_the_word_of_a_former_process_is_none(redis_server: RedisServer) -> None:
    say(redis_server, "router", at=time.time(), pid=PID + 1)
    assert await word_sign(redis_server.socket, PID) is Sign.SILENT


async def test_a_router_that_stands_by_speaks_under_another_name(redis_server: RedisServer) -> None:
    say(redis_server, "router", at=time.time(), pid=PID + 1)
    say(redis_server, "router standby", at=time.time())
    assert await word_sign(redis_server.socket, PID) is Sign.HEARD


async def test_nobody_hangs_while_redis_takes_no_words(redis_server: RedisServer) -> None:
    say(redis_server, "router", at=time.time() - 60)
    with redis_server.client() as client:
        client.config_set("maxmemory", "1")
        try:
            assert await word_sign(redis_server.socket, PID) is Sign.UNKNOWN
        finally:
            client.config_set("maxmemory", "0")
    assert await word_sign(redis_server.socket, PID) is Sign.SILENT


async def test_nobody_hangs_while_redis_is_away(redis_server: RedisServer) -> None:
    redis_server.kill()
    assert await word_sign(redis_server.socket, PID) is Sign.UNKNOWN
    assert await redis_sign(redis_server.socket, PID) is Sign.SILENT


async def test_the_supervisor_leaves_a_word_too(redis_server: RedisServer) -> None:
    await word_sign(redis_server.socket, PID)
    with redis.Redis(unix_socket_path=str(redis_server.socket)) as client:
        assert json.loads(client.hgetall(keys.STATUS)[b"up"])["pid"] == os.getpid()
