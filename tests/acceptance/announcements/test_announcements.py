"""Ops switch an announcement on, and the next caller of its line hears it; a caller of another line does not."""

from __future__ import annotations

from router.domain.call import CallState
from tests.acceptance.ears import heard_prompt, hears_prompt
from tests.acceptance.world import World


async def test_announcements(world: World) -> None:
    prompt = world.prompt("announcement_outage")
    await world.api("POST", "/v1/announcements/outage", {"on": True})
    try:
        told = await world.citizen("12300")
        await hears_prompt(told.call, prompt)
        await told.call.send_keys("0")
        await told.until(CallState.QUEUED)
        other = await world.citizen("12303")
        await other.until(CallState.QUEUED)
        assert not heard_prompt(other.call.heard, prompt)
    finally:
        await world.api("POST", "/v1/announcements/outage", {"on": False})
    after = await world.citizen("12300")
    await after.until(CallState.QUEUED, within=20)
    assert not heard_prompt(after.call.heard, prompt)
