"""From a caller's entry into the queue to the INVITE at an idle seat, one caller at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from asterisk_conf import names
from router.adapters.ami.connection import Limits
from router.adapters.ami.dial import dial
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.seats import account
from router.benchmarks.beside import Bench, beside
from router.benchmarks.callers import Crowd, callers
from router.benchmarks.desk import Desk
from router.benchmarks.errors import BenchFailed
from router.benchmarks.figures import Figure, figure
from router.benchmarks.side import Side
from router.benchmarks.small_house import seat_names
from router.settings import Settings

CALLS: Final = 16
CALL_SECONDS: Final = 8.0
"""that one call may take, prompts and all"""


async def queued_to_invite_ms(bench: Bench) -> Mapping[str, Figure]:
    """Milliseconds, by side; the entry as Asterisk stamps its own event, the INVITE as the kernel does."""
    count = bench.size(CALLS, 3)

    async def measure(side: Side) -> Figure:
        server = (side.settings.listen, side.settings.sip_port)
        async with Desk(server, side.passwords) as desk:
            await desk.register(seat_names(1))
            await side.staff(seat_names(1), ready=1)
            with entries(side.settings) as entered:
                async with callers(side.settings, bench.runtime, Crowd(count=count, rate=5, at_once=1)) as crowd:
                    rung = await desk.until_rung(count, CALL_SECONDS * count)
                    if not await asyncio.wait_for(crowd.all_served(), CALL_SECONDS):
                        raise BenchFailed(f"{side.name}: a call was not served")
        if len(entered) != count:
            raise BenchFailed(f"{side.name}: {len(entered)} entries into the queue for {count} calls")
        # One call at a time: the order is the same.
        return figure([(one.at - at) * 1000 for one, at in zip(rung, entered, strict=True)])

    return await beside(bench, measure, seats=1)


@contextmanager
def entries(settings: Settings) -> Iterator[Sequence[float]]:
    """The monotonic second of each entry of a caller into the queue, filled while this is open."""
    found: list[float] = []
    clock = time.monotonic() - time.time()

    def heard(event: AmiEvent) -> None:
        if event.name == "UserEvent" and event.text("UserEvent") == names.EVENT_HOLD:
            found.append(float(event.text("Timestamp")) + clock)

    connection = dial(account(settings), on_event=heard, limits=Limits())
    try:
        yield found
    finally:
        connection.close("done")
        connection.join(5)
