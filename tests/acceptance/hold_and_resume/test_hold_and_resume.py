"""The agent's phone puts the citizen on hold and takes the talk up with a sound stream that begins anew: the citizen
hears music meanwhile, and both voices are in both parts of the recording."""

from __future__ import annotations

from phones.rtp import RtpStart
from phones.tone import heard
from router.domain.call import Outcome
from tests.acceptance.ears import hears_music
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World, eventually, join


async def test_hold_and_resume(world: World) -> None:
    agent = await world.agent("1001", rtp_first_sequence=60_000)
    citizen = await world.citizen(hurry=True)
    offer = await agent.incoming(15)
    await join(citizen, offer)
    await offer.hold()
    await hears_music(citizen.call)
    await eventually(citizen.live, lambda c: c is not None and c.segments[-1].held, within=5, what="the talk is held")
    await offer.unhold(new_stream=RtpStart(sequence=10))
    await citizen.call.hears_tone(AGENT_HZ, 10, seconds=1.0)
    await offer.hears_tone(CITIZEN_HZ, 10, seconds=1.0)
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert over.outcome is Outcome.ANSWERED
    (segment,) = over.segments
    assert segment.parts == 2
    for part in await citizen.recordings(2):
        assert heard(part.citizen, CITIZEN_HZ, seconds=0.3)
        assert heard(part.agent, AGENT_HZ, seconds=0.3)
