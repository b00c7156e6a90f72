"""Callbacks outlive what happens to the software: a promise was given."""

from __future__ import annotations

import asyncio

from router.domain.call import CallState, Outcome
from tests.acceptance.callbacks.stage import ask_for_callback, citizen_is_rung, reached
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, World, eventually

OWED = 10


async def test_a_router_that_is_killed_while_the_agent_rings_rings_nobody_twice(world: World) -> None:
    carrier = await world.carrier()
    citizen = await ask_for_callback(world)
    agent = await world.agent("1001")
    offer = await agent.incoming(15)
    killed = world.kill("router")
    # The agent takes it while no router is there.
    await offer.answer()
    await hears_prompt(offer, world.prompt("callback_now"))
    rung = await citizen_is_rung(world, carrier, citizen.number)
    await world.until_replaced(killed)
    await rung.send_keys("1")
    await rung.hears_tone(AGENT_HZ, 10, seconds=0.3)
    await eventually(
        citizen.live, lambda call: call is not None and call.owed is not None and call.owed.reached_at is not None,
        within=15, what="the new router knows that the citizen was reached",
    )  # fmt: skip
    await rung.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.CALLED_BACK
    assert [event.name for event in carrier.events].count("incoming") == 1
    assert [event.name for event in agent.events].count("incoming") == 1


async def test_redis_is_killed_with_ten_callbacks_owed(world: World) -> None:
    carrier = await world.carrier()
    callers = await asyncio.gather(*(ask_for_callback(world) for _ in range(OWED)))
    before = sorted(await world.calls(), key=lambda call: call.rank)
    assert [call.state for call in before] == [CallState.OWED] * OWED
    await world.until_replaced(world.kill("redis"))
    after = await eventually(world.calls, lambda calls: len(calls) == OWED, within=15, what="all ten are owed still")
    assert [(call.id, call.owed) for call in sorted(after, key=lambda call: call.rank)] == [
        (call.id, call.owed) for call in before
    ]

    agent = await world.agent("1001")
    by_id = {caller.call_id: caller for caller in callers}
    for call in before[:2]:
        _, rung = await reached(world, agent, carrier, call.caller)
        await rung.hang_up()
        assert (await by_id[call.id].outcome()).call.outcome is Outcome.CALLED_BACK
