"""CPU per call and memory, by process, with voices on both sides of every talk and all of it recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, Final

from router.benchmarks.beside import Bench, beside
from router.benchmarks.callers import Crowd, callers
from router.benchmarks.desk import Desk
from router.benchmarks.errors import BenchFailed
from router.benchmarks.processes import cpu_ms, memory_mb
from router.benchmarks.recording_floor import recording_floor_ms
from router.benchmarks.side import Side
from router.benchmarks.small_house import seat_names

CALLS: Final = 60
RATE: Final = 3
"""calls per second"""
TALK: Final = 5.0
SEATS: Final = 30
IDLE_SECONDS: Final = 5.0
ARCHIVER: Final = "archiver"
VOICE: Final = Path("en/line_open_notice.alaw")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Of one side, by process."""

    cpu_ms: Mapping[str, float]
    """per call"""
    idle_percent: float
    memory_mb: Mapping[str, float]


async def cpu_per_call(bench: Bench) -> dict[str, Any]:
    """`{"cpu_ms_per_call": {side: number, "by_process", "without_archiver", "recording_floor_ms", "idle_percent",
    "calls", "talk_s"}, "memory_mb": {side: number, "by_process"}}`.

    Milliseconds of CPU per call on top of what the idle processes use meanwhile, which is `idle_percent` of a core. The
    platform's end is when history and recordings are finished; app_queue's raw files stay as they are. The platform
    without the process that makes more of them is `without_archiver`; what a recording takes at the least, by a talk's
    seconds, `recording_floor_ms`. Memory is taken while the talks go on.
    """
    count, talk, idle = bench.size(CALLS, 6), (TALK if not bench.small else 1.0), bench.size(int(IDLE_SECONDS), 1)

    async def measure(side: Side) -> Cost:
        server = (side.settings.listen, side.settings.sip_port)
        voice = side.settings.sounds / VOICE
        names = seat_names(SEATS)
        async with Desk(server, side.passwords, talks=repeat(talk)) as desk:
            await desk.register(names)
            await side.staff(names, ready=SEATS)
            resting = await _spent(side, asyncio.sleep(idle))
            began = time.monotonic()
            before = cpu_ms(side.processes)
            async with callers(
                side.settings, bench.runtime, Crowd(count=count, rate=RATE, voice=voice, patience=60)
            ) as crowd:
                await desk.until_rung(count * 2 // 3, 60)
                memory = memory_mb(side.processes)
                served = await asyncio.wait_for(crowd.all_served(), 90)
            await side.until_settled()
            spent = {name: used - before[name] for name, used in cpu_ms(side.processes).items()}
            lasted = time.monotonic() - began
        if not served:
            raise BenchFailed(f"{side.name}: a call was not served")
        own = {name: (used - resting[name] * lasted) / count for name, used in spent.items()}
        return Cost(cpu_ms=own, idle_percent=round(sum(resting.values()) / 10, 1), memory_mb=memory)

    found = await beside(bench, measure, seats=SEATS)
    without = {side: sum(ms for name, ms in cost.cpu_ms.items() if name != ARCHIVER) for side, cost in found.items()}
    return {
        "cpu_ms_per_call": {
            **{side: round(sum(cost.cpu_ms.values()), 1) for side, cost in found.items()},
            "by_process": {side: _rounded(cost.cpu_ms) for side, cost in found.items()},
            "without_archiver": _rounded(without),
            "recording_floor_ms": recording_floor_ms(bench.prompts / VOICE, small=bench.small),
            "idle_percent": {side: cost.idle_percent for side, cost in found.items()},
            "calls": count,
            "talk_s": talk,
        },
        "memory_mb": {
            **{side: round(sum(cost.memory_mb.values()), 1) for side, cost in found.items()},
            "by_process": {side: _rounded(cost.memory_mb) for side, cost in found.items()},
        },
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in values.items()}


async def _spent(side: Side, doing: Any) -> dict[str, float]:
    """Milliseconds of CPU per second, by process, while something is done."""
    began, before = time.monotonic(), cpu_ms(side.processes)
    await doing
    lasted = time.monotonic() - began
    return {name: (used - before[name]) / lasted for name, used in cpu_ms(side.processes).items()}
