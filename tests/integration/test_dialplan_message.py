"""A message: recorded whatever ends it, told once, and only when something was said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from asterisk_conf import names
from phones.alaw import decode
from phones.tone import tone_level
from tests.integration.dialplan_world import (
    FALLBACK_HZ,
    GOODBYE_HZ,
    HOLD_KEY_HZ,
    LAW_LINE,
    LAW_MUSIC_HZ,
    LEAVE_HZ,
    LINE,
    TAKEN_HZ,
    Event,
    World,
    running_world,
    until,
)

BEEP_HZ = 1000


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        running.decision = names.DECISION_MESSAGE
        await running.start_python()
        yield running
        assert running.log() == []


def heard_in(world: World, left: Event) -> np.ndarray:
    return decode((world.settings.raw_recordings / left["Recording"]).read_bytes())


async def test_a_message_ended_by_the_hash_key_is_thanked_for_and_told(world: World) -> None:
    async with world.citizen(sequence=60_000) as citizen:
        call = await citizen.dial(LINE, wait=5)
        begun = await world.manager.user_event("HotlineMessage", Phase="begin", Queue="general")
        prompt = await call.hears_tone(LEAVE_HZ)
        await call.hears_tone(BEEP_HZ, since=prompt)
        channel = begun["Channel"]
        assert await world.variable(channel, names.STATE) == names.STATE_MESSAGE
        assert await world.variable(channel, "GROUP_COUNT(general@waiting)") == "0"
        await until(lambda: size(world, begun) > 16_000, "two seconds of message")
        await call.send_keys("#")
        await call.hears_tone(TAKEN_HZ)
        assert (await call.ended()).by == "far"
        left = await world.manager.user_event("HotlineMessage", Phase="left")
    samples = heard_in(world, left)
    assert (left["Call"], left["Recording"]) == (begun["Call"], f"{begun['Call']}-m.alaw")
    assert tone_level(samples, 440) > -20
    assert abs(float(left["Seconds"]) - len(samples) / 8000) < 0.1
    facts = dict(await world.facts("HotlineMessage"))
    assert "Phase=left" in facts["HotlineMessage"]


async def test_a_caller_who_hangs_up_over_the_message_has_left_it(world: World) -> None:
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        begun = await world.manager.user_event("HotlineMessage", Phase="begin")
        await call.hears_tone(BEEP_HZ)
        await until(lambda: size(world, begun) > 16_000, "two seconds of message")
        await call.hang_up()
        left = await world.manager.user_event("HotlineMessage", Phase="left")
        await world.manager.seen(lambda event: event.get("Event") == "Hangup", "the end")
    assert float(left["Seconds"]) >= 1.5
    assert world.manager.user_events().count("HotlineMessage") == 2


async def test_who_says_nothing_is_asked_once_more_and_leaves_no_message(world: World) -> None:
    async with world.citizen(tone=None) as citizen:
        call = await citizen.dial(LINE, wait=5)
        begun = await world.manager.user_event("HotlineMessage", Phase="begin")
        # The key at once, then silence until Asterisk gives up.
        await until(lambda: file_of(world, begun).exists(), "the recording's begin")
        await call.send_keys("#")
        await call.hears_tone(LEAVE_HZ)
        await call.hears_tone(GOODBYE_HZ, 20)
        assert (await call.ended()).by == "far"
        await world.manager.seen(lambda event: event.get("Event") == "Hangup", "the end")
    assert world.manager.user_events().count("HotlineMessage") == 1


async def test_who_pressed_the_key_by_mistake_waits_on_at_the_old_rank(world: World) -> None:
    world.decision = names.DECISION_QUEUE
    async with world.citizen(tone=None) as citizen:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await call.hears_tone(LAW_MUSIC_HZ)
        await call.send_keys("1")
        begun = await world.manager.user_event("HotlineMessage", Phase="begin")
        assert await world.variable(held["Channel"], "GROUP_COUNT(law@line)") == "0"
        for _ in range(2):
            await until(lambda: file_of(world, begun).exists(), "the recording's begin")
            file_of(world, begun).unlink()
            await call.send_keys("#")
        again = await world.manager.user_event("HotlineHold", Why="silent")
        assert (again["Rank"], again["Queue"]) == (held["Rank"], held["Queue"])
        await call.hears_tone(LAW_MUSIC_HZ)
        counted = [f"GROUP_COUNT({group})" for group in ("law@line", "legal@waiting", "law@waiting_line")]
        assert [await world.variable(held["Channel"], count) for count in counted] == ["1", "1", "1"]
        await call.hang_up()
    assert world.manager.user_events().count("HotlineMessage") == 1


async def test_the_queues_key_works_in_the_fallback_too(world: World) -> None:
    world.decision = ""
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        await call.hears_tone(FALLBACK_HZ)
        await call.hears_tone(HOLD_KEY_HZ)
        rung = await seat.incoming()
        await rung.ring()
        await call.send_keys("1")
        await world.manager.user_event("HotlineMessage", Phase="begin", Queue="legal")
        await call.hears_tone(LEAVE_HZ)
        assert (await rung.ended()).how == "cancel"


def file_of(world: World, begun: Event) -> Path:
    return world.settings.raw_recordings / f"{begun['Call']}-m.alaw"


def size(world: World, begun: Event) -> int:
    return file_of(world, begun).stat().st_size if file_of(world, begun).exists() else 0
