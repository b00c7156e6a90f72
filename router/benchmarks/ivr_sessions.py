"""How many callers one AGI process serves at once, and what becomes of them when Asterisk stalls and goes on."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from ivr.prompts import prompts_of
from router.adapters.files.bundle_to_start import bundle_to_start
from router.benchmarks.agi_caller import PROMPT_SECONDS, Crowd
from router.benchmarks.beside import Bench
from router.benchmarks.figures import figure
from router.benchmarks.processes import cpu_ms, memory_mb
from router.benchmarks.program import program
from router.benchmarks.side import HOTLINE
from router.benchmarks.small_house import write_house
from router.benchmarks.until import until
from router.settings import Settings
from router.supervisor.programs import build_environ

SIZES: Final = (1_000, 2_000, 4_000)
SETTLE_SECONDS: Final = 4.0
STEADY_SECONDS: Final = 8.0
STALL_SECONDS: Final = 2.0
MOST_MS: Final = 100.0
COME_PER_SECOND: Final = 200
BYTES_PER_SECOND: Final = 8_000
START_SECONDS: Final = 15.0
SERVED_SECONDS: Final = 10.0


async def ivr_sessions(bench: Bench) -> dict[str, Any]:
    """`{"hotline": sessions at once, "steps": [{"sessions", "reply_ms", "cpu_percent", "memory_mb", "failed"}],
    "stall": {"held", "reply_ms"}}`.

    Each caller hears greeting, notice and menu and presses a key; one who is done is replaced. Steady: the 99th
    percentile of the server's replies is below 100 ms, and no session failed. A reply is from the caller's answer to
    the script's next command. Then Asterisk stalls for 2 s, and all answers that were due come at once.
    """
    folder = Path(tempfile.mkdtemp(prefix="hotline-bench-"))
    settings = Settings(data=folder / "data", config=write_house(folder / "config", 1), port_base=bench.port_base)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        _prepare(settings)
        environ = build_environ(settings, bench.runtime)
        async with program([sys.executable, "-m", "agi_scripts"], environ, settings.data) as pid:
            await _until_serving(settings.agi_port)
            return await _measure(bench, settings.agi_port, pid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(bench: Bench, port: int, pid: int) -> dict[str, Any]:
    crowd = Crowd(port, random.Random(1))
    keeping = asyncio.create_task(crowd.keep())
    steps, held = [], 0
    try:
        for size in SIZES if not bench.small else (20,):
            step = await _steady(bench, crowd, size, pid)
            steps.append(step)
            if step["reply_ms"]["p99"] >= MOST_MS or step["failed"]:
                break
            held = size
        stall = await _stall(crowd)
    finally:
        keeping.cancel()
        for caller in list(crowd.there):
            caller.leave()
    return {HOTLINE: held, "steps": steps, "stall": stall}


async def _steady(bench: Bench, crowd: Crowd, size: int, pid: int) -> dict[str, Any]:
    crowd.size = size

    async def there() -> bool:
        return len(crowd.there) >= size

    await until(there, seconds=START_SECONDS + size / COME_PER_SECOND, what=f"{size} sessions are open")
    await asyncio.sleep(SETTLE_SECONDS if not bench.small else 0.1)
    crowd.waits_ms.clear()
    began, before, failed = time.monotonic(), cpu_ms({"agi": pid})["agi"], crowd.failed
    await asyncio.sleep(STEADY_SECONDS)
    used, lasted = cpu_ms({"agi": pid})["agi"] - before, time.monotonic() - began
    return {
        "sessions": size,
        "reply_ms": figure(crowd.waits_ms),
        "cpu_percent": round(used / lasted / 10, 1),
        "memory_mb": memory_mb({"agi": pid})["agi"],
        "failed": crowd.failed - failed,
    }


async def _stall(crowd: Crowd) -> dict[str, Any]:
    crowd.gate.open = False
    await asyncio.sleep(STALL_SECONDS)
    crowd.waits_ms.clear()
    held = crowd.gate.release()

    async def served() -> bool:
        return len(crowd.waits_ms) >= held

    await until(served, seconds=SERVED_SECONDS, what="all are served after the stall")
    return {"held": held, "reply_ms": figure(crowd.waits_ms[:held])}


def _prepare(settings: Settings) -> None:
    bundle, _ = bundle_to_start(settings)
    length = round(PROMPT_SECONDS[1] * BYTES_PER_SECOND)
    for prompt in prompts_of(bundle):
        path = settings.sounds / prompt.language / f"{prompt.name}.alaw"
        path.parent.mkdir(parents=True, exist_ok=True)
        # The server looks at a prompt's length alone: nobody hears it here.
        path.touch()
        os.truncate(path, length)


async def _until_serving(port: int) -> None:
    async def serving() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    await until(serving, seconds=START_SECONDS, what="the AGI server listens")
