"""A callback that reaches nobody is tried again later; a voicemail is nobody."""

from __future__ import annotations

from router.domain.call import CallState, Outcome, Where
from router.domain.outbound import RingEnd
from router.domain.requests import CancelCallback
from tests.acceptance.callbacks.stage import LINE, agent_takes, ask_for_callback, citizen_is_rung
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import World, join


async def test_busy_and_voicemail_are_tried_again_later_and_the_seat_is_free_meanwhile(world: World) -> None:
    carrier = await world.carrier()
    busy, silent = await ask_for_callback(world), await ask_for_callback(world)
    agent = await world.agent("1001")
    offer = await agent_takes(world, agent, busy.number)
    rung = await carrier.incoming(15)
    assert rung.called == busy.number
    await rung.reject(486)
    await hears_prompt(offer, world.prompt("callback_busy"))
    await offer.ended(15)

    offer = await agent_takes(world, agent, silent.number)
    rung = await citizen_is_rung(world, carrier, silent.number)
    # A voicemail takes the sentence three times, and says nothing that a person would.
    await rung.ended(40)
    await hears_prompt(offer, world.prompt("callback_unanswered"))
    await offer.ended(15)
    for citizen, end in ((busy, RingEnd.BUSY), (silent, RingEnd.NO_KEY)):
        call = await citizen.until(CallState.OWED)
        assert call.owed is not None
        assert len(call.owed.tried_at) == 1
        assert call.owed.not_before - call.owed.tried_at[0] >= 60
        assert (await world.rings(call.id))["ended"] == end
    later = await world.citizen(LINE, hurry=True)
    await join(later, await agent.incoming(15))
    await later.call.hang_up()
    for citizen in (busy, silent):
        await world.ask(CancelCallback(seat="", actor="test", call=citizen.call_id))
        over = (await citizen.outcome()).call
        assert (over.outcome, over.where) == (Outcome.CALLBACK_FAILED, Where.OWED)
