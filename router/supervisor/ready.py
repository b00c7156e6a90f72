"""How to know that a process does its work, not merely that it is there."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from router.adapters.redis import keys
from router.supervisor.console import Console
from router.supervisor.silence import Sign

FRESH_SECONDS: Final = 5.0
"""Processes renew their word every second; one older than this is no word."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a process last said about itself."""

    at: float
    ok: bool
    detail: str
    pid: int

    def fresh(self, now: float) -> bool:
        """Recent enough to count. A word from the future is as bad as an old one."""
        return abs(now - self.at) <= FRESH_SECONDS


def read_word(text: str | bytes | None) -> Word | None:
    """The word from its JSON; None when there is none or it is not one."""
    try:
        body = json.loads(text or "")
        return Word(
            at=float(body["at"]), ok=body["ok"] is True, detail=str(body.get("detail", "")), pid=int(body["pid"])
        )
    except (ValueError, KeyError, TypeError):
        return None


def _client(socket: Path) -> Redis:
    # Without retries: the question is whether it answers now.
    return Redis(unix_socket_path=str(socket), socket_timeout=2.0, retry=Retry(NoBackoff(), 0))


async def redis_answers(socket: Path, pid: int) -> bool:
    """Whether Redis has loaded its data and is the process asked for, not a former one on the same socket."""
    client = _client(socket)
    try:
        info = await client.info("server")
        await client.ping()
        return int(info["process_id"]) == pid
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()


async def word_is_good(socket: Path, name: str, pid: int) -> bool:
    """Whether this very process says, freshly, that it is well."""
    client = _client(socket)
    try:
        word = read_word(await client.hget(keys.STATUS, name))
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()
    return word is not None and word.pid == pid and word.ok and word.fresh(time.time())


async def word_sign(socket: Path, pid: int) -> Sign:
    """Whether this process speaks, well or not, under whatever name: a router that stands by has another.

    The supervisor leaves a word of its own first: a Redis that takes no words, for it is away, full, or cannot write to
    its disk, makes nobody hang.
    """
    client = _client(socket)
    try:
        mine = {"at": time.time(), "ok": True, "detail": "keeps the others", "pid": os.getpid()}
        await client.hset(keys.STATUS, "up", json.dumps(mine))
        words = [read_word(text) for text in await client.hvals(keys.STATUS)]
    except (RedisError, OSError):
        return Sign.UNKNOWN
    finally:
        await client.aclose()
    now = time.time()
    spoken = any(word is not None and word.pid == pid and word.fresh(now) for word in words)
    return Sign.HEARD if spoken else Sign.SILENT


async def redis_sign(socket: Path, pid: int) -> Sign:
    """Whether Redis answers."""
    return Sign.HEARD if await redis_answers(socket, pid) else Sign.SILENT


async def fully_booted(console: Console, _pid: int) -> bool:
    """Whether Asterisk has started as a whole; waits for it."""
    return "fully booted" in (await console.ask("core waitfullybooted", seconds=30.0) or "")


async def console_sign(console: Console, _pid: int) -> Sign:
    """Whether Asterisk's console answers."""
    answer = await console.ask("core show uptime", seconds=5.0)
    return Sign.HEARD if "uptime" in (answer or "") else Sign.SILENT
