"""A citizen who hangs up is recorded as abandoned, with the place where that was; and no seat is left ringing.

greeted  greeting ── hangs up                     abandoned, menu
held     greeting ── hold ~~ hangs up             abandoned, hold
rung     greeting ── hold ~~ seat rings ── up     abandoned, ringing: CANCEL, the seat is free as long as before
"""

from __future__ import annotations

from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.seat import SeatState
from tests.acceptance.ears import hears_music
from tests.acceptance.world import World, offers_of


async def test_abandon(world: World) -> None:
    greeted = await world.citizen("12399")
    await greeted.until(CallState.IN_MENU)
    await greeted.call.hears_sound()
    await greeted.call.hang_up()

    held = await world.citizen()
    await held.until(CallState.QUEUED)
    await hears_music(held.call)
    await held.call.hang_up()
    await world.until_no_calls()

    agent = await world.agent("1001")
    before = await world.seat("1001")
    rung = await world.citizen()
    offer = await agent.incoming(15)
    await offer.ring()
    await world.until_seat("1001", SeatState.RINGING)
    await hears_music(rung.call)
    await rung.call.hang_up()
    assert (await offer.ended(10)).how == "cancel"
    after = await world.until_seat("1001", SeatState.READY)
    assert after.idle_since == before.idle_since
    assert (after.call, after.offer) == ("", "")

    for citizen, where, offers in (
        (greeted, Where.MENU, []),
        (held, Where.HOLD, []),
        (rung, Where.RINGING, [("1001", OfferResult.LEFT)]),
    ):
        over = await citizen.outcome()
        assert (over.call.outcome, over.call.where) == (Outcome.ABANDONED, where)
        assert offers_of(over) == offers
        assert over.call.talked_at is None
        assert not over.recordings
