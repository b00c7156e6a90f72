"""The routing engine where it lives: a leading router, its state in a real Redis, thousands of seats and callers."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from asterisk_conf.runtime import Runtime
from router.adapters import codec
from router.adapters.clock import SystemClock
from router.adapters.redis import keys
from router.adapters.redis.live_state import RedisLiveState
from router.benchmarks.figures import figure
from router.benchmarks.hall import Hall, Size
from router.benchmarks.program import program
from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import Agent, Bundle, Line, Queue, SeatPlace, Site
from router.domain.call import Call, CallState, Segment
from router.domain.floor.known import Caller
from router.domain.routing.policy import CallerRule
from router.domain.seat import Seat, SeatState
from router.services.lead_floor import Router, lead_floor
from router.settings import Settings
from router.supervisor.programs import build_environ, redis_argv

NODE: Final = "bench"
LONGEST_WAIT: Final = 180.0
PATIENCE: Final = 60.0
"""seconds after which a step that does not come is given up"""
TOGETHER: Final = 50


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Everybody in a hall, as the platform keeps them: all seats in wrap-up, all calls in hold."""

    bundle: Bundle
    seats: Mapping[str, Seat]
    calls: Mapping[str, Call]
    snapshot: t.SnapshotTaken


class NoHistory:
    """`router.ports.SignOns` of a house without a past."""

    def last_sign_ons(self) -> dict[str, tuple[str, str, str]]:
        return {}

    def last_epoch(self) -> int:
        return 0

    def callers_since(self, at: float) -> list[Caller]:
        return []

    def owed_calls(self, *, unseen: bool) -> list[Call]:
        return []

    def rung_since(self, at: float) -> list[tuple[str, float]]:
        return []


async def routing_on_redis(runtime: Runtime, size: Size, decisions: int) -> dict[str, Any]:
    """`{"seats", "waiters", "skills", "led_ms", "one_ms": {n, min, p50, p90, p99, max}, "per_second", "again_ms"}`.

    `led_ms`: from the start of a router on the stored state until it has looked and made its first offer. `one_ms`: one
    seat frees at a time, from the request to the offer, both read and written through Redis. `per_second`: offers a
    second of wall time when seats free 50 at a time. `again_ms`: as `led_ms`, of a second router after the first.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    settings = Settings(data=folder / "data", config=folder)
    try:
        for place in (settings.run, settings.data / "redis"):
            place.mkdir(parents=True)
        environ = build_environ(settings, runtime)
        async with program(redis_argv(settings, runtime), environ, settings.data):
            redis = Redis(unix_socket_path=str(settings.redis_socket), socket_timeout=PATIENCE)
            try:
                return await _measure(redis, size, decisions)
            finally:
                await redis.aclose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(redis: Redis, size: Size, decisions: int) -> dict[str, Any]:
    await _answers(redis)
    crowd = crowd_of(size, time.time())
    await _store(redis, crowd)
    asker = _Asker(redis, list(crowd.seats))
    # Who killed the router is not asked about its log.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    await asker.ready()
    began = time.perf_counter()
    async with _leading(redis, crowd):
        await asker.offers(1)
        led = time.perf_counter() - began
        ones = []
        # No seat frees twice.
        decisions = min(decisions, size.seats // 2)
        for _ in range(decisions // 5):
            start = time.perf_counter()
            await asker.free(1)
            ones.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        rounds = max(1, decisions // TOGETHER)
        for _ in range(rounds):
            await asker.free(TOGETHER)
        per_second = rounds * TOGETHER / (time.perf_counter() - start)
    await asker.ready()
    began = time.perf_counter()
    async with _leading(redis, crowd):
        await asker.offers(1)
        again = time.perf_counter() - began
    return {
        "seats": size.seats,
        "waiters": size.waiters,
        "skills": size.skills,
        "led_ms": round(led * 1000),
        "one_ms": figure(ones),
        "per_second": round(per_second),
        "again_ms": round(again * 1000),
    }


def crowd_of(size: Size, now: float) -> Crowd:
    """A hall of the size, its callers queued over the last three minutes."""
    hall = Hall(size, CallerRule.OLDEST)
    site = Site(name="bench", timezone="UTC", languages=("en",))
    queues = {
        name: Queue(id=name, name=name, skills=policy.steps[0].tiers[0].all, steps=policy.steps[1:])
        for name, policy in hall.policy.queues.items()
    }
    agents = {free.seat: Agent(id=free.seat, name=free.seat, skills=free.skills) for free in hall.seats}
    line = Line(id="line", number="100", name="line", queue=next(iter(queues)), language="en", greeting="Hello")
    bundle = Bundle(
        number=1,
        site=site,
        lines={line.id: line},
        queues=queues,
        skills={},
        seats={seat: SeatPlace(id=seat, name=seat) for seat in agents},
        agents=agents,
        texts={},
    )
    calls, gap = {}, LONGEST_WAIT / size.waiters
    for number in range(size.waiters):
        since = now - LONGEST_WAIT + number * gap
        wants = hall.call(since)
        calls[wants.call] = Call(
            id=wants.call, node=NODE, channel=f"PJSIP/in-{number:08x}", line=line.id, caller=f"1380000{number:05d}",
            arrived_at=since, answered_at=since, queued_at=since, counter=number + 1, state=CallState.QUEUED,
            queue=wants.queue, language="en", bundle=1, priority_seconds=wants.priority, version=1,
            segments=(Segment(number=1, queue=wants.queue, queued_at=since),),
        )  # fmt: skip
    seats = {
        seat: Seat(
            id=seat, agent=seat, state=SeatState.WRAP_UP, since=now, until=now + 86_400, idle_since=now,
            reachable=True, signed_on_at=now, version=1,
        )
        for seat in agents
    }  # fmt: skip
    snapshot = t.SnapshotTaken(
        node=NODE, at=now + 86_400, boot="1", epoch=0,
        calls=tuple(
            t.SeenCall(
                call=call.id, channel=call.channel, state="hold", line=call.line, queue=call.queue, caller=call.caller,
                language="en", arrived_at=call.arrived_at, counter=call.counter, bundle=1,
            )
            for call in calls.values()
        ),
        seats=tuple(t.SeenSeat(seat=seat, reachable=True, device=t.DeviceState.NOT_INUSE) for seat in seats),
    )  # fmt: skip
    return Crowd(bundle=bundle, seats=seats, calls=calls, snapshot=snapshot)


async def _answers(redis: Redis) -> None:
    for _ in range(200):
        with suppress(RedisError, OSError):
            await redis.ping()
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("Redis does not answer")


async def _store(redis: Redis, crowd: Crowd) -> None:
    stored = ((keys.SEATS, crowd.seats), (keys.CALLS, crowd.calls))
    async with redis.pipeline(transaction=False) as pipe:
        for key, values in stored:
            pipe.hset(key, mapping={name: codec.dump(value) for name, value in values.items()})
        pipe.set(keys.MARKER, "1")
        await pipe.execute()


@asynccontextmanager
async def _leading(redis: Redis, crowd: Crowd) -> AsyncIterator[None]:
    """A router leads, and is killed afterwards. Asterisk's answer to its question is there at once."""
    stop = asyncio.Event()
    live = RedisLiveState(redis, [NODE])
    router = Router(
        name="bench", bundle=crowd.bundle, nodes=[NODE], live=live, clock=SystemClock(), sign_ons=NoHistory(),
        pin_ok=lambda _agent, _pin: True, bundle_of=lambda _number: crowd.bundle,
    )  # fmt: skip
    offered = await _offered(redis)
    calls = tuple(
        replace(seen, state="offer", seat=offer.seat, offer=offer.offer) if (offer := offered.get(seen.call)) else seen
        for seen in crowd.snapshot.calls
    )
    snapshot = replace(crowd.snapshot, calls=calls)
    await redis.xadd(keys.node_events(NODE), {"e": codec.dump_message(snapshot)})
    leading = asyncio.create_task(lead_floor(router, stop))
    try:
        yield
    finally:
        # A client that is cancelled in mid-answer calls it a lost connection, and the router would begin anew.
        stop.set()
        leading.cancel()
        with suppress(asyncio.CancelledError):
            await leading


async def _offered(redis: Redis) -> dict[str, t.Offer]:
    """Calls that have been offered: their phones ring."""
    entries: Any = await redis.xrange(keys.node_commands(NODE))
    found = (codec.load_message(fields[b"c"]) for _, fields in entries)
    return {command.call: command for command in found if isinstance(command, t.Offer)}


class _Asker:
    """Frees seats, and waits for the offers that come of it."""

    def __init__(self, redis: Redis, seats: Sequence[str]) -> None:
        self._redis = redis
        self._seats = iter(seats)
        self._last = "0"

    async def free(self, count: int) -> None:
        """So many agents end their wrap-ups; returns when as many offers have been ordered."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for _ in range(count):
                request = r.MakeReady(seat=next(self._seats), actor="bench")
                pipe.xadd(keys.REQUESTS, {"r": codec.dump_message(request)})
            await pipe.execute()
        await self.offers(count)

    async def ready(self) -> None:
        """One seat more is ready, by what is stored, while no router leads."""
        seat = next(self._seats)
        stored = codec.load(Seat, await self._redis.hget(keys.SEATS, seat) or b"")
        await self._redis.hset(keys.SEATS, seat, codec.dump(replace(stored, state=SeatState.READY, until=None)))

    async def offers(self, count: int) -> None:
        """Returns when so many more offers have been ordered."""
        left, until = count, time.monotonic() + PATIENCE
        while left > 0:
            if time.monotonic() > until:
                raise TimeoutError(f"{left} of {count} offers have not come in {PATIENCE:g} s")
            answer: Any = await self._redis.xread({keys.node_commands(NODE): self._last}, block=1000)
            for _, entries in answer.items() if isinstance(answer, dict) else answer or ():
                for entry, fields in entries[0] if entries and isinstance(entries[0], list) else entries:
                    self._last = entry
                    left -= isinstance(codec.load_message(fields[b"c"]), t.Offer)
