"""Tells the webhooks: one API process of a copy at a time, each webhook in a task of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters.redis import keys
from router.adapters.redis.lease import Lease
from router.domain.bundle import Bundle, Webhook
from router.domain.errors import StateLost
from router.web.event_views import wanted, write_gap
from router.web.feed import Entry, Feed
from router.web.webhooks import (
    HookState,
    HookWord,
    failed,
    given_up,
    is_hopeless,
    pause_after,
    read_word,
    sign,
    succeeded,
    write_word,
)

log = structlog.get_logger()

LEASE_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 5.0
AGAIN_SECONDS: Final = 1.0
TRY_SECONDS: Final = 10.0


class HookTeller:
    """Follows the feed for each webhook of the bundle in force."""

    def __init__(
        self,
        redis: Redis,
        feed: Feed,
        *,
        name: str,
        bundle: Callable[[], Bundle | None],
        secrets: Callable[[], Mapping[str, str]],
        now: Callable[[], float],
    ) -> None:
        """`name`: of this process, among those of the copy; `secrets`: webhook to its secret."""
        self._redis: Any = redis
        self._feed = feed
        self._lease = Lease(redis, keys.HOOK_LEASE, name, seconds=LEASE_SECONDS)
        self._bundle, self._secrets, self._now = bundle, secrets, now
        self._ending = asyncio.Event()
        self._tasks: dict[Webhook, asyncio.Task[None]] = {}

    def end(self) -> None:
        """Let `run` come to its end."""
        self._ending.set()

    async def run(self) -> None:
        """Until `end`: while the lease is one's own, a task for each webhook."""
        timeout = aiohttp.ClientTimeout(total=TRY_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": "hotline"}) as session:
            try:
                while not self._ending.is_set():
                    await self._look(session)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await self._ending.wait()
            finally:
                await self._end(list(self._tasks))

    async def read(self) -> dict[str, HookState]:
        """Webhook to its state. Raises StateLost."""
        try:
            async with asyncio.timeout(LOOK_SECONDS), self._redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(keys.HOOKS)
                pipe.hgetall(keys.HOOK_WORDS)
                positions, words = await pipe.execute()
        except (RedisError, OSError, TimeoutError) as error:
            raise StateLost(type(error).__name__) from error
        return {
            name.decode(): HookState(word=read_word(words.get(name)), position=position.decode())
            for name, position in positions.items()
        }

    async def _look(self, session: aiohttp.ClientSession) -> None:
        try:
            held = await self._lease.hold()
        except (RedisError, OSError, TimeoutError):
            held = False
        bundle = self._bundle() if held else None
        hooks = set(bundle.webhooks.values()) if bundle else set()
        await self._end([hook for hook, task in self._tasks.items() if hook not in hooks or task.done()])
        for hook in hooks - set(self._tasks):
            self._tasks[hook] = asyncio.create_task(self._follow(hook, session), name=f"webhook-{hook.id}")

    async def _end(self, hooks: list[Webhook]) -> None:
        ended = [self._tasks.pop(hook) for hook in hooks]
        for task in ended:
            task.cancel()
        for result in await asyncio.gather(*ended, return_exceptions=True):
            if isinstance(result, Exception):
                # Begun anew at the next look; a webhook shall never stand still without a word.
                log.error("webhook_task_failed", error=type(result).__name__)

    async def _follow(self, hook: Webhook, session: aiohttp.ClientSession) -> None:
        """Tell one webhook all it asked for, in order."""
        # Also a flag: the client of Redis loses a cancellation that comes while it connects.
        while hook in self._tasks:
            try:
                position = await self._position(hook)
                page = await self._feed.read(position, wait=WAIT_SECONDS)
                if page.gap:
                    log.warning("webhook_missed_events", webhook=hook.id)
                    await self._deliver(hook, page.position, write_gap(page.position, self._now()), session)
                for entry in page.entries:
                    if wanted(entry.name, frozenset(hook.events)):
                        await self._deliver(hook, entry.id, self._text(entry), session)
                        # To its end also when told to stop in between: what was taken is not told again.
                        await asyncio.shield(self._redis.hset(keys.HOOKS, hook.id, entry.id))
                if page.position != position:
                    await self._redis.hset(keys.HOOKS, hook.id, page.position)
            except (RedisError, OSError, TimeoutError, StateLost):
                await asyncio.sleep(AGAIN_SECONDS)

    async def _position(self, hook: Webhook) -> str:
        """Where it stands. A new one hears of what comes from now on."""
        found = await self._redis.hget(keys.HOOKS, hook.id)
        if found is None:
            await self._redis.hsetnx(keys.HOOKS, hook.id, self._feed.newest)
            found = await self._redis.hget(keys.HOOKS, hook.id)
        return found.decode() if isinstance(found, bytes) else str(found)

    def _text(self, entry: Entry) -> str:
        return entry.text(self._bundle(), in_full=True)

    async def _deliver(self, hook: Webhook, event: str, text: str, session: aiohttp.ClientSession) -> None:
        """Until it was taken, or a day has passed."""
        word = read_word(await self._redis.hget(keys.HOOK_WORDS, hook.id))
        failures = 0
        while hook in self._tasks:
            error = await self._try(hook, text.encode(), session)
            if not error:
                if word.failing:
                    log.info("webhook_goes_on", webhook=hook.id)
                await self._keep(hook, succeeded(word, at=self._now()))
                return
            failures += 1
            if not word.failing:
                log.warning("webhook_fails", webhook=hook.id, error=error)
            word = failed(word, event, error, at=self._now())
            if is_hopeless(word, at=self._now()):
                log.error("webhook_event_given_up", webhook=hook.id, id=event)
                await self._keep(hook, given_up(word))
                return
            await self._keep(hook, word)
            await asyncio.sleep(pause_after(failures))

    async def _try(self, hook: Webhook, body: bytes, session: aiohttp.ClientSession) -> str:
        """What went wrong; empty: it was taken."""
        secret = self._secrets().get(hook.id)
        if secret is None:
            return "it has no secret yet"
        headers = {
            "Content-Type": "application/json",
            "Hotline-Signature": sign(secret, body, at=int(self._now())),
        }
        try:
            # Not followed: a redirect would send callers' numbers to where nobody configured.
            async with session.post(hook.url, data=body, headers=headers, allow_redirects=False) as response:
                return "" if 200 <= response.status < 300 else f"answered {response.status}"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return type(error).__name__

    async def _keep(self, hook: Webhook, word: HookWord) -> None:
        await self._redis.hset(keys.HOOK_WORDS, hook.id, write_word(word))
