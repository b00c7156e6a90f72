"""One agent, four callers: whoever waits hears music and is offered as soon as the seat is free, in order of arrival.

first    talk ──── hangs up
second   hold ~~~~~~~~~~~~ talk ──── agent hangs up, goodbye
third    hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ talk ──── hangs up
fourth   hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ talk ─
"""

from __future__ import annotations

from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.seat import SeatState
from tests.acceptance.ears import heard_prompt, hears_music
from tests.acceptance.world import World, join, offers_of


async def test_busy_then_freed(world: World) -> None:
    agent = await world.agent("1001")
    first = await world.citizen(hurry=True)
    talk = await agent.incoming(15)
    await join(first, talk)
    second, third, fourth = [await world.citizen(hurry=True) for _ in range(3)]
    for citizen in (second, third, fourth):
        await citizen.until(CallState.QUEUED)
        await hears_music(citizen.call)

    await first.call.hang_up()
    talk = await agent.incoming(10)
    assert talk.caller == second.number
    await join(second, talk)

    await talk.hang_up()
    talk = await agent.incoming(10)
    assert talk.caller == third.number
    assert second.call.at("bye_received") is None, "the seat waited for the former caller's goodbye"
    await join(third, talk)
    ending = await second.call.ended(10)
    assert (ending.by, ending.how) == ("far", "bye")
    assert heard_prompt(second.call.heard, world.prompt("goodbye"))

    await third.call.hang_up()
    talk = await agent.incoming(10)
    assert talk.caller == fourth.number
    await join(fourth, talk)
    await fourth.call.hang_up()
    seat = await world.until_seat("1001", SeatState.READY)
    assert seat.talks == 4

    for citizen in (first, second, third, fourth):
        over = await citizen.outcome()
        assert (over.call.outcome, over.call.where) == (Outcome.ANSWERED, Where.TALKING)
        assert offers_of(over) == [("1001", OfferResult.ANSWERED)]
        assert not heard_prompt(citizen.call.heard, world.prompt("fallback"))
    assert not heard_prompt(third.call.heard, world.prompt("goodbye"))
