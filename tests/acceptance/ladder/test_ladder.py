"""A caller waits, nobody is there who could serve, and people are rung until one presses the key.

citizen  hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ talks with whoever pressed 1
lead     rings ── hears what it is about ── 2
1002              rings ── says nothing, as a voicemail does
8009                                     rings (outside) ── 1
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from phones import IncomingCall
from router.adapters import codec
from router.adapters.redis import keys
from router.domain.call import Call, CallState, Outcome
from router.domain.history import LadderRung
from router.domain.ladder.climb import LadderRing
from router.domain.seat import SeatState
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, eventually

LINE = "12317"
MOBILE = "13900000009"
SAYS = "ladder_waiting_night"
LEAD_HZ = 1320


async def wait_in_vain(world: World) -> Citizen:
    citizen = await world.citizen(LINE, hurry=True)
    await citizen.until(CallState.QUEUED)
    return citizen


async def rings_of(world: World, since: float) -> list[LadderRing]:
    """Every ring of a ladder since then, as it was last told, in order."""
    found: dict[str, LadderRing] = {}
    for _, fields in await world.redis.xrange(keys.FEED):
        record = codec.load_message(fields[b"r"])
        if isinstance(record, LadderRung) and record.ring.at >= since:
            found[record.ring.id] = record.ring
    return sorted(found.values(), key=lambda ring: ring.at)


async def until_rings(world: World, since: float, expected: Sequence[tuple[str, str]]) -> list[LadderRing]:
    """Wait until the rings are those: person, and what it came to."""
    return await eventually(
        lambda: rings_of(world, since),
        lambda rings: [(ring.person, ring.end) for ring in rings] == list(expected),
        within=20,
        what=f"rings {expected}",
    )


async def until_no_climb(world: World) -> None:
    async def climbs() -> dict[Any, Any]:
        stored: dict[Any, Any] = await world.redis.hgetall(keys.CLIMBS)  # type: ignore[misc]
        return stored

    await eventually(climbs, lambda found: not found, within=10, what="no ladder is climbed")


async def joined(citizen: Citizen, phone: IncomingCall, hz: float) -> Call:
    await citizen.call.hears_tone(hz, 10, seconds=0.3)
    await phone.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    return await citizen.until(CallState.TALKING)


async def test_the_lead_presses_1_and_talks_with_the_caller(world: World) -> None:
    since = time.time()
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen = await wait_in_vain(world)
    rung = await lead.incoming(10)
    await rung.answer()
    await hears_prompt(rung, world.prompt(SAYS))
    await rung.send_keys("1")
    call = await joined(citizen, rung, LEAD_HZ)
    talk = call.segments[-1]
    assert (talk.kind, talk.seat, talk.agent) == ("ladder", "1003", "8003")
    await until_rings(world, since, [("8003", "accepted")])
    await world.until_seat("1003", lambda seat: seat.call == call.id, what="it talks with the citizen")
    await rung.hang_up()
    stored = await citizen.outcome()
    assert stored.call.outcome is Outcome.ANSWERED
    (recorded,) = await citizen.recordings()
    assert recorded is not None
    await until_no_climb(world)
    await world.until_seat("1003", SeatState.NOT_READY)


async def test_the_lead_hands_the_caller_on_as_in_every_talk(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    agent = await world.agent("1001", ready=False)
    citizen = await wait_in_vain(world)
    rung = await lead.incoming(10)
    await rung.answer()
    await hears_prompt(rung, world.prompt(SAYS))
    await rung.send_keys("1")
    await joined(citizen, rung, LEAD_HZ)
    await rung.refer("1001")
    offer = await agent.incoming(10)
    await offer.answer()
    await citizen.call.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await citizen.call.hang_up()
    stored = await citizen.outcome()
    assert stored.call.outcome is Outcome.ANSWERED
    assert [(one.seat, one.kind, one.end) for one in stored.call.segments] == [
        ("1003", "ladder", "transferred"),
        ("1001", "transfer", "talk_over"),
    ]
    assert len(await citizen.recordings(2)) == 2
    why = await world.api("GET", f"/v1/calls/{citizen.call_id}/why")
    assert any("1003" in step["text"] for step in why["steps"])


async def test_passed_on_by_the_lead_and_by_silence_it_reaches_a_mobile(world: World) -> None:
    since = time.time()
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    second = await world.agent("1002", ready=False)
    carrier = await world.carrier(tone=LEAD_HZ)
    citizen = await wait_in_vain(world)
    first = await lead.incoming(10)
    await first.answer()
    await hears_prompt(first, world.prompt(SAYS))
    await first.send_keys("2")
    await first.ended(5)
    voicemail = await second.incoming(10)
    await voicemail.answer()
    await voicemail.ended(40)
    mobile = await carrier.incoming(10)
    assert mobile.called == MOBILE
    await mobile.answer()
    await hears_prompt(mobile, world.prompt(SAYS))
    await mobile.send_keys("1")
    call = await joined(citizen, mobile, LEAD_HZ)
    talk = call.segments[-1]
    assert (talk.kind, talk.seat, talk.agent) == ("ladder", "", "8009")
    await until_rings(world, since, [("8003", "passed_on"), ("8002", "no_key"), ("8009", "accepted")])
    await citizen.call.hang_up()
    await mobile.ended(5)
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED
    (recorded,) = await citizen.recordings()
    assert recorded is not None
    seen = await eventually(
        lambda: world.api("GET", "/v1/escalations?limit=1"),
        lambda page: bool(page["escalations"]) and page["escalations"][0]["end"] == "connected",
        within=15,
        what="the climb is on record",
    )
    (climb,) = seen["escalations"]
    assert (climb["person"], climb["calls"]) == ("8009", [citizen.call_id])
    assert [(ring["person"], ring["key"], ring["end"]) for ring in climb["rings"]] == [
        ("8003", "2", "passed_on"),
        ("8002", "", "no_key"),
        ("8009", "1", "accepted"),
    ]


async def test_the_caller_hangs_up_and_the_lead_is_not_left_ringing(world: World) -> None:
    since = time.time()
    lead = await world.agent("1003", ready=False)
    citizen = await wait_in_vain(world)
    rung = await lead.incoming(10)
    await citizen.call.hang_up()
    await rung.ended(5)
    assert (await citizen.outcome()).call.outcome is Outcome.ABANDONED
    await until_rings(world, since, [("8003", "cancelled")])
    alarms = await world.api("GET", "/v1/alarms")
    assert "8003" in {one["subject"] for one in alarms["alarms"] if one["code"] == "ladder_cancelled"}


async def test_the_router_dies_while_the_lead_rings_and_nobody_is_rung_twice(world: World) -> None:
    since = time.time()
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    second = await world.agent("1002", ready=False, tone=AGENT_HZ)
    citizen = await wait_in_vain(world)
    first = await lead.incoming(10)
    killed = world.kill("router")
    await world.until_replaced(killed)
    await first.reject()
    rung = await second.incoming(15)
    await rung.answer()
    await hears_prompt(rung, world.prompt(SAYS))
    await rung.send_keys("1")
    await joined(citizen, rung, AGENT_HZ)
    rings = await rings_of(world, since)
    assert [ring.person for ring in rings] == ["8003", "8002"]
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED


async def test_the_listener_dies_and_the_end_of_a_ring_that_nobody_heard_is_found(world: World) -> None:
    since = time.time()
    lead = await world.agent("1003", ready=False)
    second = await world.agent("1002", ready=False, tone=AGENT_HZ)
    citizen = await wait_in_vain(world)
    first = await lead.incoming(10)
    killed = world.kill("ami")
    await first.reject()
    await world.until_replaced(killed)
    rung = await second.incoming(20)
    await rung.answer()
    await hears_prompt(rung, world.prompt(SAYS))
    await rung.send_keys("1")
    await joined(citizen, rung, AGENT_HZ)
    assert [ring.person for ring in await rings_of(world, since)] == ["8003", "8002"]
    await rung.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED


async def test_an_agent_asks_for_help_and_the_lead_acknowledges(world: World) -> None:
    since = time.time()
    lead = await world.agent("1003", ready=False)
    agent = await world.agent("1001")
    citizen = await world.citizen(hurry=True)
    offer = await agent.incoming(15)
    await offer.answer()
    await citizen.until(CallState.TALKING)
    await citizen.call.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await offer.send_keys("*9")
    rung = await lead.incoming(10)
    await rung.answer()
    await hears_prompt(rung, world.prompt("ladder_help_general"))
    await rung.send_keys("1")
    await rung.ended(5)
    await until_rings(world, since, [("8003", "accepted")])
    await until_no_climb(world)
    await citizen.call.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED
