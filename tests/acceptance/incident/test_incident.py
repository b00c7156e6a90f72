"""Five people call about one building within a minute, the agents say so, and the lead hears of it.

past      ·  ·  ·  ·  ·  ·  ·  (two days of calls, in the archive before the copy starts)
callers   1 ── 2 ── 3 ── 4 ── 5      each talks, is tagged by the API, hangs up
listener                      incident.seen, alarm.raised
archiver                           dies, comes back: the same incident, told once
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

from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.records import store_calls
from router.adapters.sql.told import store_told
from router.domain.call import Call, CallState, Outcome, Segment
from router.domain.history import CallRecorded, CallTagged
from router.free_ports import free_port_base
from router.settings import build_settings
from tests.acceptance.world import World, eventually, join, start_world, stop_world

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
            citizen = await world.citizen(hurry=True)
            await join(citizen, await agent.incoming(15))
            live = await citizen.live()
            assert live is not None
            calls.append(live.id)
            await world.api("POST", f"/v1/calls/{live.id}/tags", {"topic": TOPIC, "place": PLACE})
            await citizen.call.hang_up()
            await citizen.outcome()
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
        citizen = await world.citizen(hurry=True)
        await join(citizen, await agent.incoming(15))
        live = await citizen.live()
        assert live is not None
        await world.api("POST", f"/v1/calls/{live.id}/tags", {"topic": TOPIC, "place": PLACE})
        await citizen.call.hang_up()

        async def counted() -> int:
            (found,) = (await world.api("GET", "/v1/incidents?open=true"))["incidents"]
            return int(found["count"])

        await eventually(counted, lambda count: count == 6, within=20, what="the sixth caller is counted")
        assert len(await heard()) == 2
        listening.cancel()
