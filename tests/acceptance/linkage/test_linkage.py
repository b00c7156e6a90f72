"""A sister service joins a talk, and stays with the citizen when the agent leaves.

citizen  talk ─────────────┬── all three ──┬── talk with the police ── hangs up
agent    talk ── *61 ──────┤               └ hangs up
police            rings ───┴───────────────────────────────────────── ended
"""

from __future__ import annotations

import contextlib
import time
from typing import Any

from phones import IncomingCall, OutgoingCall, Phone
from phones.tone import tone_level
from router.domain.call import Call, CallState, Outcome
from router.domain.seat import SeatState
from tests.acceptance.ears import heard_prompt, hears_prompt
from tests.acceptance.listening.test_listening import talk
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, eventually

POLICE_HZ, COLLEAGUE_HZ = 1500, 1900
TRIES = 4
_HEARD_DB, _QUIET_DB = -25.0, -45.0
Ear = OutgoingCall | IncomingCall


async def all_three(citizen: Citizen, agent: IncomingCall, police: Ear) -> None:
    """Each hears the two others."""
    for ear, tones in (
        (citizen.call, (AGENT_HZ, POLICE_HZ)),
        (agent, (CITIZEN_HZ, POLICE_HZ)),
        (police, (CITIZEN_HZ, AGENT_HZ)),
    ):
        for hz in tones:
            await ear.hears_tone(hz, 10, seconds=0.4)


async def the_two(citizen: Citizen, police: Ear) -> None:
    """Citizen and police hear each other."""
    await citizen.call.hears_tone(POLICE_HZ, 10, seconds=1)
    await police.hears_tone(CITIZEN_HZ, 10, seconds=1)


async def link(carrier: Phone, agent: IncomingCall) -> IncomingCall:
    """The agent presses the key, and the police phone rings."""
    await agent.send_keys("*61")
    police = await carrier.incoming(10)
    assert police.called == "110"
    return police


async def in_vain(world: World, carrier: Phone, agent: IncomingCall) -> bool:
    """The agent presses the key, and the police are busy. Whether the agent's ear had all that is said to it: a mix
    that a busy machine writes late has holes."""
    since = time.monotonic()
    police = await link(carrier, agent)
    rung = await told(agent, world, "linkage_police", since)
    await police.reject(486)
    return await told(agent, world, "linkage_police_busy", since) and rung


async def told(agent: IncomingCall, world: World, name: str, since: float) -> bool:
    with contextlib.suppress(AssertionError):
        await hears_prompt(agent, world.prompt(name), since=since, within=6)
        return True
    return False


async def linkages(world: World, call: Call, **want: object) -> dict[str, Any]:
    """The only one on record, once it is as wanted."""
    seen = await eventually(
        lambda: world.api("GET", f"/v1/calls/{call.id}"),
        lambda c: len(c["linkages"]) == 1 and want.items() <= c["linkages"][0].items(),
        within=15,
        what=f"a linkage with {want}",
        every=0.2,
    )
    found: dict[str, Any] = seen["linkages"][0]
    return found


async def test_by_key_all_three_hear_each_other_and_the_police_stay_with_the_citizen(world: World) -> None:
    carrier = await world.carrier(tone=POLICE_HZ)
    citizen, agent, call = await talk(world)
    police = await link(carrier, agent)
    assert police.caller == "12345"
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=0.5)
    await police.answer()
    await all_three(citizen, agent, police)
    await world.pause("1001")
    await agent.hang_up()
    await the_two(citizen, police)
    await world.until_seat("1001", SeatState.NOT_READY)
    seen = await eventually(
        citizen.live, lambda c: c is not None and c.segments[-1].end != "", within=10, what="the agent's end is seen"
    )
    assert seen is not None
    assert [(one.seat, one.end, one.to, one.parts) for one in seen.segments] == [("1001", "linked", "police", 2)]
    await the_two(citizen, police)
    await citizen.call.hang_up()
    assert (await police.ended(5)).by == "far"

    stored = await citizen.outcome()
    assert (stored.call.outcome, [one.end for one in stored.call.segments]) == (Outcome.ANSWERED, ["linked"])
    one = await linkages(world, call, end="talk_over")
    assert (one["linkage"], one["name"], one["number"], one["seat"], one["actor"]) == (
        "police", "公安报警", "110", "1001", "agent:8001",
    )  # fmt: skip
    assert one["asked_at"] <= one["dialled_at"] < one["answered_at"] < one["ended_at"]
    assert await world.rings(call.id) == {"dialled": "", "answered": "", "ended": "talk_over"}
    story = await world.api("GET", f"/v1/calls/{call.id}/why?language=en")
    told = [step["text"] for step in story["steps"] if step["kind"] == "linked"]
    assert told == [
        "Seat 1001 has 公安报警 rung.",
        "公安报警 answers and joins the talk.",
        "公安报警: is out of the talk.",
    ]
    first, second = await citizen.recordings(2)
    assert min(tone_level(first.agent[-4000:], AGENT_HZ), tone_level(first.citizen[-4000:], CITIZEN_HZ)) > _HEARD_DB
    assert tone_level(first.citizen[-4000:], POLICE_HZ) > _HEARD_DB
    assert min(tone_level(second.agent[-8000:], POLICE_HZ), tone_level(second.citizen[-8000:], CITIZEN_HZ)) > _HEARD_DB


async def test_the_citizen_leaves_three_and_both_legs_end(world: World) -> None:
    carrier = await world.carrier(tone=POLICE_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    police = await link(carrier, agent)
    await police.answer()
    await all_three(citizen, agent, police)
    await citizen.call.hang_up()
    assert (await police.ended(5)).by == "far"
    assert (await agent.ended(5)).by == "far"
    stored = await citizen.outcome()
    assert (stored.call.outcome, [one.end for one in stored.call.segments]) == (Outcome.ANSWERED, ["talk_over"])
    await linkages(world, call, end="talk_over")
    await world.until_seat("1001", SeatState.NOT_READY)


async def test_busy_is_told_to_the_agent_and_the_talk_goes_on(world: World) -> None:
    carrier = await world.carrier(tone=POLICE_HZ)
    citizen, agent, call = await talk(world)
    # So that the agent's ear has the prompts alone.
    citizen.call.set_tone(None)
    began = time.monotonic()
    tries = 1
    while not await in_vain(world, carrier, agent):
        tries += 1
        assert tries <= TRIES, "the agent was never told that the police are busy"
    # The citizen hears the agent, and no voice.
    heard = citizen.call.heard_since(began)
    assert not heard_prompt(heard, world.prompt("linkage_police_busy"), share=0.3)
    citizen.call.set_tone(CITIZEN_HZ)
    await citizen.call.hears_tone(AGENT_HZ, 5, seconds=1)
    await agent.hears_tone(CITIZEN_HZ, 5, seconds=1)
    seen = await eventually(
        lambda: world.api("GET", f"/v1/calls/{call.id}"),
        lambda c: [one["end"] for one in c["linkages"]] == ["busy"] * tries,
        within=15,
        what="busy on record",
        every=0.2,
    )
    assert {one["answered_at"] for one in seen["linkages"]} == {None}
    assert (await world.rings(call.id))["ended"] == "busy"
    await citizen.call.hang_up()
    assert [one.end for one in (await citizen.outcome()).call.segments] == ["talk_over"]


async def test_by_the_api_and_the_three_outlive_router_and_listener(world: World) -> None:
    carrier = await world.carrier(tone=POLICE_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    path = f"/v1/calls/{call.id}/linkage"
    status, answer = await world.api_answer("POST", path, {"to": "nobody"})
    assert (status, answer["code"]) == (404, "unknown_linkage")
    assert (await world.api_answer("POST", path, {"to": "police"}))[0] == 200
    police = await carrier.incoming(10)
    assert police.called == "110"
    # Asked for again while it rings: the same ring.
    assert (await world.api_answer("POST", path, {"to": "police"}))[0] == 200
    await police.answer()
    await all_three(citizen, agent, police)
    await linkages(world, call, actor="token:admin", end="")

    killed = world.kill("router", "ami")
    await citizen.call.hears_tone(POLICE_HZ, 5, seconds=0.5)
    await agent.hang_up()
    await the_two(citizen, police)
    await world.until_replaced(killed)
    await the_two(citizen, police)
    await world.until_seat("1001", SeatState.NOT_READY)
    seen = await citizen.live()
    assert seen is not None
    assert (seen.state, [(one.seat, one.end) for one in seen.segments]) == (CallState.TALKING, [("1001", "linked")])

    await police.hang_up()
    await hears_prompt(citizen.call, world.prompt("goodbye"))
    await citizen.call.ended(10)
    stored = await citizen.outcome()
    assert (stored.call.outcome, stored.call.linkages[0].recorded) == (Outcome.ANSWERED, True)
    one = await linkages(world, call, end="talk_over")
    assert one["answered_at"] is not None
    second = (await citizen.recordings(2))[1]
    assert min(tone_level(second.agent[-8000:], POLICE_HZ), tone_level(second.citizen[-8000:], CITIZEN_HZ)) > _HEARD_DB
    assert tone_level(second.agent[-8000:], AGENT_HZ) < _QUIET_DB
    assert [event.name for event in carrier.events].count("incoming") == 1


async def test_a_colleague_who_was_asked_first_comes_in_the_agents_place(world: World) -> None:
    carrier = await world.carrier(tone=POLICE_HZ)
    citizen, agent, call = await talk(world)
    await world.pause("1001")
    colleague = await world.agent("1002", tone=COLLEAGUE_HZ)
    police = await link(carrier, agent)
    await police.answer()
    await all_three(citizen, agent, police)
    await agent.hold()
    asking = await world.phone("1001").dial("1002")
    asked = await colleague.incoming(10)
    await asked.answer()
    await asking.answered()
    # They speak with each other first.
    await asked.hears_tone(AGENT_HZ, 10, seconds=0.3)
    assert await agent.refer(to_call=asking) == 200
    for ear, tones in (
        (citizen.call, (COLLEAGUE_HZ, POLICE_HZ)),
        (asked, (CITIZEN_HZ, POLICE_HZ)),
        (police, (CITIZEN_HZ, COLLEAGUE_HZ)),
    ):
        for hz in tones:
            await ear.hears_tone(hz, 10, seconds=0.4)
    await world.until_seat("1002", lambda seat: seat.call == call.id)
    await world.until_seat("1001", SeatState.NOT_READY)
    await police.hang_up()
    await asked.hears_tone(CITIZEN_HZ, 10, seconds=0.5)
    await citizen.call.hang_up()
    stored = await citizen.outcome()
    assert [(one.seat, one.kind, one.end) for one in stored.call.segments] == [
        ("1001", "offered", "transferred"), ("1002", "transfer", "talk_over"),
    ]  # fmt: skip
    second = (await citizen.recordings(2))[-1]
    assert min(tone_level(second.agent, COLLEAGUE_HZ), tone_level(second.citizen, CITIZEN_HZ)) > _HEARD_DB
