"""Who came first asks for what nobody here has: the others are served all the same, and the place stays.

rare     hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 1006 (signs on, has it)
city         hold ~~~ 1002 ── hangs up
city             hold ~~~~~~~~~~~~~~~ 1002 ── hangs up
"""

from __future__ import annotations

from router.domain.call import CallState, OfferResult
from tests.acceptance.world import World, join, offers_of


async def test_head_of_line(world: World) -> None:
    rare = await world.citizen("12312", hurry=True)
    await rare.until(CallState.QUEUED)
    city = []
    for _ in range(2):
        city.append(await world.citizen(hurry=True))
        await city[-1].until(CallState.QUEUED)
    agent = await world.agent("1002")
    for citizen in city:
        offer = await agent.incoming(15)
        assert offer.caller == citizen.number
        await join(citizen, offer)
        await citizen.call.hang_up()
    await rare.until(CallState.QUEUED)

    expert = await world.agent("1006")
    offer = await expert.incoming(15)
    assert offer.caller == rare.number
    await join(rare, offer)
    await rare.call.hang_up()
    for citizen, seat in ((rare, "1006"), *((one, "1002") for one in city)):
        assert offers_of(await citizen.outcome()) == [(seat, OfferResult.ANSWERED)]
