"""How many events per second the listener keeps up with, fed by an Asterisk that only talks."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters.files.bundle_to_start import bundle_to_start
from router.adapters.files.secrets import load_or_create_secrets
from router.adapters.redis import keys
from router.benchmarks.beside import Bench
from router.benchmarks.fake_manager import CallEvents, FakeManager
from router.benchmarks.processes import cpu_ms
from router.benchmarks.program import program
from router.benchmarks.side import HOTLINE
from router.benchmarks.small_house import write_house
from router.benchmarks.until import until
from router.domain.telephony import CallEnded
from router.settings import Settings
from router.supervisor.programs import build_environ, redis_argv

RATES: Final = (1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000)
STEP_SECONDS: Final = 3
SLICE: Final = 0.02
MOST_LAG_MS: Final = 500.0
START_SECONDS: Final = 20.0
LAST_SECONDS: Final = 20.0


async def ami_events_per_second(bench: Bench) -> dict[str, Any]:
    """`{"hotline": rate kept up with, "steps": [{"per_second", "lag_ms", "dropped", "cpu_percent"}]}`.

    Each step lasts 3 s. Kept up with: nothing dropped, and the last event's fact is in the stream 500 ms after it was
    sent at the latest. The events are those of answered calls, as Asterisk's filter lets them through.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    settings = Settings(data=folder / "data", config=write_house(folder / "config", 1), port_base=bench.port_base)
    try:
        bundle, _ = bundle_to_start(settings)
        load_or_create_secrets(settings, bundle)
        for place in (settings.run, settings.data / "redis"):
            place.mkdir(parents=True)
        return await _measure(bench, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(bench: Bench, settings: Settings) -> dict[str, Any]:
    environ = build_environ(settings, bench.runtime)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        await enter(program(redis_argv(settings, bench.runtime), environ, settings.data))
        redis = Redis(unix_socket_path=str(settings.redis_socket), socket_timeout=5)
        stack.push_async_callback(redis.aclose)
        await _until_word(redis, None)
        manager = await enter(FakeManager(settings.ami_port))
        pid = await enter(program([sys.executable, "-m", "router.adapters.ami"], environ, settings.data))
        await _until_word(redis, pid)
        events, steps, held = CallEvents(), [], 0
        for rate in RATES[: bench.size(len(RATES), 2)]:
            step = await _step(settings, redis, manager, events, rate=rate, pid=pid)
            steps.append(step)
            if step["dropped"] or step["lag_ms"] is None or step["lag_ms"] > MOST_LAG_MS:
                break
            held = step["per_second"]
    return {HOTLINE: held, "steps": steps}


async def _step(
    settings: Settings, redis: Redis, manager: FakeManager, events: CallEvents, *, rate: int, pid: int
) -> dict[str, Any]:
    began, before, sent, told_at = time.monotonic(), cpu_ms({"ami": pid})["ami"], 0, 0.0
    while (lasted := time.monotonic() - began) < STEP_SECONDS:
        due = int(rate * lasted) - sent
        for _ in range(max(0, due) // events.per_call):
            await manager.tell(events.next())
            sent += events.per_call
        told_at = time.time()
        await asyncio.sleep(SLICE)
    lasted = time.monotonic() - began
    used = (cpu_ms({"ami": pid})["ami"] - before) / lasted / 10
    lag = await _lag(settings, redis, events.last_call, told_at)
    return {
        "per_second": round(sent / lasted), "lag_ms": lag, "dropped": (await _word(redis)).get("dropped", 0),
        "cpu_percent": round(used, 1),
    }  # fmt: skip


async def _lag(settings: Settings, redis: Redis, call: str, told_at: float) -> float | None:
    """Milliseconds until the end of this call stood in the stream, by Redis's own stamp; None: it never did."""
    deadline = time.monotonic() + LAST_SECONDS
    while time.monotonic() < deadline:
        newest: Any = await redis.xrevrange(keys.node_events(settings.node), count=40)
        for number, fields in newest:
            if CallEnded.__name__.encode() in fields[b"e"] and f'"{call}"'.encode() in fields[b"e"]:
                return max(0.0, round(int(number.partition(b"-")[0]) - told_at * 1000, 1))
        await asyncio.sleep(0.1)
    return None


async def _word(redis: Redis) -> dict[str, Any]:
    """What the listener last said of itself."""
    said: dict[str, Any] = json.loads(await redis.hget(keys.STATUS, "ami") or "{}")
    return said


async def _until_word(redis: Redis, pid: int | None) -> None:
    """Once Redis answers (`pid` None), or once the process of that id says that it is well."""

    async def well() -> bool:
        try:
            word = await _word(redis)
        except (RedisError, OSError):
            return False
        return pid is None or (word.get("pid") == pid and bool(word.get("ok")))

    await until(well, seconds=START_SECONDS, what="Redis and the listener work")
