"""Beyond what a line or a queue takes, callers are told so and may leave a message; nobody is refused in silence."""

from __future__ import annotations

from router.domain.call import CallState, Outcome
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import World


async def test_a_full_line(world: World) -> None:
    first = await world.citizen("12301", hurry=True)
    await first.until(CallState.QUEUED)
    second = await world.citizen("12301")
    await hears_prompt(second.call, world.prompt("all_busy"))
    await hears_prompt(second.call, world.prompt("leave_message"))
    await second.call.hang_up()
    assert (await second.outcome()).call.outcome is Outcome.INFORMED
    await first.call.hang_up()
    assert (await first.outcome()).call.outcome is Outcome.ABANDONED
    third = await world.citizen("12301", hurry=True)
    await third.until(CallState.QUEUED)


async def test_a_full_queue(world: World) -> None:
    waiting = [await world.citizen("12303", hurry=True) for _ in range(2)]
    for citizen in waiting:
        await citizen.until(CallState.QUEUED)
    beyond = await world.citizen("12303")
    await hears_prompt(beyond.call, world.prompt("all_busy"))
    await waiting[0].call.hang_up()
    await waiting[0].outcome()
    again = await world.citizen("12303", hurry=True)
    await again.until(CallState.QUEUED)
