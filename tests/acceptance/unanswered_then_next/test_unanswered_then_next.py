"""A seat that rings out is parked; its caller keeps the place before whoever came later, and the next seat answers.

early    hold ── 1001 rings ........ rings out ── 1002 rings, talk ── hangs up
later              hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 1002 rings, talk
1001     ready ─── ringing ................ not ready (missed_offer)
"""

from __future__ import annotations

from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.seat import SeatState
from tests.acceptance.ears import hears_music
from tests.acceptance.world import World, join, offers_of


async def test_unanswered_then_next(world: World) -> None:
    absent = await world.agent("1001")
    present = await world.agent("1002", ready=False)
    early = await world.citizen()
    unanswered = await absent.incoming(15)
    assert unanswered.caller == early.number
    later = await world.citizen()
    await later.until(CallState.QUEUED)
    await hears_music(early.call)

    ending = await unanswered.ended(15)
    assert ending.how == "cancel"
    parked = await world.until_seat("1001", SeatState.NOT_READY)
    assert parked.reason == "missed_offer"
    await early.until(CallState.QUEUED)
    await world.sign_on("1002")
    offer = await present.incoming(10)
    assert offer.caller == early.number
    await join(early, offer)
    assert (await later.live()).state is CallState.QUEUED  # type: ignore[union-attr]
    await early.call.hang_up()
    offer = await present.incoming(10)
    assert offer.caller == later.number
    await join(later, offer)
    await later.call.hang_up()

    over = await early.outcome()
    assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
    assert offers_of(over) == [("1001", OfferResult.MISSED), ("1002", OfferResult.ANSWERED)]
    assert len(over.call.segments) == 1
    over = await later.outcome()
    assert over.call.outcome is Outcome.ANSWERED
    assert offers_of(over) == [("1002", OfferResult.ANSWERED)]
    # Somebody else was there for the callers: whoever missed a call stays parked until saying ready.
    assert (await world.seat("1001")).reason == "missed_offer"
