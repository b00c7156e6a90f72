"""Strangers send SIP of every kind, 100 messages a second, while citizens call.

before   a citizen after the other ── answered by one of two agents, both heard
flood    the same, under it
after    the same Asterisk; nothing left the house but answers, and to the two agents their own offers
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from phones import Behaviour
from router.domain.call import Outcome
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World, offers_of
from tests.hostile.stranger import Stranger
from tests.hostile.torture import noise, torture

A_SECOND = 100
NOBODY = b"99999"
"""A call to a line would be a call. This number is nobody's, and is told so."""
AGENTS = ("1001", "1002")
CALLS = 6


@pytest.mark.timeout(240)
async def test_a_flood_delays_nobody_and_rings_nobody(world: World) -> None:
    phones = [await world.agent(seat, behaviour=Behaviour(answer_after=0.1)) for seat in AGENTS]
    asterisk = world.pid("asterisk")
    async with Stranger(world.sip) as stranger, Stranger(world.sip) as trap:
        calm = [await _call(world) for _ in range(2)]
        async with _flood(stranger, _messages(stranger, trap)) as sent:
            flooded = []
            while len(flooded) < CALLS or len(sent) < 1_000:
                flooded.append(await _call(world))
        assert len(sent) >= 1_000
        assert trap.requests == []
        assert stranger.invited == []
        answered = len(stranger.statuses)
    assert answered > 100, "the flood reached nobody: nothing was tried"
    assert world.pid("asterisk") == asterisk
    known = {citizen.number for citizen in (*calm, *flooded)}
    for citizen in (*calm, *flooded):
        over = await citizen.outcome()
        assert over.call.outcome is Outcome.ANSWERED
        assert len(offers_of(over)) == 1, "offered more than once: an agent was rung in vain"
    rung = [event for phone in phones for event in phone.events if event.name == "incoming"]
    assert len(rung) == len(known)


def _messages(stranger: Stranger, trap: Stranger) -> Iterator[bytes]:
    return itertools.chain(torture(stranger, trap, NOBODY), noise(stranger, trap, NOBODY, seed=1))


async def _call(world: World) -> Citizen:
    """One whole call: heard at both ends."""
    citizen = await world.citizen(hurry=True)
    await citizen.call.hears_tone(AGENT_HZ, 15, seconds=0.3)
    (talk,) = [call for phone in world.phones for call in phone.calls.values() if phone.user in AGENTS]
    await talk.hears_tone(CITIZEN_HZ, 10, seconds=0.3)
    await citizen.call.hang_up()
    await talk.ended(10)
    for seat in AGENTS:
        await world.until_seat(seat, lambda s: s.available, what="free again")
    return citizen


@contextlib.asynccontextmanager
async def _flood(stranger: Stranger, messages: Iterator[bytes]) -> AsyncIterator[list[int]]:
    """Sends in the background; the list grows by one with each message."""
    sent: list[int] = []

    async def send() -> None:
        for message in messages:
            stranger.send(message)
            sent.append(len(message))
            await asyncio.sleep(1 / A_SECOND)
            stranger.hang_up()

    task = asyncio.create_task(send())
    try:
        yield sent
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
