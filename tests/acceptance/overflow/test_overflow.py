"""After 4 s the queue `spills` passes its caller on to `basin`: with all that is that queue's, at the old place.

spills   hold ~~~~~~~ 4 s ~~~ basin ~~~~~~~ 1001, hears whose call it is ── hangs up
basin           hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 1001
"""

from __future__ import annotations

from router.domain.call import CallState, OfferResult
from tests.acceptance.ears import hears_music, hears_prompt
from tests.acceptance.world import AGENT_HZ, World, eventually, join, offers_of


async def test_overflow_to_another_queue(world: World) -> None:
    spilled = await world.citizen("12313", hurry=True)
    before = await spilled.until(CallState.QUEUED)
    assert before.queue == "spills"
    later = await world.citizen("12314", hurry=True)
    await later.until(CallState.QUEUED)
    await eventually(
        spilled.live, lambda call: call is not None and call.queue == "basin", within=15, what="it waits in basin"
    )
    await hears_music(spilled.call)

    agent = await world.agent("1001")
    offer = await agent.incoming(15)
    assert offer.caller == spilled.number, "the older call comes first, in whatever queue it began to wait"
    assert offer.caller_name == "Spills 汇合"
    await offer.answer()
    await hears_prompt(offer, world.prompt("whisper_basin"))
    await spilled.call.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await spilled.call.hang_up()
    offer = await agent.incoming(15)
    assert offer.caller == later.number
    await join(later, offer)
    await later.call.hang_up()

    over, other = await spilled.outcome(), await later.outcome()
    assert (over.call.queue, over.call.came_by, other.call.queue) == ("basin", ("spills",), "basin")
    for stored in (over, other):
        assert offers_of(stored) == [("1001", OfferResult.ANSWERED)]
    (offered,) = over.call.segments[0].offers
    assert offered.at - over.call.segments[0].queued_at >= 4.0


async def test_overflow_while_somebody_is_free_there(world: World) -> None:
    """The offer alone tells the dialplan that the call is in another queue."""
    agent = await world.agent("1001")
    citizen = await world.citizen("12313", hurry=True)
    offer = await agent.incoming(15)
    assert (offer.caller, offer.caller_name) == (citizen.number, "Spills 汇合")
    await offer.answer()
    await hears_prompt(offer, world.prompt("whisper_basin"))
    await citizen.call.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await citizen.call.hang_up()
    over = await citizen.outcome()
    assert (over.call.queue, offers_of(over)) == ("basin", [("1001", OfferResult.ANSWERED)])
    assert over.call.failed_offers == 0
