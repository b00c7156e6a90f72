"""Phones that will not or cannot take a call: the call goes to the next seat, and only a person's no parks a seat.

486, 603      1001 rejects ── parked (missed_offer)    1002 answers
488           1001 can't ──── rests, stays ready        1002 answers; with a phone that can 1001 is tried again
unregistered  1003 signed on without a phone: never offered
unregisters   1001 ready, its phone goes: unreachable; 1002 answers; back in time: the longest idle is 1001 again
"""

from __future__ import annotations

import pytest

from phones import Behaviour
from router.domain.call import CallState, OfferResult, Outcome
from router.domain.seat import SeatState
from tests.acceptance.world import World, join, offers_of


@pytest.mark.parametrize(("status", "cause"), [(486, 17), (603, 21)])
async def test_a_rejected_call_goes_on_and_the_seat_is_parked(world: World, status: int, cause: int) -> None:
    await world.agent("1001", behaviour=Behaviour(reject_with=status))
    agent = await world.agent("1002")
    citizen = await world.citizen(hurry=True)
    await join(citizen, await agent.incoming(15))
    parked = await world.until_seat("1001", SeatState.NOT_READY)
    assert parked.reason == "missed_offer"
    await citizen.call.hang_up()
    over = await citizen.outcome()
    assert over.call.outcome is Outcome.ANSWERED
    assert offers_of(over) == [("1001", OfferResult.REJECTED), ("1002", OfferResult.ANSWERED)]
    assert over.call.segments[0].offers[0].cause == cause


async def test_a_phone_without_our_codec_rests_and_is_not_parked(world: World) -> None:
    wrong = await world.agent("1001", codecs=("PCMU",), behaviour=Behaviour(ring=False, answer_after=0.0))
    agent = await world.agent("1002")
    citizen = await world.citizen(hurry=True)
    await join(citizen, await agent.incoming(15))
    assert (await wrong.incoming(0.1)).ending.status == 488  # type: ignore[union-attr]
    assert (await world.seat("1001")).state is SeatState.READY
    # With another phone it gets the next call, which nobody else is there for.
    await wrong.stop()
    await world.until_seat("1001", lambda s: not s.reachable, what="its phone is gone")
    mended = await world.softphone("1001")
    late = await world.citizen(hurry=True)
    offer = await mended.incoming(15)
    assert offer.caller == late.number
    await join(late, offer)
    for one in (citizen, late):
        await one.call.hang_up()
    over = await citizen.outcome()
    assert offers_of(over) == [("1001", OfferResult.FAILED), ("1002", OfferResult.ANSWERED)]
    assert over.call.segments[0].offers[0].cause == 58
    assert offers_of(await late.outcome()) == [("1001", OfferResult.ANSWERED)]


async def test_seats_without_a_phone_are_not_offered(world: World) -> None:
    await world.sign_on("1003")
    assert not (await world.seat("1003")).reachable
    phone = await world.agent("1001")
    agent = await world.agent("1002")
    idle_since = (await world.seat("1001")).idle_since

    await phone.unregister()
    gone = await world.until_seat("1001", lambda s: not s.reachable, what="its phone is gone")
    assert gone.state is SeatState.READY
    citizen = await world.citizen(hurry=True)
    await join(citizen, await agent.incoming(15))
    waiting = await world.citizen(hurry=True)
    await waiting.until(CallState.QUEUED)

    await phone.register()
    offer = await phone.incoming(10)
    assert offer.caller == waiting.number
    await world.until_seat("1001", lambda s: s.reachable and s.idle_since == idle_since, what="idle as long as before")
    await join(waiting, offer)
    for one in (citizen, waiting):
        await one.call.hang_up()
    assert offers_of(await citizen.outcome()) == [("1002", OfferResult.ANSWERED)]
    assert offers_of(await waiting.outcome()) == [("1001", OfferResult.ANSWERED)]
