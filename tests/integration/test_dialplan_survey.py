"""A grade: asked for after the agent hung up, at most twice, told once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from asterisk_conf import names
from phones.outgoing import OutgoingCall
from phones.phone import Phone
from tests.integration.dialplan_world import (
    GOODBYE_HZ,
    LAW_LINE,
    SURVEY_HZ,
    THANKS_HZ,
    Event,
    World,
    running_world,
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        assert running.log() == []


async def talked(world: World, citizen: Phone, seat: Phone) -> tuple[OutgoingCall, Event]:
    """A talk that the agent has just ended."""
    call = await citizen.dial(LAW_LINE, wait=5)
    held = await world.manager.user_event("HotlineHold")
    await world.offer(held, seat.user)
    rung = await seat.incoming()
    await rung.answer()
    await call.hears_tone(880)
    await rung.hang_up()
    await world.manager.user_event("HotlineOfferEnd", Talked="1")
    return call, held


async def grades(world: World) -> list[str]:
    """What was told by the end of the call."""
    await world.manager.seen(
        lambda event: event.get("Event") == "Hangup" and event["Channel"].startswith("PJSIP/inbound"), "the end"
    )
    return [event["Grade"] for event in world.manager.events if event.get("UserEvent") == "HotlineSurvey"]


async def test_a_grade_is_thanked_for_and_told_before_the_goodbye_ends(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call, held = await talked(world, citizen, seat)
        await call.hears_tone(SURVEY_HZ)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_SURVEY
        await call.send_keys("5")
        thanks = await call.hears_tone(THANKS_HZ)
        await call.hears_tone(GOODBYE_HZ, since=thanks)
        assert (await call.ended()).by == "far"
        assert await grades(world) == ["5"]
    assert dict(await world.facts("HotlineSurvey"))["HotlineSurvey"] == f"Call={held['Call']}|Grade=5"


async def test_a_key_that_is_no_grade_is_asked_for_again_and_then_let_go(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call, _ = await talked(world, citizen, seat)
        first = await call.hears_tone(SURVEY_HZ)
        await call.send_keys("9")
        await call.hears_tone(SURVEY_HZ, since=first + 0.9)
        await call.send_keys("0")
        await call.hears_tone(GOODBYE_HZ)
        await call.ended()
        assert await grades(world) == ["0"]


async def test_who_hangs_up_when_asked_has_given_none(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call, _ = await talked(world, citizen, seat)
        await call.hears_tone(SURVEY_HZ)
        await call.hang_up()
        assert await grades(world) == ["0"]


async def test_who_hangs_up_over_the_thanks_has_given_it(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call, _ = await talked(world, citizen, seat)
        await call.hears_tone(SURVEY_HZ)
        await call.send_keys("3")
        await call.hears_tone(THANKS_HZ)
        await call.hang_up()
        assert await grades(world) == ["3"]


async def test_a_phone_that_died_is_not_graded(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        await (await seat.incoming()).answer()
        await call.hears_tone(880)
        seat.die()
        await world.manager.user_event("HotlineHold", Why="lost", within=25)
        await call.hang_up()
        assert await grades(world) == []
