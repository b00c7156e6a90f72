"""What a seat's phone can do: show, hear, ask another, dial a code, press the recording key."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from asterisk_conf import names
from phones.errors import CallRejected
from phones.tone import tone_level
from tests.integration.dialplan_world import (
    LAW_LINE,
    LINE,
    NO_CODE_HZ,
    QUIET_LINE,
    WHISPER_HZ,
    World,
    running_world,
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        log = [line for line in running.log() if "app_agi" not in line and "res_agi" not in line]
        assert log == []


async def test_the_whisper_is_for_the_agent_alone(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        rung = await seat.incoming()
        await rung.answer()
        await rung.hears_tone(WHISPER_HZ, since=rung.at("answered"))
        talk = await world.manager.user_event("HotlineTalk")
        await call.hears_tone(880)
        await rung.hears_tone(440, seconds=1)
        assert tone_level(call.heard, WHISPER_HZ) < -50
        await call.hang_up()
        await rung.ended()
    for voice in world.recording(talk["Recording"]):
        assert tone_level(voice, WHISPER_HZ) < -50


async def test_a_line_that_is_not_recorded_leaves_no_file(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(QUIET_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        await (await seat.incoming()).answer()
        talk = await world.manager.user_event("HotlineTalk")
        await call.hears_tone(880)
        assert await world.variable(held["Channel"], names.RECORDING) == ""
    assert talk["Recording"] == ""
    assert not list(world.settings.raw_recordings.iterdir())


async def test_the_recording_key_is_told_when_the_agent_presses_it_and_not_when_the_citizen_does(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        rung = await seat.incoming()
        await rung.answer()
        await call.hears_tone(880)
        await call.send_keys("*8")
        await rung.happened("key_received", times=2)
        await rung.send_keys("*8")
        pressed = await world.manager.user_event("HotlinePause")
        await call.hears_tone(880, seconds=0.5)
        assert call.journal.count("key_received") == 0
        assert (pressed["Call"], pressed["Seat"]) == (held["Call"], "1001")
        assert pressed["Channel"].startswith("PJSIP/1001-")
        assert world.manager.user_events().count("HotlinePause") == 1


async def test_a_seat_that_talks_may_ask_another_and_comes_back(world: World) -> None:
    async with (
        world.citizen() as citizen, world.seat("1001") as first, world.seat("1002", tone=1500) as second,
    ):  # fmt: skip
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        rung = await first.incoming()
        await rung.answer()
        await call.hears_tone(880)
        await rung.hold()
        asking = await first.dial("1002")
        asked = await second.incoming()
        await asked.answer()
        await asking.hears_tone(1500)
        await asked.send_keys("*8")
        await asked.hang_up()
        await asking.ended()
        await rung.unhold()
        await call.hears_tone(880, seconds=1)
        await rung.hears_tone(440)
    # The key of somebody who talks with no citizen is nobody's.
    assert "HotlinePause" not in world.manager.user_events()


@pytest.mark.parametrize(("dialled", "code"), [("*10", "10"), ("*15", "15"), ("*16", "16"), ("*7", "7")])
async def test_a_code_runs_its_script_and_hangs_up(world: World, dialled: str, code: str) -> None:
    world.decision = names.DECISION_END
    async with world.seat("1001") as seat:
        call = await seat.dial(dialled, wait=5)
        assert (await call.ended()).by == "far"
    assert world.scripts == [("code", code, "1001")]


async def test_a_code_without_an_answer_says_so(world: World) -> None:
    await world.kill_python()
    async with world.seat("1001") as seat:
        call = await seat.dial("*10", wait=5)
        await call.hears_tone(NO_CODE_HZ)
        assert (await call.ended()).by == "far"


async def test_a_code_that_hangs_is_let_go_of_and_no_offer_rings_meanwhile(world: World) -> None:
    async with world.seat("1001") as seat, world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        world.agi_hangs = True
        call = await seat.dial("*13", wait=5)
        await world.offer(held, "1001")
        await world.manager.user_event("HotlineOfferEnd", Status="GUARD")
        await call.hears_tone(NO_CODE_HZ, 15)
        assert (await call.ended()).by == "far"


@pytest.mark.parametrize("dialled", ["*18", "*1", "*8", "*", "10"])
async def test_what_is_no_code_is_not_answered(world: World, dialled: str) -> None:
    async with world.seat("1001") as seat:
        call = await seat.dial(dialled)
        with pytest.raises(CallRejected) as refused:
            await call.answered()
    # 484: the beginning of something that could be dialled.
    assert refused.value.status in (404, 484)
