"""A citizen is answered, both hear each other, and both voices are in the recording, each on its own side.

citizen   greeting ── hold ── talk ───────── hangs up
seat                    ring ─┘ answers              wrap-up
"""

from __future__ import annotations

import pytest

from phones.tone import heard
from router.domain.call import OfferResult, Outcome, Where
from router.domain.seat import SeatState
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World


@pytest.mark.parametrize(
    ("citizen_sequence", "agent_sequence"),
    [(1, 1), (100, 60_000), (60_000, 100), (65_500, 65_500)],
    ids=["low", "agent high", "citizen high", "both wrap"],
)
async def test_answered_and_recorded(world: World, citizen_sequence: int, agent_sequence: int) -> None:
    agent = await world.agent("1001", rtp_first_sequence=agent_sequence)
    citizen = await world.citizen(rtp_first_sequence=citizen_sequence)
    offer = await agent.incoming(15)
    await offer.ring()
    await world.until_seat("1001", SeatState.RINGING)
    await offer.answer()
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=1.0)
    await offer.hears_tone(CITIZEN_HZ, 5, seconds=1.0)
    talking = await world.until_seat("1001", SeatState.TALKING)
    await citizen.call.hang_up()
    await offer.ended(5)
    await world.until_seat("1001", SeatState.READY)

    over = await citizen.outcome()
    assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
    call = over.call
    assert call.id == talking.call
    times = [call.arrived_at, call.answered_at, call.queued_at, call.first_offer_at, call.talked_at, call.ended_at]
    assert None not in times
    assert times == sorted(times, key=lambda t: t or 0)
    (segment,) = call.segments
    assert [(offer.seat, offer.result) for offer in segment.offers] == [("1001", OfferResult.ANSWERED)]

    (recorded,) = await citizen.recordings()
    assert heard(recorded.citizen, CITIZEN_HZ, seconds=0.8)
    assert heard(recorded.agent, AGENT_HZ, seconds=0.8)
    assert not heard(recorded.citizen, AGENT_HZ)
    assert not heard(recorded.agent, CITIZEN_HZ)
