"""The union's line asks for law at level 2: the best lawyer first; who cannot be served blocks nobody behind.

1001 law 3 (longest idle)    1002 no law    1003 law 5

union 1   1003
union 2   1001 ─────────────── hangs up, wrap-up
union 3   hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 1001
city          1002 ── hangs up: 1002 is free and not asked for union 3
"""

from __future__ import annotations

from router.domain.call import CallState, OfferResult
from router.domain.seat import SeatState
from tests.acceptance.world import World, join, offers_of


async def test_skills(world: World) -> None:
    some, none, best = [await world.agent(seat) for seat in ("1001", "1002", "1003")]
    first = await world.citizen("12351", hurry=True)
    await join(first, await best.incoming(15))
    second = await world.citizen("12351", hurry=True)
    await join(second, await some.incoming(15))
    third = await world.citizen("12351", hurry=True)
    city = await world.citizen("12345", hurry=True)
    await third.until(CallState.QUEUED)
    await join(city, await none.incoming(15))
    await city.call.hang_up()
    await world.until_seat("1002", SeatState.READY)

    await second.call.hang_up()
    offer = await some.incoming(15)
    assert offer.caller == third.number
    await join(third, offer)
    assert none.journal.count("incoming") == 1
    for citizen in (first, third):
        await citizen.call.hang_up()
    for citizen, seat in ((first, "1003"), (second, "1001"), (third, "1001"), (city, "1002")):
        assert offers_of(await citizen.outcome()) == [(seat, OfferResult.ANSWERED)]
