"""How to know that a process does its work, not merely that it is there."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from router.adapters.redis import keys

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


async def console_says(argv: Sequence[str], environ: Mapping[str, str], wanted: str, _pid: int) -> bool:
    """Whether Asterisk's console answers with the wanted words."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        out, _ = await asyncio.wait_for(process.communicate(), 30)
    except (TimeoutError, asyncio.CancelledError) as error:
        process.kill()
        await process.wait()
        if isinstance(error, asyncio.CancelledError):
            raise
        return False
    return wanted in out.decode(errors="replace")
