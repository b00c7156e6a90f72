"""No Python, and no phone at any seat: the person on call is rung outside, and is there who presses a key."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from asterisk_conf import names
from phones import Phone
from phones.tone import tone_level
from router.domain.bundle import Bundle, Trunk
from router.domain.outbound import Outbound
from router.settings import Settings
from tests.integration.dialplan_world import GOODBYE_HZ, LINE, SURVEY_HZ, World, running_world

ON_CALL = "13900000009"


CARRIER_OFFSET = 90
"""A port of the copy's range that the copy itself does not use."""


def way_out(bundle: Bundle, settings: Settings) -> Bundle:
    return replace(
        bundle,
        trunks={"carrier": Trunk(id="carrier", server=f"127.0.0.1:{settings.port_base + CARRIER_OFFSET}")},
        outbound=Outbound(trunk="carrier", shows="12345"),
        outbound_allowed=("139*",),
    )


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world(change=way_out) as running:
        prompts = running.settings.sounds / "zh-CN"
        shutil.copy(prompts / "survey.alaw", prompts / "on_call_waiting.alaw")
        yield running
        assert [line for line in running.log() if "app_agi" not in line and "res_agi" not in line] == []


@pytest.fixture
async def outside(world: World) -> AsyncIterator[Phone]:
    """Every phone outside."""
    port = world.settings.port_base + CARRIER_OFFSET
    sip = (world.settings.listen, world.settings.sip_port)
    async with Phone("carrier", None, sip, tone_hz=880, port=port) as phone:
        yield phone


async def test_who_is_on_call_is_rung_and_talks_after_the_key(world: World, outside: Phone) -> None:
    await world.manager.act("Setvar", Variable=names.ON_CALL, Value=ON_CALL)
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        fell = await world.manager.user_event("HotlineFallback", Reason="menu")
        rung = await outside.incoming(15)
        assert rung.called == ON_CALL
        await rung.answer()
        await world.manager.user_event("HotlineRing", Purpose="on_call", Subject=fell["Call"], Phase="answered")
        await rung.hears_tone(SURVEY_HZ)
        await rung.send_keys("1")
        talk = await world.manager.user_event("HotlineTalk", Seat="0", Kind="fallback", Offer="")
        await call.hears_tone(880, seconds=1)
        await rung.hears_tone(440, seconds=1)
        await rung.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        await call.ended()
    agent, heard = world.recording(talk["Recording"])
    assert tone_level(agent, 880) > -20 and tone_level(heard, 440) > -20


async def test_without_a_key_the_citizen_waits_on_for_the_seats(world: World, outside: Phone) -> None:
    await world.manager.act("Setvar", Variable=names.ON_CALL, Value=ON_CALL)
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        rung = await outside.incoming(15)
        await rung.reject(486)
        await world.manager.user_event("HotlineRing", Purpose="on_call", Phase="ended", Status="BUSY")
        async with world.seat("1001") as seat:
            offer = await seat.incoming(15)
            await offer.answer()
            await call.hears_tone(880, seconds=1)
            await call.hang_up()


async def test_nobody_on_call_is_nobody_rung(world: World, outside: Phone) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LINE, wait=5)
        offer = await seat.incoming(15)
        await offer.answer()
        await call.hears_tone(880, seconds=1)
        assert outside.calls == {}
        await call.hang_up()
