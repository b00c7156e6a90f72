"""A copy that runs, by its API alone: what happens is told, a whole call is heard, a configuration takes effect.

listener ─── call.arrived ── call.talked ── recording.paused, .resumed ── call.ended
call     ─── talk, hold, talk ── one file, both voices in both parts; who heard it is on record
bundle   ─── applied and rolled back while a caller waits at the same place
"""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import aiohttp
import numpy as np
import soundfile

from phones.rtp import RtpStart
from phones.tone import heard
from router.domain.call import CallState
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, World, eventually, join


async def listen(world: World, socket: aiohttp.ClientWebSocketResponse, told: list[dict[str, Any]]) -> None:
    await socket.send_json({"token": world.secrets["tokens"]["admin"]["token"], "types": "call,recording"})
    async for message in socket:
        told.append(json.loads(message.data))


async def test_a_call_is_told_and_heard_whole(world: World) -> None:
    told: list[dict[str, Any]] = []
    url = f"http://{world.settings.listen}:{world.settings.api_port}/v1/events"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        listening = asyncio.create_task(listen(world, socket, told))
        agent = await world.agent("1001")
        citizen = await world.citizen(hurry=True)
        offer = await agent.incoming(15)
        await join(citizen, offer)
        for paused in (True, False):
            await world.api("POST", "/v1/seats/1001/recording", {"paused": paused})
        await offer.hold()
        await eventually(citizen.live, lambda c: c is not None and c.segments[-1].held, within=5, what="held")
        await offer.unhold(new_stream=RtpStart(sequence=10))
        await citizen.call.hears_tone(AGENT_HZ, 10, seconds=1.0)
        await offer.hears_tone(CITIZEN_HZ, 10, seconds=1.0)
        await citizen.call.hang_up()
        call = (await citizen.outcome()).call.id
        parts = await citizen.recordings(2)

        def names() -> list[str]:
            return [one["event"] for one in told if call in (one["data"].get("id"), one["data"].get("call"))]

        async def seen() -> list[str]:
            return names()

        await eventually(seen, lambda found: "call.ended" in found, within=10, what="the end is told")
        listening.cancel()
    order = [name for name in names() if name in {"call.arrived", "call.talked", "recording.paused",
                                                  "recording.resumed", "call.ended"}]  # fmt: skip
    assert order == ["call.arrived", "call.talked", "recording.paused", "recording.resumed", "call.ended"]
    content = await world.api("GET", f"/v1/calls/{call}/recording")
    samples, rate = soundfile.read(io.BytesIO(content), dtype="int16", always_2d=True)
    whole = samples[:: rate // 8000]
    assert abs(len(whole) / 8000 - sum(part.seconds for part in parts)) < 0.3
    second = whole[round(parts[0].seconds * 8000) :]
    for side, hertz in ((0, CITIZEN_HZ), (1, AGENT_HZ)):
        assert heard(np.ascontiguousarray(second[:, side]), hertz, seconds=0.3)
    peaks = await world.api("GET", f"/v1/calls/{call}/recording/peaks?points=50")
    assert max(peaks["citizen"]) > 0.05 < max(peaks["agent"])
    accesses = await world.api("GET", f"/v1/accesses?call={call}")
    assert [(one["actor"], one["how"], one["subject"]) for one in accesses["accesses"]] == [
        ("token:admin", "heard", call)
    ]


async def test_a_configuration_takes_effect_while_a_caller_waits(world: World) -> None:
    waiter = await world.citizen(hurry=True)
    before = await waiter.until(CallState.QUEUED)
    current = (await world.api("GET", "/v1/bundles"))["current"]
    files = (await world.api("GET", f"/v1/bundles/{current}"))["files"]
    changed = {"queues.yaml": files["queues.yaml"].replace("wrap_up_seconds: 2", "wrap_up_seconds: 4")}
    checked = await world.api("POST", "/v1/bundles/check", {"files": changed})
    assert checked["good"]
    assert checked["changes"]
    match = {"If-Match": str(current)}
    body = {"files": changed, "note": "tried by the API"}
    status, applied = await world.api_answer("POST", "/v1/bundles", body, **match)
    assert (status, applied["former"]) == (200, current), applied
    status, refused = await world.api_answer("POST", "/v1/bundles", body, **match)
    assert (status, refused["code"]) == (412, "stale")
    match = {"If-Match": str(applied["number"])}
    back = await world.api_answer("POST", f"/v1/bundles/{current}/rollback", {"note": "and back"}, **match)
    assert (back[0], back[1]["number"]) == (200, current), back
    still = await waiter.until(CallState.QUEUED)
    assert (still.rank, still.queue) == (before.rank, before.queue)
    history = (await world.api("GET", "/v1/bundles"))["history"]
    assert [(one["verb"], one["actor"]) for one in history[:2]] == [
        ("rollback", "token:admin"),
        ("apply", "token:admin"),
    ]
    await waiter.call.hang_up()
    await waiter.outcome()
