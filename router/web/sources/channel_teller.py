"""Tells the channels of alarms: one API process of a copy at a time, each channel in a task of its own."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.redis import keys
from router.adapters.redis.lease import Lease
from router.domain.alarms.basket import Basket, Item, Raised
from router.domain.alarms.channel import Channel
from router.domain.alarms.message import compose
from router.domain.alarms.read_records import read_alarm, read_record
from router.domain.alarms.turn import failed, hold_back, next_batch, sent
from router.domain.bundle import Bundle
from router.domain.errors import StateLost
from router.web.channels.language import language_of
from router.web.channels.states import LateAlarms, Told
from router.web.errors import ArchiveAway
from router.web.feed import START, Feed
from router.web.sources.channel_sender import ChannelSender

log = structlog.get_logger()

LEASE_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 1.0
LATE_SECONDS: Final = 5.0
AGAIN_SECONDS: Final = 1.0
TOLD_LENGTH: Final = 2_000
NOT_YET: Final = -1
"""row of a channel that began while the archive was away"""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What the teller asks, beside Redis."""

    feed: Feed
    late: LateAlarms
    bundle: Callable[[], Bundle | None]
    watch: Callable[[], Awaitable[None]]
    """called every two seconds by the one that tells; raises StateLost"""
    now: Callable[[], float]
    """Unix seconds"""


class ChannelTeller:
    """Follows feed and archive for each channel of the bundle in force."""

    def __init__(self, redis: Redis, around: Around, sender: ChannelSender, *, name: str) -> None:
        """`name`: of this process, among those of the copy."""
        self._redis: Any = redis
        self._around, self._sender = around, sender
        self._lease = Lease(redis, keys.CHANNEL_LEASE, name, seconds=LEASE_SECONDS)
        self._ending = asyncio.Event()
        self._tasks: dict[Channel, asyncio.Task[None]] = {}
        self._late_at: dict[str, float] = {}

    def end(self) -> None:
        """Let `run` come to its end."""
        self._ending.set()

    async def run(self) -> None:
        """Until `end`: while the lease is one's own, a task for each channel."""
        async with self._sender:
            try:
                while not self._ending.is_set():
                    await self._look()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await self._ending.wait()
            finally:
                await self._end(list(self._tasks))

    async def read(self) -> dict[str, Basket]:
        """Channel to its state. Raises StateLost."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                found = await self._redis.hgetall(keys.CHANNELS)
        except (RedisError, OSError, TimeoutError) as error:
            raise StateLost(type(error).__name__) from error
        return {name.decode(): _basket(text) for name, text in found.items()}

    async def _look(self) -> None:
        bundle = None
        try:
            if await self._lease.hold():
                bundle = self._around.bundle()
            if bundle is not None:
                await self._around.watch()
                await self._forget(bundle)
        except (RedisError, OSError, TimeoutError, StateLost):
            bundle = None
        channels = set(bundle.channels.values()) if bundle else set()
        await self._end([one for one, task in self._tasks.items() if one not in channels or task.done()])
        for channel in channels - set(self._tasks):
            self._tasks[channel] = asyncio.create_task(self._follow(channel), name=f"channel-{channel.id}")

    async def _forget(self, bundle: Bundle) -> None:
        """A channel that comes back after a while begins anew."""
        gone = {name.decode() for name in await self._redis.hkeys(keys.CHANNELS)} - set(bundle.channels)
        if gone:
            await self._redis.hdel(keys.CHANNELS, *gone)

    async def _end(self, channels: list[Channel]) -> None:
        ended = [self._tasks.pop(channel) for channel in channels]
        for task in ended:
            task.cancel()
        for result in await asyncio.gather(*ended, return_exceptions=True):
            if isinstance(result, Exception):
                # Begun anew at the next look; a channel shall never stand still without a word.
                log.error("channel_task_failed", error=type(result).__name__)

    async def _follow(self, channel: Channel) -> None:
        wait = 0.0
        # Also a flag: the client of Redis loses a cancellation that comes while it connects.
        while channel in self._tasks:
            try:
                before = await self._load(channel)
                page = await self._around.feed.read(before.feed, wait=wait)
                now, after = self._around.now(), replace(before, feed=page.position)
                if page.gap:
                    log.warning("channel_missed_alarms", channel=channel.id)
                    missed = Raised(at=now, code="alarms_missed", subject=channel.id, text="")
                    after = read_alarm(after, channel, missed, now=now)
                for entry in page.entries:
                    after = read_record(after, channel, entry.record, now=now)
                after = await self._read_late(after, channel, now)
                after, told = await self._turn(after, channel)
                if after != before:
                    await self._keep(after, channel, told)
                wait = 0.0 if told else WAIT_SECONDS
            except (RedisError, OSError, TimeoutError, StateLost):
                await asyncio.sleep(AGAIN_SECONDS)

    async def _load(self, channel: Channel) -> Basket:
        """Where it stands. A new one hears of what comes from now on."""
        found = await self._redis.hget(keys.CHANNELS, channel.id)
        basket = Basket() if found is None else _basket(found)
        if basket.feed:
            return basket
        newest = await self._redis.xrevrange(keys.FEED, count=1)
        new = Basket(feed=newest[0][0].decode() if newest else START, row=NOT_YET)
        await self._redis.hset(keys.CHANNELS, channel.id, codec.dump(new))
        return new

    async def _read_late(self, basket: Basket, channel: Channel, now: float) -> Basket:
        """With what the archive alone knows; nothing while it is away."""
        if now < self._late_at.get(channel.id, 0.0):
            return basket
        self._late_at[channel.id] = now + LATE_SECONDS
        try:
            if basket.row == NOT_YET:
                return replace(basket, row=await self._around.late.last_alarm())
            for row, alarm in await self._around.late.alarms_beyond(basket.row):
                basket = replace(read_alarm(basket, channel, alarm, now=now), row=row)
        except ArchiveAway:
            return basket
        return basket

    async def _turn(self, basket: Basket, channel: Channel) -> tuple[Basket, tuple[Item, ...]]:
        """Send what is due; the basket afterwards, and what was taken."""
        bundle, now = self._around.bundle(), self._around.now()
        if bundle is None:
            return basket, ()
        zone = ZoneInfo(bundle.site.timezone)
        local = datetime.fromtimestamp(now, zone)
        minute = local.hour * 60 + local.minute
        basket = hold_back(basket, channel, minute=minute)
        batch = next_batch(basket, channel, minute=minute, now=now)
        if not batch:
            return basket, ()
        message = compose(
            batch,
            site=bundle.site.name,
            language=language_of(channel, bundle),
            clock=lambda at: datetime.fromtimestamp(at, zone).strftime("%H:%M:%S"),
        )
        answer = await self._sender.send(channel, message)
        now = self._around.now()
        if answer.ok:
            if basket.failures:
                log.info("channel_goes_on", channel=channel.id)
            return sent(basket, batch, now=now), batch
        if not basket.failures:
            log.warning("channel_fails", channel=channel.id, error=answer.said)
        jitter = random.random()
        after = failed(basket, channel, answer.said, now=now, least=answer.wait, jitter=jitter)
        if after.given_up > basket.given_up:
            log.error("channel_alarms_given_up", channel=channel.id, alarms=after.given_up - basket.given_up)
        return after, ()

    async def _keep(self, basket: Basket, channel: Channel, told: tuple[Item, ...]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(keys.CHANNELS, channel.id, codec.dump(basket))
            ids = tuple(one for item in told for one in item.ids)
            if ids:
                said = Told(at=basket.last_success or 0.0, channel=channel.id, ids=ids)
                text = json.dumps(asdict(said), ensure_ascii=False)
                pipe.xadd(keys.ALARMS_TOLD, {"t": text}, maxlen=TOLD_LENGTH, approximate=True)
            await pipe.execute()


def _basket(text: bytes) -> Basket:
    """A basket from its JSON; an empty one when another version wrote it."""
    try:
        return codec.load(Basket, text)
    except codec.BadMessage:
        return Basket()
