"""kill -9 of Asterisk itself: its calls are cut off, each with that one outcome, and the next call is served.

greeting, hold, ringing, talking ──x── cut_off
seats ── free again ── their phones found again ── the next citizen talks
"""

from __future__ import annotations

import time

from router.domain.call import Outcome
from router.domain.seat import SeatState
from tests.acceptance.four_callers import SEATS, four_callers
from tests.acceptance.healing import Healing
from tests.acceptance.world import AGENT_HZ, World


async def test_kill_asterisk(world: World, healing: Healing) -> None:
    four = await four_callers(world)
    killed_at = time.monotonic()
    killed = world.kill("asterisk")
    for citizen in four.citizens:
        over = await citizen.outcome(within=30)
        assert over.call.outcome is Outcome.CUT_OFF, over.call
    await world.until_replaced(killed, within=30)
    healing.add("asterisk", time.monotonic() - killed_at)
    for citizen in four.citizens:
        citizen.phone.die()
    for seat in SEATS:
        await world.until_seat(seat, lambda s: not s.call and s.reachable, within=20, what="free, its phone found")
    await world.sign_on("1003")
    await world.until_seat("1003", SeatState.READY)
    citizen = await world.citizen()
    await citizen.call.hears_tone(AGENT_HZ, 15, seconds=0.5)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED
