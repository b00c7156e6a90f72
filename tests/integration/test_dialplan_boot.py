"""Asterisk starts on what was rendered, without a word of complaint, and takes changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from asterisk_conf import names
from asterisk_conf.modules import MODULES
from asterisk_conf.render import render
from phones.errors import CallRejected
from tests.integration.dialplan_world import World, running_world, sample_bundle, sample_secrets


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        yield running


async def test_starts_with_every_module_and_without_a_warning(world: World) -> None:
    shown = world.command("module show").splitlines()
    running = {line.split()[0] for line in shown if " Running " in line}
    assert set(MODULES) <= running
    assert world.log() == []


async def test_the_music_is_there(world: World) -> None:
    assert "music/music" in world.command("moh show files")


async def test_a_changed_bundle_is_taken_over_and_the_heartbeat_stays(world: World) -> None:
    await world.manager.act("Setvar", Variable=names.BEAT, Value="12345")
    bundle = sample_bundle(2)
    second = replace(bundle.lines["general"], id="rights", number="12351")
    bundle = replace(bundle, lines={**bundle.lines, "rights": second})

    render(world.settings, world.runtime, sample_bundle(2), sample_secrets(bundle))
    changed = render(world.settings, world.runtime, bundle, sample_secrets(bundle))
    world.command("dialplan reload")

    assert changed == ("extensions.conf",)
    assert "rights" in world.command("dialplan show 12351@lines")
    assert (await world.manager.act("Getvar", Variable=names.BEAT))["Value"] == "12345"
    assert world.log() == []


async def test_the_start_is_marked_in_the_channel_event_log(world: World) -> None:
    assert await world.facts("HotlineBoot") == [("HotlineBoot", "")]


@pytest.mark.parametrize("target", ["s", "T", "h", "arrive", "hold"])
async def test_the_way_in_leads_to_published_numbers_only(world: World, target: str) -> None:
    async with world.citizen() as phone:
        call = await phone.dial(target)
        with pytest.raises(CallRejected) as refused:
            await call.answered()
    assert refused.value.status == 404


async def test_a_new_call_is_refused_before_the_answer_while_draining(world: World) -> None:
    await world.manager.act("Setvar", Variable=names.DRAIN, Value="1")
    async with world.citizen() as phone:
        call = await phone.dial("12345")
        with pytest.raises(CallRejected) as refused:
            await call.answered()
    assert refused.value.status == 503
