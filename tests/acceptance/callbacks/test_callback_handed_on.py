"""An agent hands a callback on while the citizen's phone still rings, or hears who calls: nobody was reached by that.

pressed   rung ~~ 1001 ~~ 7002 ~~ 1 ~~ hold ~~ 1003
silent    rung ~~ 1001 ~~ 7002 ······ over, owed
"""

from __future__ import annotations

from router.domain.call import CallState, Outcome
from router.domain.outbound import RingEnd
from router.domain.seat import SeatState
from tests.acceptance.callbacks.stage import agent_takes, ask_for_callback, citizen_is_rung
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World


async def test_who_presses_the_key_afterwards_is_there_for_whom_it_was_handed_on_to(world: World) -> None:
    carrier = await world.carrier()
    citizen = await ask_for_callback(world)
    offer = await agent_takes(world, await world.agent("1001"), citizen.number)
    rung = await citizen_is_rung(world, carrier, citizen.number)
    await offer.refer("7002")
    moved = await citizen.until(CallState.TRANSFERRED)
    assert moved.owed is not None
    assert moved.owed.reached_at is None
    await rung.send_keys("1")
    assert (await citizen.until(CallState.QUEUED)).queue == "legal"
    expert = await world.agent("1003")
    rings = await expert.incoming(15)
    await rings.answer()
    await rung.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await rings.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    await rung.hang_up()
    over = (await citizen.outcome()).call
    assert over.outcome is Outcome.CALLED_BACK
    assert [(one.seat, one.end) for one in over.segments[1:]] == [("1001", "transferred"), ("1003", "talk_over")]


async def test_a_voicemail_that_is_handed_on_is_still_nobody(world: World) -> None:
    carrier = await world.carrier()
    citizen = await ask_for_callback(world)
    offer = await agent_takes(world, await world.agent("1001"), citizen.number)
    rung = await citizen_is_rung(world, carrier, citizen.number)
    await offer.refer("7002")
    await world.until_seat("1001", SeatState.READY)
    await rung.hang_up()
    owed = await citizen.until(CallState.OWED)
    assert owed.owed is not None
    assert (owed.owed.reached_at, len(owed.owed.tried_at)) == (None, 1)
    assert (await world.rings(citizen.call_id))["ended"] == RingEnd.NO_KEY
