"""A queue asks for law at level 4, after 4 s for level 2, after 8 s for anybody; all three agents are ready at once.

first    1003 (law 5) ─────────────────────────────
second   hold ~~~ 4 s ~~~ 1001 (law 3) ────────────
third    hold ~~~~~~~~~~~ 8 s ~~~~~~~~~~~ 1002 (no law)
"""

from __future__ import annotations

from router.domain.call import OfferResult
from tests.acceptance.world import World, join, offers_of, waited_for


async def test_relaxation(world: World) -> None:
    some, none, best = [await world.agent(seat) for seat in ("1001", "1002", "1003")]
    first = await world.citizen("12310", hurry=True)
    await join(first, await best.incoming(15))
    second = await world.citizen("12310", hurry=True)
    third = await world.citizen("12310", hurry=True)
    offer = await some.incoming(15)
    assert offer.caller == second.number
    assert none.journal.count("incoming") == 0, "nobody without law rings before one with some"
    await join(second, offer)
    offer = await none.incoming(15)
    assert offer.caller == third.number
    await join(third, offer)

    for citizen, seat, least in ((first, "1003", 0.0), (second, "1001", 4.0), (third, "1002", 8.0)):
        await citizen.call.hang_up()
        over = await citizen.outcome()
        assert offers_of(over) == [(seat, OfferResult.ANSWERED)]
        assert waited_for(over) >= least
