"""A caller keeps the place without holding the line: the agent is rung first, then the citizen, who presses a key.

first   hold ~~ 2 ~~ number read back ~~ 1 ── hangs up ················· rung ~~ 1 ~~ 1001 ── hangs up
second            hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 1001
"""

from __future__ import annotations

from phones import IncomingCall, Phone
from router.domain.call import CallState, Outcome
from router.domain.outbound import RingEnd
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, eventually, join


async def ask_for_callback(world: World, citizen: Citizen) -> None:
    """The caller hears the offer, presses the key, confirms the number, and is told goodbye."""
    await citizen.until(CallState.QUEUED)
    await hears_prompt(citizen.call, world.prompt("hold_callback_2"), within=20)
    await citizen.call.send_keys("2")
    await hears_prompt(citizen.call, world.prompt("callback_number"))
    await citizen.call.send_keys("1")
    await hears_prompt(citizen.call, world.prompt("callback_thanks"))
    await citizen.call.ended(15)
    call = await citizen.until(CallState.OWED)
    assert call.owed is not None
    assert call.owed.number == citizen.number


async def taken(world: World, agent: Phone, carrier: Phone, number: str) -> tuple[IncomingCall, IncomingCall]:
    """The agent's and the citizen's leg of a callback, both answered; the citizen has not pressed a key yet."""
    offer = await agent.incoming(15)
    assert offer.caller == number
    await offer.answer()
    await hears_prompt(offer, world.prompt("callback_now"))
    rung = await carrier.incoming(15)
    assert rung.called == number
    await rung.answer()
    await hears_prompt(rung, world.prompt("callback_back"))
    return offer, rung


async def test_a_callback_keeps_the_place_and_is_a_talk_like_any_other(world: World) -> None:
    carrier = await world.carrier()
    first = await world.citizen("12316", hurry=True)
    await ask_for_callback(world, first)
    second = await world.citizen("12316", hurry=True)
    await second.until(CallState.QUEUED)

    agent = await world.agent("1001")
    offer, rung = await taken(world, agent, carrier, first.number)
    await rung.send_keys("1")
    await rung.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await offer.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    await rung.hang_up()
    over = await first.outcome()
    assert over.call.outcome is Outcome.CALLED_BACK

    offer = await agent.incoming(15)
    assert offer.caller == second.number
    await offer.answer()
    await join(second, offer)
    await second.call.hang_up()
    assert (await second.outcome()).call.outcome is Outcome.ANSWERED
    rings = await eventually(
        lambda: world.rings(first.call_id), lambda found: "ended" in found, within=10, what="the ring is on record"
    )
    assert list(rings) == ["dialled", "answered", "keyed", "ended"]
    assert rings["ended"] == RingEnd.ACCEPTED
