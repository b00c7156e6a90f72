"""The agent's phone dies in mid-talk: the citizen is told, waits as the first in the queue, and talks on with another.

citizen   talk (1001) ──x  silence … "we have lost the agent" ── hold ~~~ talk (1002) ── hangs up
later               hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ talk
1001      talking ──x  unreachable
1002                                              not ready ───── ready, talking

The second agent's packets are numbered below the first's, and the first's beyond 32,768: nobody's voice may get lost.
"""

from __future__ import annotations

from phones.tone import heard
from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.seat import SeatState
from tests.acceptance.ears import heard_prompt, hears_music
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World, join, offers_of

SECOND_HZ = 1320


async def test_phone_dies(world: World) -> None:
    first = await world.agent("1001", rtp_first_sequence=40_000)
    second = await world.agent("1002", ready=False, tone=SECOND_HZ, rtp_first_sequence=20_000)
    citizen = await world.citizen(hurry=True)
    await join(citizen, await first.incoming(15))
    later = await world.citizen(hurry=True)
    await later.until(CallState.QUEUED)

    first.die()
    await citizen.until(CallState.QUEUED, within=40)
    assert heard_prompt(citizen.call.heard, world.prompt("back_to_hold"))
    assert not heard_prompt(citizen.call.heard, world.prompt("goodbye"))
    await hears_music(citizen.call)
    left = await world.seat("1001")
    assert (left.state, left.call) == (SeatState.READY, ""), "offered to the phone that has just died"

    await world.sign_on("1002")
    offer = await second.incoming(10)
    assert offer.caller == citizen.number
    await join(citizen, offer, agent_hz=SECOND_HZ)
    await citizen.call.hears_tone(SECOND_HZ, 10, seconds=1.0)
    await citizen.call.hang_up()
    offer = await second.incoming(10)
    assert offer.caller == later.number
    await join(later, offer, agent_hz=SECOND_HZ)
    await later.call.hang_up()

    over = await citizen.outcome()
    assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
    assert offers_of(over) == [("1001", OfferResult.ANSWERED), ("1002", OfferResult.ANSWERED)]
    assert [segment.end for segment in over.call.segments] == ["lost", "talk_over"]
    before, after = await citizen.recordings(2)
    assert heard(before.citizen, CITIZEN_HZ, seconds=0.3)
    assert heard(before.agent, AGENT_HZ, seconds=0.3)
    assert heard(after.citizen, CITIZEN_HZ, seconds=0.8)
    assert heard(after.agent, SECOND_HZ, seconds=0.8)
    assert not heard(after.agent, AGENT_HZ)
    assert offers_of(await later.outcome()) == [("1002", OfferResult.ANSWERED)]
