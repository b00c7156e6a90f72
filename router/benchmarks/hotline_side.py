"""The whole platform as a side: a copy of its own, started as `./hotline up` does."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from redis.asyncio import Redis

from router.adapters import codec
from router.adapters.files.secrets import load_secrets
from router.adapters.redis import keys
from router.benchmarks.errors import BenchFailed
from router.benchmarks.side import HOTLINE
from router.benchmarks.small_house import agent_of
from router.benchmarks.until import until
from router.demo.copy import CopyEnded, RunningCopy
from router.domain.call import Call, CallState
from router.domain.errors import RouterAway, StateLost
from router.domain.requests import MakeReady, Request, SignOn
from router.domain.seat import Seat
from router.services.ask_router import ask_router
from router.settings import Settings
from router.supervisor.record import load_record

START_SECONDS: Final = 120.0
STAFF_SECONDS: Final = 15.0
SETTLE_SECONDS: Final = 60.0
ASK_AT_ONCE: Final = 10


class HotlineSide:
    """See `Side`."""

    name = HOTLINE

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self.settings = settings
        self.passwords: Mapping[str, str] = load_secrets(settings).sip
        self._redis = redis

    @property
    def folder(self) -> Path:
        return self.settings.data

    @property
    def processes(self) -> Mapping[str, int]:
        return {child.name: child.pid for child in load_record(self.settings.run).children}

    async def staff(self, seats: Sequence[str], *, ready: int) -> None:
        gate = asyncio.Semaphore(ASK_AT_ONCE)

        async def ask(request: Request) -> None:
            async with gate:
                await self._ask(request)

        await self._until_reachable(frozenset(seats))
        await asyncio.gather(*(ask(SignOn(seat=seat, actor="bench", agent=agent_of(seat))) for seat in seats))
        # Last: the hall is complete before the first call is offered.
        await asyncio.gather(*(ask(MakeReady(seat=seat, actor="bench")) for seat in seats[:ready]))

    async def waiting(self) -> int:
        calls = [codec.load(Call, text) for text in await self._redis.hvals(keys.CALLS)]
        return sum(call.state is CallState.QUEUED for call in calls)

    async def until_settled(self) -> None:
        async def settled() -> bool:
            return not await self._redis.xlen(keys.OUTBOX) and not any(self.settings.raw_recordings.iterdir())

        await until(settled, seconds=SETTLE_SECONDS, what="the archiver is done with history and recordings", every=0.5)

    async def _ask(self, request: Request) -> None:
        try:
            reply = await ask_router(self._redis, request)
        except (RouterAway, StateLost) as error:
            raise BenchFailed(f"the router did not answer: {type(error).__name__}") from error
        if not reply.ok:
            raise BenchFailed(f"the router refused: {reply}")

    async def _until_reachable(self, seats: frozenset[str]) -> None:
        """A phone that has just registered is known to the router a moment later."""

        async def reachable() -> bool:
            return seats <= await self._reachable()

        await until(reachable, seconds=STAFF_SECONDS + len(seats) / 50, what="the router sees all phones")

    async def _reachable(self) -> frozenset[str]:
        seats = [codec.load(Seat, text) for text in await self._redis.hvals(keys.SEATS)]
        return frozenset(seat.id for seat in seats if seat.reachable)


@asynccontextmanager
async def hotline_side(settings: Settings) -> AsyncIterator[HotlineSide]:
    """A copy that takes calls, ended afterwards. Raises BenchFailed when it does not start."""
    said: deque[str] = deque(maxlen=6)
    copy = RunningCopy(settings, said.append)
    redis = Redis(unix_socket_path=str(settings.redis_socket), socket_timeout=10)
    try:
        try:
            await copy.start()
            async with asyncio.timeout(START_SECONDS):
                await copy.ready()
        except CopyEnded as error:
            raise BenchFailed(f"the copy did not start: {str(error)[-500:]}") from error
        except TimeoutError:
            raise BenchFailed(f"the copy did not start in time: {' / '.join(said)[-500:]}") from None
        yield HotlineSide(settings, redis)
    finally:
        await redis.aclose()
        await copy.stop(at_once=True)
