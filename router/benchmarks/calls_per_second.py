"""How many calls may come per second before the first is not served as it should."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from router.benchmarks.beside import Bench, beside
from router.benchmarks.callers import Crowd, callers
from router.benchmarks.desk import Desk
from router.benchmarks.side import Side
from router.benchmarks.small_house import seat_names

RATES: Final = (10, 20, 40, 60, 80, 110, 150)
"""calls per second of each step"""
STEP_SECONDS: Final = 4
PATIENCE: Final = 6.0
"""seconds from the answer to the goodbye's end; under 3 when nobody waits, and too few for a way over the fallback"""
SEATS: Final = 150


async def calls_per_second(bench: Bench) -> Mapping[str, Any]:
    """`{side: the highest rate that was held, "failed_at": {side: rate, or null when none of them failed}}`.

    A step has failed when a call was refused, reached no phone, or was not over 6 s after its answer: then it waited
    for more than about 3 s though seats were free all the time.
    """
    rates = RATES[: bench.size(len(RATES), 1)]

    async def measure(side: Side) -> tuple[int, int | None]:
        server = (side.settings.listen, side.settings.sip_port)
        names = seat_names(SEATS)
        held = 0
        async with Desk(server, side.passwords) as desk:
            await desk.register(names)
            await side.staff(names, ready=SEATS)
            for rate in rates:
                before = len(desk.rung)
                crowd = Crowd(count=rate * STEP_SECONDS, rate=rate, patience=PATIENCE)
                async with callers(side.settings, bench.runtime, crowd) as running:
                    if not await running.all_served() or len(desk.rung) - before < crowd.count:
                        return held, rate
                held = rate
        return held, None

    found = await beside(bench, measure, seats=SEATS)
    return {
        **{side: held for side, (held, _) in found.items()},
        "failed_at": {side: failed for side, (_, failed) in found.items()},
    }
