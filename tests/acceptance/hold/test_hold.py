"""In hold: music, the place and a word of patience; the agent is told what comes, by ear and on the display."""

from __future__ import annotations

from router.domain.call import CallState
from tests.acceptance.ears import heard_prompt, hears_music, hears_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World, join


async def test_place_and_patience(world: World) -> None:
    first = await world.citizen("12303", hurry=True)
    await first.until(CallState.QUEUED)
    second = await world.citizen("12303", hurry=True)
    await second.until(CallState.QUEUED)
    await hears_music(second.call)
    await hears_prompt(second.call, world.prompt("place_2"), within=20)
    await hears_prompt(second.call, world.prompt("hold_patience"), within=20)
    await hears_prompt(second.call, world.prompt("hold_message_5"), within=20)
    await hears_music(second.call)


async def test_an_offer_in_mid_prompt(world: World) -> None:
    """The seat's ring does not wait for the prompt's end."""
    citizen = await world.citizen("12303", hurry=True)
    await citizen.until(CallState.QUEUED)
    await hears_prompt(citizen.call, world.prompt("hold_patience"), within=20)
    agent = await world.agent("1001")
    offer = await agent.incoming(10)
    await join(citizen, offer)


async def test_what_the_agent_is_told(world: World) -> None:
    agent = await world.agent("1001")
    citizen = await world.citizen("12303", hurry=True)
    offer = await agent.incoming(15)
    assert offer.caller == citizen.number
    assert offer.caller_name == "Care 关怀"
    await offer.answer()
    await hears_prompt(offer, world.prompt("whisper_care"))
    await citizen.call.hears_tone(AGENT_HZ, 10, seconds=0.5)
    await offer.hears_tone(CITIZEN_HZ, 10, seconds=0.5)
    await citizen.call.hang_up()
    # The citizen has heard nothing of it, and the recording does not hold it.
    assert not heard_prompt(citizen.call.heard, world.prompt("whisper_care"))
    (recorded,) = await citizen.recordings()
    assert not heard_prompt(recorded.citizen, world.prompt("whisper_care"))
    assert not heard_prompt(recorded.agent, world.prompt("whisper_care"))


async def test_a_line_that_is_not_recorded(world: World) -> None:
    agent = await world.agent("1001")
    citizen = await world.citizen("12304", hurry=True)
    await join(citizen, await agent.incoming(15))
    await citizen.call.hang_up()
    stored = await citizen.outcome()
    assert stored.call.segments[0].recording == ""
    assert stored.recordings == ()
