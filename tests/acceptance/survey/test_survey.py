"""After the agent has hung up the caller is asked for a grade, once, in the call's language; no answer counts too."""

from __future__ import annotations

from router.domain.call import Outcome
from router.domain.seat import SeatState
from tests.acceptance.ears import hears_prompt, press
from tests.acceptance.world import Citizen, World, join


async def asked(world: World) -> Citizen:
    agent = await world.agent("1001")
    citizen = await world.citizen("12303", hurry=True)
    offer = await agent.incoming(15)
    await join(citizen, offer)
    await offer.hang_up()
    await hears_prompt(citizen.call, world.prompt("survey"))
    # The seat is free while its caller still answers.
    await world.until_seat("1001", SeatState.READY)
    return citizen


async def test_a_grade(world: World) -> None:
    citizen = await asked(world)
    await citizen.call.send_keys("4")
    await hears_prompt(citizen.call, world.prompt("survey_thanks"))
    await citizen.call.ended(15)
    over = (await citizen.outcome()).call
    assert (over.outcome, over.grade) == (Outcome.ANSWERED, 4)


async def test_no_grade_but_the_red_button(world: World) -> None:
    citizen = await asked(world)
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert (over.outcome, over.grade) == (Outcome.ANSWERED, 0)


async def test_a_key_that_is_no_grade_is_asked_again(world: World) -> None:
    citizen = await asked(world)
    at = await press(citizen.call, "9")
    await hears_prompt(citizen.call, world.prompt("survey"), since=at)
    await citizen.call.send_keys("5")
    await citizen.call.ended(15)
    assert (await citizen.outcome()).call.grade == 5


async def test_who_hangs_up_on_the_agent_is_not_asked(world: World) -> None:
    agent = await world.agent("1001")
    citizen = await world.citizen("12303", hurry=True)
    await join(citizen, await agent.incoming(15))
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert (over.outcome, over.grade) == (Outcome.ANSWERED, None)
