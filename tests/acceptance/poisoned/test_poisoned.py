"""A call that three seats refuse parks two of them and no more; then the dialplan's own fallback serves it.

citizen   hold ── 1001 no ── 1002 no ── 1003 no ── "please hold" ── fallback rings ── talk (1003)
1001      ready ─ parked
1002      ready ──────────── parked
1003      ready ─────────────────────── ready ─────────────────────────────────────── talking (fallback)
"""

from __future__ import annotations

from phones import Behaviour
from phones.tone import heard
from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.seat import SeatState, TalkKind
from tests.acceptance.ears import heard_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World, offers_of


async def test_poisoned(world: World) -> None:
    for seat, status in (("1001", 486), ("1002", 603)):
        await world.agent(seat, behaviour=Behaviour(reject_with=status))
    third = await world.agent("1003", behaviour=Behaviour(reject_with=486))
    citizen = await world.citizen(hurry=True)
    call = await citizen.until(CallState.FALLBACK)
    assert (call.poisoned, call.parked, call.failed_offers) == (True, 2, 3)
    third.behaviour = Behaviour(answer_after=0.2)
    for seat in ("1001", "1002"):
        assert (await world.seat(seat)).reason == "missed_offer"
    assert (await world.seat("1003")).state is SeatState.READY

    await citizen.call.hears_tone(AGENT_HZ, 30, seconds=0.5)
    assert heard_prompt(citizen.call.heard, world.prompt("fallback"))
    talking = await world.until_seat("1003", SeatState.TALKING)
    assert (talking.kind, talking.call) == (TalkKind.FALLBACK, call.id)
    await citizen.call.hang_up()
    await world.until_seat("1003", SeatState.READY)
    assert (await world.seat("1001")).state is SeatState.NOT_READY

    over = await citizen.outcome()
    assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
    assert over.call.fallback_reason == "offers"
    assert offers_of(over) == [(seat, OfferResult.REJECTED) for seat in ("1001", "1002", "1003")]
    (segment,) = over.call.segments
    assert (segment.kind, segment.seat) == ("fallback", "1003")
    await world.until_alarm("poisoned_call", call.id)
    (recorded,) = await citizen.recordings()
    assert heard(recorded.citizen, CITIZEN_HZ, seconds=0.3)
    assert heard(recorded.agent, AGENT_HZ, seconds=0.3)
