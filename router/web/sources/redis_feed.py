"""The feed in Redis: one reader follows its end for all who listen; who is further behind reads for itself."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.errors import StateLost
from router.web.feed import START, Entry, Page, make_entry, parts, whole

log = structlog.get_logger()

KEPT: Final = 1_000
"""Entries in memory: who listens is behind by a few, and who comes back after a while reads Redis once."""
AT_ONCE: Final = 200
BLOCK_SECONDS: Final = 0.8
GATHER_SECONDS: Final = 0.05
"""A change of a call is seldom alone: what follows it within this time is taken up together"""
AGAIN_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 1.5


class _Kept:
    """An entry as it came: read when somebody asks for it, once for all who do."""

    def __init__(self, number: Any, fields: Any) -> None:
        self.id = _text(number)
        self.place = parts(self.id)
        self._fields = fields

    @cached_property
    def entry(self) -> Entry | None:
        return _entry(self.id, self._fields)


class RedisFeed:
    """`router.web.feed.Feed`. `run` has to go on in a task of its own."""

    def __init__(self, redis: Redis) -> None:
        self._redis: Any = redis
        self._kept: deque[_Kept] = deque()
        self._whole_from: str | None = None
        """all entries after this id are in memory; None: nothing is known yet"""
        self._last = START
        self._came = asyncio.Condition()
        self._ending = False

    @property
    def newest(self) -> str:
        """Id of the last entry that came in."""
        return self._last

    def end(self) -> None:
        """Let `run` come to its end, within a second: said before a cancellation, which the client of Redis loses
        when it comes while it connects."""
        self._ending = True

    async def run(self) -> None:
        """Follow the end of the feed, until `end`."""
        told = False
        while not self._ending:
            try:
                if self._whole_from is None:
                    await self._begin()
                    told = False
                await self._follow()
            except (RedisError, OSError, TimeoutError) as error:
                if not told:
                    log.warning("feed_waits", error=type(error).__name__)
                told = True
                # Whatever came meanwhile, or was lost: those who listen find out by their own ids.
                self._whole_from = None
                await asyncio.sleep(AGAIN_SECONDS)

    async def read(self, after: str, *, wait: float) -> Page:
        """What came after an id. Raises StateLost."""
        after = whole(after)
        if self._holds(after):
            if self._last == after:
                await self._wait(after, wait)
            if self._holds(after):
                found = self._after(after)
                entries = [kept.entry for kept in found if kept.entry is not None]
                return Page(entries=entries, position=found[-1].id if found else self._last)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                page = await self._look_up(after)
        except (RedisError, OSError, TimeoutError) as error:
            raise StateLost(type(error).__name__) from error
        if not page.entries and not page.gap:
            await self._wait(page.position, wait)
        return page

    def _after(self, after: str) -> list[_Kept]:
        """From memory; looked for from the end, where those who listen mostly stand."""
        place, found = parts(after), []
        for kept in reversed(self._kept):
            if kept.place <= place:
                break
            found.append(kept)
        return found[: -AT_ONCE - 1 : -1]

    def _holds(self, after: str) -> bool:
        known = self._whole_from
        return known is not None and parts(known) <= parts(after) <= parts(self._last)

    async def _wait(self, after: str, wait: float) -> None:
        try:
            async with asyncio.timeout(wait), self._came:
                await self._came.wait_for(lambda: self._last != after or self._whole_from is None)
        except TimeoutError:
            return

    async def _begin(self) -> None:
        last = await _last_id(self._redis)
        self._kept.clear()
        self._last = self._whole_from = last
        async with self._came:
            self._came.notify_all()

    async def _follow(self) -> None:
        found = await self._redis.xread({keys.FEED: self._last}, count=AT_ONCE, block=int(BLOCK_SECONDS * 1000))
        pairs = list(_pairs(found))
        if not pairs:
            if parts(await _last_id(self._redis)) < parts(self._last):
                self._whole_from = None  # Redis came back empty: the ids begin anew
            return
        self._kept.extend(_Kept(number, fields) for number, fields in pairs)
        self._last = self._kept[-1].id
        while len(self._kept) > KEPT:
            self._whole_from = self._kept.popleft().id
        async with self._came:
            self._came.notify_all()
        await asyncio.sleep(GATHER_SECONDS)

    async def _look_up(self, after: str) -> Page:
        """From Redis itself; tells a gap when the entry of that id is gone: others after it may be gone too."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xrange(keys.FEED, min=after, max=after)
            pipe.xrange(keys.FEED, count=1)
            pipe.xrange(keys.FEED, min=f"({after}", count=AT_ONCE)
            here, first, rest = await pipe.execute()
        last = await _last_id(self._redis)
        gap = False
        if after != START and not here:
            ahead = parts(last) < parts(after)
            gap = ahead or not first or parts(_text(first[0][0])) > parts(after)
            if ahead:
                return Page(entries=(), position=START, gap=True)
        entries = [entry for number, fields in rest for entry in (_entry(number, fields),) if entry is not None]
        position = _text(rest[-1][0]) if rest else (last if gap else after)
        return Page(entries=entries, position=position, gap=gap)


async def _last_id(redis: Any) -> str:
    try:
        info: Mapping[Any, Any] = await redis.xinfo_stream(keys.FEED)
    except ResponseError as error:
        if "no such key" not in str(error).lower():
            raise
        return START
    return _text(info.get("last-generated-id", info.get(b"last-generated-id", START)))


def _pairs(found: Any) -> Iterable[tuple[Any, Any]]:
    """Both protocol versions of Redis are met: a list of pairs, or a mapping."""
    streams = found.values() if isinstance(found, dict) else [entries for _, entries in found or []]
    for entries in streams:
        for entry in entries:
            if entry and isinstance(entry[0], (list, tuple)):
                yield from entry
            else:
                yield entry


def _entry(number: Any, fields: Any) -> Entry | None:
    try:
        record = codec.load_message((fields or {}).get(b"r", b""))
        return make_entry(_text(number), record)
    except (codec.BadMessage, AttributeError, ValueError):
        log.error("feed_unreadable", id=_text(number))
        return None


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
