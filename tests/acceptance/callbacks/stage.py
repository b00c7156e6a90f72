"""What callback scenarios do again and again."""

from __future__ import annotations

from phones import IncomingCall, Phone
from router.domain.call import CallState
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World

LINE = "12316"


async def ask_for_callback(world: World, number: str = "") -> Citizen:
    """A caller hears the offer, presses the key, confirms the number, and is told goodbye: now a callback is owed."""
    citizen = await world.citizen(LINE, hurry=True, number=number)
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
    return citizen


async def agent_takes(world: World, agent: Phone, number: str) -> IncomingCall:
    """The agent's phone shows whom the callback is for; the agent answers and hears it."""
    offer = await agent.incoming(20)
    assert offer.caller == number
    await offer.answer()
    await hears_prompt(offer, world.prompt("callback_now"))
    return offer


async def citizen_is_rung(world: World, carrier: Phone, number: str) -> IncomingCall:
    """The citizen's phone rings, is answered, and the citizen hears who calls."""
    rung = await carrier.incoming(20)
    assert rung.called == number
    await rung.answer()
    await hears_prompt(rung, world.prompt("callback_back"))
    return rung


async def reached(world: World, agent: Phone, carrier: Phone, number: str) -> tuple[IncomingCall, IncomingCall]:
    """The agent's and the citizen's leg of a callback that both talk in."""
    offer = await agent_takes(world, agent, number)
    rung = await citizen_is_rung(world, carrier, number)
    await rung.send_keys("1")
    await rung.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await offer.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    return offer, rung
