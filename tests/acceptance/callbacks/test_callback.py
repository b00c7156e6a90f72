"""A caller keeps the place without holding the line: the agent is rung first, then the citizen, who presses a key.

first   hold ~~ 2 ~~ number read back ~~ 1 ── hangs up ················· rung ~~ 1 ~~ 1001 ── hangs up
second            hold ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ 1001
"""

from __future__ import annotations

from phones import Behaviour
from router.domain.call import CallState, OfferResult, Outcome
from router.domain.outbound import RingEnd
from tests.acceptance.callbacks.stage import LINE, ask_for_callback, reached
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import World, eventually, join, offers_of


async def test_a_callback_keeps_the_place_and_is_a_talk_like_any_other(world: World) -> None:
    carrier = await world.carrier()
    first = await ask_for_callback(world)
    second = await world.citizen(LINE, hurry=True)
    await second.until(CallState.QUEUED)

    agent = await world.agent("1001")
    _, rung = await reached(world, agent, carrier, first.number)
    await rung.hang_up()
    assert (await first.outcome()).call.outcome is Outcome.CALLED_BACK

    offer = await agent.incoming(15)
    assert offer.caller == second.number
    await join(second, offer)
    await second.call.hang_up()
    assert (await second.outcome()).call.outcome is Outcome.ANSWERED
    rings = await eventually(
        lambda: world.rings(first.call_id), lambda found: "ended" in found, within=10, what="the ring is on record"
    )
    assert list(rings) == ["dialled", "answered", "keyed", "ended"]
    assert rings["ended"] == RingEnd.ACCEPTED
    assert len(await first.recordings()) == 1


async def test_an_agent_who_does_not_answer_costs_no_try_and_the_next_is_rung(world: World) -> None:
    carrier = await world.carrier()
    citizen = await ask_for_callback(world)
    first = await world.agent("1001", behaviour=Behaviour(reject_with=486))
    await eventually(
        citizen.live, lambda call: call is not None and call.failed_offers == 1, within=15, what="1001 has declined"
    )
    assert carrier.calls == {}, "no citizen is rung before an agent is there"
    second = await world.agent("1002")
    _, rung = await reached(world, second, carrier, citizen.number)
    await rung.hang_up()
    over = (await citizen.outcome()).call
    assert over.outcome is Outcome.CALLED_BACK
    assert offers_of(await citizen.outcome()) == [("1001", OfferResult.REJECTED), ("1002", OfferResult.ANSWERED)]
    assert first.calls == {}


async def test_who_calls_again_may_use_the_place_and_a_colleague_behind_the_number_need_not(world: World) -> None:
    carrier = await world.carrier()
    office = "13900000077"
    owed = await ask_for_callback(world, office)
    between = await world.citizen(LINE, hurry=True)
    await between.until(CallState.QUEUED)

    colleague = await world.citizen(LINE, hurry=True, number=office)
    await hears_prompt(colleague.call, world.prompt("callback_place"))
    # Presses nothing: somebody else of that office.
    await eventually(
        world.calls, lambda calls: sum(call.state is CallState.QUEUED for call in calls) == 2, within=15,
        what="the colleague waits",
    )  # fmt: skip
    assert any(call.state is CallState.OWED for call in await world.calls())
    await colleague.call.hang_up()

    again = await world.citizen(LINE, hurry=True, number=office)
    await hears_prompt(again.call, world.prompt("callback_place"))
    await again.call.send_keys("1")
    former = owed.call_id
    await eventually(
        world.calls, lambda calls: all(call.id != former for call in calls), within=15, what="the callback is off"
    )
    agent = await world.agent("1001")
    offer = await agent.incoming(15)
    assert offer.caller == office, "the place of the first call is before whoever came between"
    await join(again, offer)
    await again.call.hang_up()
    await join(between, await agent.incoming(15))
    await between.call.hang_up()
    assert carrier.calls == {}
    assert (await world.settled(former)).call.outcome is Outcome.ABANDONED
