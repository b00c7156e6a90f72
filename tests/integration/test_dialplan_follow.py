"""A caller who asked to be told of an incident: on record before it is said, whoever hangs up."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from asterisk_conf import names
from tests.integration.dialplan_world import FALLBACK_HZ, LINE, TAKEN_HZ, World, running_world

INCIDENT, NUMBER = "1795347600-0a1b2c3d4e", "02066668888"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        sounds = running.settings.sounds / "zh-CN"
        (sounds / "incident_listed.alaw").write_bytes((sounds / "message_thanks.alaw").read_bytes() * 4)
        running.decision = names.DECISION_FOLLOW
        running.left = {names.FOLLOWS: INCIDENT, names.FOLLOWER: NUMBER}
        await running.start_python()
        yield running
        assert running.log() == []


@pytest.mark.parametrize("patient", [True, False])
async def test_it_is_on_record_and_said_and_the_call_is_over(world: World, patient: bool) -> None:
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        told = await world.manager.user_event(names.EVENT_FOLLOW)
        assert await world.variable(told["Channel"], names.INFORMED) == "1"
        assert await world.variable(told["Channel"], names.STATE) == names.STATE_END
        if patient:
            await call.hears_tone(TAKEN_HZ)
            assert (await call.ended()).by == "far"
        else:
            await call.hang_up()
        await world.manager.seen(lambda event: event.get("Event") == "Hangup", "the end")
    assert (told["Incident"], told["Number"], told["Call"]) == (INCIDENT, NUMBER, told["Uniqueid"])
    facts = dict(await world.facts(names.EVENT_FOLLOW))
    assert f"Incident={INCIDENT}|Number={NUMBER}" in facts[names.EVENT_FOLLOW]


@pytest.mark.parametrize("missing", [names.FOLLOWS, names.FOLLOWER])
async def test_without_an_incident_or_a_number_the_call_is_served_as_always(world: World, missing: str) -> None:
    del world.left[missing]
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        await call.hears_tone(FALLBACK_HZ)
        await call.hang_up()
    assert names.EVENT_FOLLOW not in world.manager.user_events()
