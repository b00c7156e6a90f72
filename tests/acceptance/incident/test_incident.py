"""Five people call about one building within a minute, the agents say so, and the lead hears of it.

past      ·  ·  ·  ·  ·  ·  ·  (two days of calls, in the archive before the copy starts)
callers   1 ── 2 ── 3 ── 4 ── 5      each talks, is tagged by the API, hangs up
listener                      incident.seen, alarm.raised
archiver                           dies, comes back: the same incident, told once

The lead has callers told of it; then
caller    hears it ── 9 ── "listed" ── over: informed, no agent rang
withheld  hears it ── 9 ── keys a number in ── "listed" ── over
caller    hears it ── waits ── talks with the agent
caller    of another line hears nothing of it, and nobody does once the lead has ended it
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from phones import Phone
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.records import store_calls
from router.adapters.sql.told import store_told
from router.domain.call import Call, CallState, Outcome, Segment, Where
from router.domain.history import CallRecorded, CallTagged
from router.free_ports import free_port_base
from router.settings import build_settings
from tests.acceptance.ears import heard_prompt, hears_prompt
from tests.acceptance.world import World, eventually, join, offers_of, start_world, stop_world
from tests.hostile.leaks import assert_nothing_leaked

TOPIC, PLACE = "12", "3"
PAST_DAYS = 2
PAST_A_DAY = 48


@pytest.fixture(scope="module")
def quiet_house() -> Iterator[World]:
    """A copy of its own, with a past of its own: what the other scenarios dial would be an incident here."""
    data = Path(tempfile.mkdtemp(prefix="hl-"))
    with free_port_base(wait=60) as base:
        store_past(build_settings(data=data, environ={}).database_url)
        world = start_world(data, base)
        try:
            asyncio.run(until_up(world))
            yield world
        finally:
            stop_world(world)
            shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
async def world(quiet_house: World) -> AsyncIterator[World]:
    async with quiet_house.scene() as scene:
        yield scene


async def until_up(world: World) -> None:
    async def socket() -> bool:
        assert world.process.poll() is None, (world.settings.data / "up.log").read_text()
        return (world.settings.run / "children.json").exists() and world.settings.redis_socket.exists()

    await eventually(socket, bool, within=60, what="the copy has started its programs")
    async with world.scene():
        pass


def store_past(database_url: str) -> None:
    """Two calls an hour, one of them all about the building."""
    engine = open_engine(database_url, write=True)
    migrate(engine)
    now = time.time()
    with engine.begin() as connection:
        for number in range(PAST_DAYS * PAST_A_DAY):
            at = now - PAST_DAYS * 86_400 + number * 86_400 / PAST_A_DAY
            segment = Segment(number=1, queue="general", queued_at=at + 3, talked_at=at + 9, ended_at=at + 60)
            call = Call(
                id=f"past-{number}", node="node1", channel="", line="city", caller=f"1370000{number:04}",
                arrived_at=at, state=CallState.ENDED, queue="general", queued_at=at + 3, ended_at=at + 60,
                outcome=Outcome.ANSWERED, segments=(segment,), version=9,
            )  # fmt: skip
            store_calls(connection, [CallRecorded(at=at + 60, epoch=1, event="ended", call=call)])
            if number == PAST_A_DAY:
                tag = CallTagged(at=at + 50, epoch=1, call=call.id, seat="1001", agent="8001", topic=TOPIC, place=PLACE)
                store_told(connection, [tag])
    engine.dispose()


async def call_about_it(world: World, agent: Phone) -> str:
    """Somebody talks about the building, and the agent says so; the call's id."""
    citizen = await world.citizen(hurry=True)
    await join(citizen, await agent.incoming(15))
    live = await citizen.live()
    assert live is not None
    await world.api("POST", f"/v1/calls/{live.id}/tags", {"topic": TOPIC, "place": PLACE})
    await citizen.call.hang_up()
    await citizen.outcome()
    return live.id


async def open_incident(world: World) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = (await world.api("GET", "/v1/incidents?open=true"))["incidents"]
    return found[0] if found else None


async def until_incident(world: World, agent: Phone) -> dict[str, Any]:
    """The one that goes on; made by six callers where there is none yet."""
    if await open_incident(world) is None:
        for _ in range(6):
            await call_about_it(world, agent)
    seen = await eventually(lambda: open_incident(world), bool, within=20, what="the incident is in the archive")
    assert seen is not None
    return seen


async def listen(world: World, socket: aiohttp.ClientWebSocketResponse, told: list[dict[str, Any]]) -> None:
    await socket.send_json({"token": world.secrets["tokens"]["admin"]["token"], "types": "incident,alarm"})
    async for message in socket:
        told.append(json.loads(message.data))


async def test_five_callers_about_one_building_are_told_once(world: World) -> None:
    told: list[dict[str, Any]] = []

    async def heard() -> list[str]:
        return [one["event"] for one in told if one["event"].startswith("incident.") or "incident" in str(one["data"])]

    url = f"http://{world.settings.listen}:{world.settings.api_port}/v1/events"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        listening = asyncio.create_task(listen(world, socket, told))
        agent = await world.agent("1001")
        calls = []
        for _ in range(5):
            assert await heard() == []
            calls.append(await call_about_it(world, agent))
        await eventually(heard, lambda names: len(names) == 2, within=20, what="the incident is told")
        (seen,) = [one["data"] for one in told if one["event"] == "incident.seen"]
        assert (seen["value"], seen["place"], seen["calls"], seen["callers"]) == (TOPIC, PLACE, calls, 5)
        assert "5 calls about '劳动争议' in '东城区'" in seen["text"]["en"]
        assert "5 个来电反映“东城区”的“劳动争议”" in seen["text"]["zh-CN"]
        await world.until_alarm("incident", seen["id"])

        async def going_on() -> list[str]:
            found = await world.api("GET", "/v1/incidents?open=true")
            return [one["id"] for one in found["incidents"]]

        await eventually(going_on, lambda ids: ids == [seen["id"]], within=10, what="the archive has it")
        await world.until_replaced(world.kill("archiver"))
        await call_about_it(world, agent)

        async def counted() -> int:
            (found,) = (await world.api("GET", "/v1/incidents?open=true"))["incidents"]
            return int(found["count"])

        await eventually(counted, lambda count: count == 6, within=20, what="the sixth caller is counted")
        assert len(await heard()) == 2
        listening.cancel()


async def test_who_presses_9_is_put_on_its_list_and_all_others_talk(world: World) -> None:
    agent = await world.agent("1001")
    incident = await until_incident(world, agent)
    path = f"/v1/incidents/{incident['id']}"
    told = await world.api("POST", f"{path}/announcement", {"lines": ["city"], "text": {"zh-CN": "大楼有裂缝"}})
    assert (told["on"], told["text"]) == (True, {"zh-CN": "大楼有裂缝"})
    (said,) = (world.settings.sounds / "zh-CN" / "incidents").glob("*.alaw")

    listed = await world.citizen()
    await hears_prompt(listed.call, said)
    await listed.call.send_keys("9")
    await hears_prompt(listed.call, world.prompt("incident_listed"))
    assert (await listed.call.ended()).by == "far"
    over = await listed.outcome()
    assert (over.call.outcome, over.call.where, offers_of(over)) == (Outcome.INFORMED, Where.MENU, [])

    withheld = await world.citizen(number="anonymous")
    await hears_prompt(withheld.call, said)
    await withheld.call.send_keys("9")
    await hears_prompt(withheld.call, world.prompt("incident_number"))
    await withheld.call.send_keys("02066668888#")
    await hears_prompt(withheld.call, world.prompt("incident_listed"))
    assert (await withheld.call.ended()).by == "far"

    async def followers() -> list[str]:
        return [one["number"] for one in (await world.api("GET", f"{path}/callers"))["callers"]]

    numbers = ["02066668888", listed.number]
    await eventually(followers, lambda found: found == numbers, within=15, what="both are on the list")

    async def count() -> int:
        found = await open_incident(world)
        assert found is not None
        return int(found["count"])

    wanted = incident["count"] + 2
    await eventually(count, lambda found: found == wanted, within=20, what="both are callers of the incident")

    patient = await world.citizen()
    await hears_prompt(patient.call, world.prompt("incident_offer"))
    await join(patient, await agent.incoming(15))
    await patient.call.hang_up()
    assert (await patient.outcome()).call.outcome is Outcome.ANSWERED

    other = await world.citizen("12399")
    await join(other, await agent.incoming(15))
    assert not heard_prompt(other.call.heard, said)
    await other.call.hang_up()
    await other.outcome()

    await world.api("DELETE", f"{path}/announcement")
    late = await world.citizen()
    await join(late, await agent.incoming(15))
    assert not heard_prompt(late.call.heard, said)
    assert await followers() == numbers
    assert_nothing_leaked(world, numbers=["02066668888"])
