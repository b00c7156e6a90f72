"""Nobody can serve the caller, who may wait for 4 s: then a message is asked for.

patient   hold ~~~ 4 s ~~~ leave_message ── speaks ── # ── thanks ── end      message_left
"""

from __future__ import annotations

import asyncio

from router.domain.call import CallState, Outcome
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import CITIZEN_HZ, World, eventually

SPEECH_SECONDS = 2.0
BEEP_HZ = 1000
"""What says that one may speak now."""


async def test_the_last_resort_is_a_message(world: World) -> None:
    citizen = await world.citizen("12315", hurry=True, tone=None)
    waiting = await citizen.until(CallState.QUEUED)
    await citizen.until(CallState.MESSAGE)
    await hears_prompt(citizen.call, world.prompt("leave_message"))
    await citizen.call.hears_tone(BEEP_HZ, 10, seconds=0.2)
    citizen.call.set_tone(CITIZEN_HZ)
    await asyncio.sleep(SPEECH_SECONDS)
    await citizen.call.send_keys("#")
    await hears_prompt(citizen.call, world.prompt("message_thanks"))
    await citizen.call.ended(10)

    over = (await citizen.outcome()).call
    assert over.outcome is Outcome.MESSAGE_LEFT
    (segment,) = over.segments
    assert segment.ended_at is not None
    assert segment.ended_at - segment.queued_at >= 4.0

    async def kept() -> list[str]:
        listed = await world.api("GET", "/v1/messages")
        return [message["queue"] for message in listed["messages"] if message["call"] == waiting.id]

    assert await eventually(kept, bool, within=30, what="the message", every=0.2) == ["legal"]
