"""A lead hears a talk, speaks to its agent, then to both; the talk never notices that the lead leaves.

citizen  talk ────────────────────────────────────────────────────── hears the lead in barge alone
agent    talk ────────────────────────────────────────────────────── hears the lead in whisper and barge
lead     rings ── listen ── 5 whisper ── 6 barge ── 4 listen ── hangs up
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from phones import IncomingCall, OutgoingCall
from phones.tone import tone_level, tone_spans
from router.domain.call import Call, CallState, Outcome
from router.domain.seat import SeatState, TalkKind
from tests.acceptance.codes.test_codes import dial
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, eventually, join

LEAD_HZ = 1320
LOOK_SECONDS = 0.6
"""How long everybody's ears are looked into."""
_QUIET_DB = -45.0
Ear = OutgoingCall | IncomingCall


async def talk(world: World) -> tuple[Citizen, IncomingCall, Call]:
    """A citizen who talks with 1001."""
    agent = await world.agent("1001")
    citizen = await world.citizen(hurry=True)
    offer = await agent.incoming(15)
    await join(citizen, offer)
    return citizen, offer, await citizen.until(CallState.TALKING)


async def hear(world: World, call: Call, seat: str = "1003", mode: str = "listen") -> tuple[int, Any]:
    body = {"seat": seat, "mode": mode, "note": "new agent"}
    return await world.api_answer("POST", f"/v1/calls/{call.id}/listen", body)


async def both(ear: Ear) -> None:
    """The lead hears citizen and agent."""
    await ear.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    await ear.hears_tone(AGENT_HZ, 10, seconds=0.3)


async def who_hears_the_lead(citizen: Citizen, agent: IncomingCall) -> tuple[bool, bool]:
    """Citizen, agent."""
    await asyncio.sleep(0.3)
    since = time.monotonic()
    await asyncio.sleep(LOOK_SECONDS)
    level = [tone_level(ear.heard_since(since), LEAD_HZ) for ear in (citizen.call, agent)]
    return level[0] > _QUIET_DB, level[1] > _QUIET_DB


async def listenings(world: World, call: Call, *, over: bool) -> list[dict[str, Any]]:
    seen = await eventually(
        lambda: world.api("GET", f"/v1/calls/{call.id}"),
        lambda c: bool(c["listenings"]) and all((one["ended_at"] is not None) == over for one in c["listenings"]),
        within=15,
        what="listenings on record",
        every=0.2,
    )
    found: list[dict[str, Any]] = seen["listenings"]
    return found


async def test_a_lead_listens_whispers_and_barges_in(world: World) -> None:
    lead = await world.agent("1003", ready=True, tone=LEAD_HZ)
    await world.pause("1003")
    citizen, agent, call = await talk(world)

    assert (await hear(world, call))[0] == 200
    rings = await lead.incoming(10)
    assert rings.caller == "1001"
    await rings.answer()
    await both(rings)
    assert await who_hears_the_lead(citizen, agent) == (False, False)
    seat = await world.seat("1003")
    assert (seat.state, seat.kind, seat.call) == (SeatState.TALKING, TalkKind.LISTENING, "")

    status, answer = await hear(world, call, "1002")
    assert (status, answer["code"]) == (409, "heard_already")

    for key, heard in (("5", (False, True)), ("6", (True, True)), ("4", (False, False))):
        await rings.send_keys(key)
        await both(rings)
        assert await who_hears_the_lead(citizen, agent) == heard, key

    began = time.monotonic()
    await asyncio.sleep(0.5)
    await rings.hang_up()
    await world.until_seat("1003", SeatState.NOT_READY)
    await asyncio.sleep(0.5)
    for ear, hz in ((citizen.call, AGENT_HZ), (agent, CITIZEN_HZ)):
        (span,) = tone_spans(ear.heard_since(began), hz)
        assert span[1] - span[0] > 0.9
    (one,) = await listenings(world, call, over=True)
    assert [mode["mode"] for mode in one["modes"]] == ["listen", "whisper", "barge", "listen"]
    assert (one["seat"], one["agent"], one["heard_seat"], one["note"]) == ("1003", "8003", "1001", "new agent")
    assert (one["actor"], one["end"]) == ("token:admin", "hung_up")

    await citizen.call.hang_up()
    stored = await citizen.outcome()
    assert stored.call.outcome is Outcome.ANSWERED
    assert len(stored.call.segments) == 1
    (recorded,) = await citizen.recordings()
    assert len(tone_spans(recorded.agent, AGENT_HZ, bridge=0.1)) == 1
    # Whatever the lead said is on no side of the recording of the citizen.
    assert tone_level(recorded.citizen, LEAD_HZ) < _QUIET_DB


async def test_agents_and_screens_may_not(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, _, call = await talk(world)
    path, before = world.settings.secrets, world.settings.secrets.read_text()
    tokens = world.secrets["tokens"] | {"8001": {"token": "an-agents-own-token-1", "role": "agent"}}
    path.write_text(json.dumps(world.secrets | {"tokens": tokens}))
    try:
        for name in ("8001", "wallboard"):
            bearer = {"Authorization": f"Bearer {tokens[name]['token']}"}
            for method, body in (("POST", {"seat": "1003"}), ("DELETE", None)):
                answer = await world.api_answer(method, f"/v1/calls/{call.id}/listen", body, **bearer)
                assert (answer[0], answer[1]["code"]) == (403, "forbidden")
    finally:
        path.write_text(before)
    assert lead.journal.count("incoming") == 0
    live = await citizen.live()
    assert live is not None
    assert live.listening is None
    await citizen.call.hang_up()
    await citizen.outcome()


async def test_the_api_ends_it_and_the_talk_goes_on(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    assert (await hear(world, call, mode="whisper"))[0] == 200
    rings = await lead.incoming(10)
    await rings.answer()
    await both(rings)
    assert await who_hears_the_lead(citizen, agent) == (False, True)
    await world.api("DELETE", f"/v1/calls/{call.id}/listen")
    await rings.ended(5)
    (one,) = await listenings(world, call, over=True)
    assert one["end"] == "stopped"
    await world.until_seat("1003", SeatState.NOT_READY)

    # While the phone rings as well.
    assert (await hear(world, call))[0] == 200
    rings = await lead.incoming(10)
    await world.api("DELETE", f"/v1/calls/{call.id}/listen")
    await rings.ended(5)
    await world.until_seat("1003", SeatState.NOT_READY)

    # The end of the talk ends it too.
    assert (await hear(world, call))[0] == 200
    rings = await lead.incoming(10)
    await rings.answer()
    await both(rings)
    await citizen.call.hang_up()
    await rings.ended(5)
    await citizen.outcome()
    assert [one["end"] for one in await listenings(world, call, over=True)] == ["stopped", "stopped", "talk_over"]
    await world.until_seat("1003", SeatState.NOT_READY)


async def test_it_outlives_router_and_listener(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    assert (await hear(world, call))[0] == 200
    rings = await lead.incoming(10)
    await rings.answer()
    await both(rings)
    await world.until_replaced(world.kill("router", "ami"))
    await both(rings)
    seat = await world.seat("1003")
    assert (seat.state, seat.kind) == (SeatState.TALKING, TalkKind.LISTENING)
    (one,) = await listenings(world, call, over=False)
    assert [mode["mode"] for mode in one["modes"]] == ["listen"]
    live = await citizen.live()
    assert live is not None
    assert (live.state, len(live.segments)) == (CallState.TALKING, 1)
    await rings.send_keys("5")
    await both(rings)
    assert await who_hears_the_lead(citizen, agent) == (False, True)

    # The lead's phone dies without a word: the talk does not notice.
    lead.die()
    began = time.monotonic()
    await agent.hears_tone(CITIZEN_HZ, 5, seconds=0.5)
    (one,) = await listenings(world, call, over=True)
    assert (one["end"], time.monotonic() > began) == ("hung_up", True)
    await agent.hears_tone(CITIZEN_HZ, 5, seconds=0.3)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ANSWERED


async def test_by_the_leads_own_phone(world: World) -> None:
    lead = await world.agent("1003", ready=False, tone=LEAD_HZ)
    citizen, agent, call = await talk(world)
    other = await world.agent("1002", ready=False)
    denied = await dial(other, "*16")
    await hears_prompt(denied, world.prompt("ask_listen_seat"))
    await denied.send_keys("1001#")
    await hears_prompt(denied, world.prompt("ask_pin"))
    await denied.send_keys(f"{world.secrets['pins']['8002']}#")
    await hears_prompt(denied, world.prompt("not_a_lead"))
    await denied.ended(10)

    code = await dial(lead, "*16")
    await hears_prompt(code, world.prompt("ask_listen_seat"))
    await code.send_keys("1001#")
    await hears_prompt(code, world.prompt("ask_pin"))
    await code.send_keys(f"{world.secrets['pins']['8003']}#")
    await both(code)
    assert await who_hears_the_lead(citizen, agent) == (False, False)
    await code.send_keys("6")
    await both(code)
    assert await who_hears_the_lead(citizen, agent) == (True, True)
    await code.hang_up()
    (one,) = await listenings(world, call, over=True)
    assert (one["actor"], one["agent"], one["end"]) == ("agent:8003", "8003", "hung_up")
    await world.until_seat("1003", SeatState.NOT_READY)
    await citizen.call.hang_up()
    await citizen.outcome()
