"""Hand-overs and their CPU as the hall grows: so many callers wait, so many agents are signed on."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any, Final

from router.benchmarks.beside import Bench, beside
from router.benchmarks.callers import Crowd, callers
from router.benchmarks.desk import Desk
from router.benchmarks.figures import figure
from router.benchmarks.processes import cpu_ms
from router.benchmarks.side import Side, until_waiting
from router.benchmarks.small_house import seat_names

SIZES: Final = (10, 50, 200, 500)
MOST_AT_WORK: Final = 10
"""seats that take calls; the others are signed on and paused, since ports of one copy do not suffice for 500 talks"""
ON_THE_WAY: Final = 2
"""callers per seat at work who hear the goodbye or the greeting again, and do not wait"""
HAND_OVERS: Final = 60
MOST_BEFORE: Final = 300
"""hand-overs while the others still sit down"""
TALK: Final = (1.0, 3.0)


async def growth(bench: Bench, sizes: tuple[int, ...] = SIZES) -> list[Mapping[str, Any]]:
    """Per size `{"waiting", "seats", side: {"freed_to_invite_ms", "cpu_percent", "cpu_by_process"}}`. CPU is percent of
    a core while callers wait and are handed over."""
    return [await _size(bench, size) for size in (sizes[:1] if bench.small else sizes)]


async def _size(bench: Bench, size: int) -> Mapping[str, Any]:
    at_work = min(MOST_AT_WORK, size // 5)
    count = bench.size(HAND_OVERS, 3)

    async def measure(side: Side) -> dict[str, Any]:
        dice = random.Random(1)
        server = (side.settings.listen, side.settings.sip_port)
        names = seat_names(size)
        # Who is served is replaced: as many wait at the end as at the beginning.
        there = size + (1 + ON_THE_WAY) * at_work
        crowd = Crowd(count=there + MOST_BEFORE + count, rate=40, at_once=there)
        async with (
            Desk(server, side.passwords, talks=iter(lambda: dice.uniform(*TALK), None)) as desk,
            callers(side.settings, bench.runtime, crowd),
        ):
            await until_waiting(side, size)
            await desk.register(names)
            await side.staff(names, ready=at_work)
            # What rang while others still sat down does not count.
            past = max(at_work, len(desk.rung))
            await desk.until_rung(past, 30)
            began, before = time.monotonic(), cpu_ms(side.processes)
            rung = (await desk.until_rung(past + count, 90))[past:]
            used, lasted = cpu_ms(side.processes), time.monotonic() - began
        share = {name: round((used[name] - before[name]) / lasted / 10, 1) for name in used}
        return {
            "freed_to_invite_ms": figure([one.freed_ms for one in rung if one.freed_ms is not None]),
            "cpu_percent": round(sum(share.values()), 1),
            "cpu_by_process": share,
        }

    return {"waiting": size, "seats": size, **await beside(bench, measure, seats=size, ready=at_work)}
