"""Whether a head caller whom nobody present can serve blocks an eligible one behind."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from router.benchmarks.beside import Bench, beside
from router.benchmarks.callers import Crowd, callers
from router.benchmarks.desk import Desk
from router.benchmarks.errors import BenchFailed
from router.benchmarks.side import Side, until_waiting
from router.benchmarks.small_house import NOBODYS_LINE, seat_names

LOOKED_SECONDS: Final = 15.0


async def head_of_line(bench: Bench) -> Mapping[str, Any]:
    """By side `{"served_behind": bool, "after_ms": float or null, "looked_s": float}`.

    `after_ms` is from the moment at which the seat's phone is registered, so it holds the sign-on too.
    """
    looked = LOOKED_SECONDS if not bench.small else 5.0

    async def measure(side: Side) -> dict[str, Any]:
        server = (side.settings.listen, side.settings.sip_port)
        first = Crowd(count=1, rate=1, line=NOBODYS_LINE)
        second = Crowd(count=1, rate=1, port=1)
        async with Desk(server, side.passwords) as desk, callers(side.settings, bench.runtime, first):
            await until_waiting(side, 1)
            async with callers(side.settings, bench.runtime, second):
                await until_waiting(side, 2)
                await desk.register(seat_names(1))
                since = time.monotonic()
                await side.staff(seat_names(1), ready=1)
                try:
                    rung = await desk.until_rung(1, looked)
                except BenchFailed:
                    return {"served_behind": False, "after_ms": None, "looked_s": looked}
        return {"served_behind": True, "after_ms": round((rung[0].at - since) * 1000, 1), "looked_s": looked}

    return await beside(bench, measure, seats=1)
