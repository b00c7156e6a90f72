"""The only agent misses a call and is parked; since nobody else is there, the seat comes back by itself.

citizen   hold ── rings ........ rings out ── hold ~~~~~~~~~~~~~ rings, talk
1001      ready ─ ringing ........ not ready ─ (5 s) ─ ready ─── ringing, talking
"""

from __future__ import annotations

from router.domain.call import OfferResult, Outcome, Where
from router.domain.seat import SeatState
from tests.acceptance.ears import hears_music
from tests.acceptance.world import World, join, offers_of


async def test_last_seat_back(world: World) -> None:
    agent = await world.agent("1001")
    citizen = await world.citizen(hurry=True)
    missed = await agent.incoming(15)
    await missed.ring()
    assert (await missed.ended(15)).how == "cancel"
    parked = await world.until_seat("1001", SeatState.NOT_READY)
    assert parked.reason == "missed_offer"
    await hears_music(citizen.call)

    offer = await agent.incoming(15)
    assert offer.caller == citizen.number
    await join(citizen, offer)
    await citizen.call.hang_up()
    await world.until_seat("1001", SeatState.READY)

    over = await citizen.outcome()
    assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
    assert offers_of(over) == [("1001", OfferResult.MISSED), ("1001", OfferResult.ANSWERED)]
    await world.until_alarm("last_seat", "1001", since=parked.since)
