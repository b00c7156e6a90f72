"""Who calls again is put through to the agent of last time, though another has rested longer.

a caller   1001 ── hangs up     again   1001 ── hangs up
a stranger                                                  1002, who has rested longer
"""

from __future__ import annotations

from router.domain.call import OfferResult
from router.domain.seat import SeatState
from tests.acceptance.world import World, join, offers_of


async def test_same_agent_again(world: World) -> None:
    known, other = await world.agent("1001"), await world.agent("1002")
    first = await world.citizen(hurry=True)
    await join(first, await known.incoming(15))
    await first.call.hang_up()
    assert offers_of(await first.outcome()) == [("1001", OfferResult.ANSWERED)]
    rested = await world.until_seat("1001", SeatState.READY)
    assert rested.idle_since > (await world.seat("1002")).idle_since

    again = await world.citizen(hurry=True, number=first.number)
    offer = await known.incoming(15)
    assert offer.caller == first.number
    await join(again, offer)
    await again.call.hang_up()
    await world.until_no_calls()

    stranger = await world.citizen(hurry=True)
    await join(stranger, await other.incoming(15))
    await stranger.call.hang_up()
    assert offers_of(await stranger.outcome()) == [("1002", OfferResult.ANSWERED)]
