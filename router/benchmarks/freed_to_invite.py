"""From a freed seat's BYE to its next INVITE: callers wait for one seat, which serves them one after the other."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from router.benchmarks.beside import Bench, beside
from router.benchmarks.callers import Crowd, callers
from router.benchmarks.desk import Desk
from router.benchmarks.figures import Figure, figure
from router.benchmarks.side import HOTLINE, Side, until_waiting
from router.benchmarks.small_house import seat_names

WAITING: Final = 30
TALK: Final = (0.3, 0.9)
"""seconds, drawn uniformly: app_queue looks once a second, and must not be met in step"""


async def freed_to_invite_ms(bench: Bench, *, waiting: int = WAITING) -> Mapping[str, Figure]:
    """Milliseconds, by side. Raises BenchFailed."""
    count = bench.size(waiting, 4)

    async def measure(side: Side) -> Figure:
        return figure(await hand_overs(bench, side, count))

    return await beside(bench, measure, seats=1)


async def freed_seat(bench: Bench, *, waiting: int) -> Figure:
    """The same of the platform alone."""
    alone = replace(bench, sides=(HOTLINE,))
    return (await freed_to_invite_ms(alone, waiting=waiting))[HOTLINE]


async def hand_overs(bench: Bench, side: Side, count: int) -> list[float]:
    """Milliseconds of each hand-over, one less than there were callers."""
    dice = random.Random(1)
    server = (side.settings.listen, side.settings.sip_port)
    seats = seat_names(1)
    async with (
        Desk(server, side.passwords, talks=iter(lambda: dice.uniform(*TALK), None)) as desk,
        callers(side.settings, bench.runtime, Crowd(count=count, rate=10)),
    ):
        await until_waiting(side, count)
        await desk.register(seats)
        await side.staff(seats, ready=1)
        rung = await desk.until_rung(count, 20 + 3 * count)
    return [one.freed_ms for one in rung if one.freed_ms is not None]
