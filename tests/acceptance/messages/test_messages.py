"""A message instead of waiting: from the menu, from hold, and over it hung up. It is kept, and can be heard.

menu 9        ── leave_message ── speaks ── # ── thanks ── end          message_left
hold, key 5   ── leave_message ── speaks ── hangs up                    message_left
hold, key 5   ── leave_message ── hangs up without a word               abandoned
"""

from __future__ import annotations

import asyncio
import io
from typing import Any

import numpy as np
import soundfile

from phones.alaw import Samples
from phones.tone import heard
from router.domain.call import CallState, Outcome
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import CITIZEN_HZ, Citizen, World, eventually

SPEECH_SECONDS = 2.0
"""How long the caller speaks."""


async def messages_of(world: World, citizen: Citizen) -> list[dict[str, Any]]:
    call = (await citizen.outcome()).call.id
    listed = await world.api("GET", "/v1/messages")
    return [message for message in listed["messages"] if message["call"] == call]


async def kept(world: World, citizen: Citizen) -> dict[str, Any]:
    """The one message of this caller, once it can be heard."""
    (message,) = await eventually(
        lambda: messages_of(world, citizen),
        lambda found: len(found) == 1 and found[0]["url"],
        within=30,
        what="a message that can be heard",
        every=0.2,
    )
    return message


async def audio(world: World, message: dict[str, Any]) -> Samples:
    content = await world.api("GET", message["url"])
    samples, rate = soundfile.read(io.BytesIO(content), dtype="int16", always_2d=True)
    return np.ascontiguousarray(samples[:: rate // 8000, 0])


async def test_from_the_menu(world: World) -> None:
    citizen = await world.citizen("12300", tone=None)
    await hears_prompt(citizen.call, world.prompt("menu_main"))
    await citizen.call.send_keys("9")
    await hears_prompt(citizen.call, world.prompt("leave_message"))
    await citizen.until(CallState.MESSAGE)
    citizen.call.set_tone(CITIZEN_HZ)
    await asyncio.sleep(SPEECH_SECONDS)
    await citizen.call.send_keys("#")
    await hears_prompt(citizen.call, world.prompt("message_thanks"))
    await citizen.call.ended(10)
    over = (await citizen.outcome()).call
    assert over.outcome is Outcome.MESSAGE_LEFT
    message = await kept(world, citizen)
    assert (message["queue"], message["line"], message["status"]) == ("legal", "help", "open")
    assert heard(await audio(world, message), CITIZEN_HZ, seconds=1.0)
    done = await world.api("POST", f"/v1/messages/{message['call']}/done", {"note": "called back by hand"})
    assert done["status"] == "done"


async def test_from_hold_and_hung_up_over(world: World) -> None:
    citizen = await world.citizen("12303", hurry=True, tone=None)
    await citizen.until(CallState.QUEUED)
    await citizen.call.send_keys("5")
    await hears_prompt(citizen.call, world.prompt("leave_message"))
    citizen.call.set_tone(CITIZEN_HZ)
    await asyncio.sleep(SPEECH_SECONDS)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.MESSAGE_LEFT
    assert heard(await audio(world, await kept(world, citizen)), CITIZEN_HZ, seconds=1.0)


async def test_who_says_nothing_has_left_none(world: World) -> None:
    citizen = await world.citizen("12303", hurry=True, tone=None)
    await citizen.until(CallState.QUEUED)
    await citizen.call.send_keys("5")
    await citizen.until(CallState.MESSAGE)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ABANDONED
    assert await messages_of(world, citizen) == []


async def test_one_who_leaves_a_message_is_not_offered(world: World) -> None:
    """A seat that becomes ready while the caller speaks rings for the next one."""
    speaker = await world.citizen("12303", hurry=True, tone=None)
    await speaker.until(CallState.QUEUED)
    await speaker.call.send_keys("5")
    await speaker.until(CallState.MESSAGE)
    waiter = await world.citizen("12303", hurry=True)
    await waiter.until(CallState.QUEUED)
    agent = await world.agent("1001")
    offer = await agent.incoming(10)
    assert offer.caller == waiter.number
    await asyncio.gather(speaker.call.hang_up(), waiter.call.hang_up())
