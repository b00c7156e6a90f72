"""Waiting: the queue's own music, its words now and then, its key, and an offer in the middle of all that."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from asterisk_conf import names
from asterisk_conf.render import render
from phones.tone import tone_spans
from router.domain.bundle import Bundle
from tests.integration.dialplan_world import (
    CITIZEN,
    HOLD_KEY_HZ,
    LAW_LINE,
    LAW_MUSIC_HZ,
    LEAVE_HZ,
    LINE,
    MUSIC_HZ,
    PATIENCE_HZ,
    PLACE_HZ,
    WAIT_HZ,
    World,
    running_world,
    sample_bundle,
    sample_secrets,
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        assert running.log() == []


async def count(world: World, channel: str, group: str) -> int:
    return int(await world.variable(channel, f"GROUP_COUNT({group})"))


async def test_the_place_comes_soon_when_others_are_before_then_patience_and_the_key_then_music(world: World) -> None:
    world.place = 3
    async with world.citizen() as citizen:
        call = await citizen.dial(LAW_LINE, wait=5)
        await call.hears_tone(LAW_MUSIC_HZ, seconds=1)
        place = await call.hears_tone(PLACE_HZ, 12, seconds=0.8)
        patience = await call.hears_tone(PATIENCE_HZ, seconds=0.8, since=place)
        key = await call.hears_tone(HOLD_KEY_HZ, seconds=0.8, since=patience)
        await call.hears_tone(LAW_MUSIC_HZ, seconds=0.8, since=key)
        # And again, the place as it is by then.
        world.place = 40
        held = await world.manager.user_event("HotlineHold")
        await world.manager.act("Setvar", Channel=held["Channel"], Variable=names.PLACE, Value="40")
        await call.hears_tone(PLACE_HZ, 15, seconds=0.8)


async def test_the_expected_wait_comes_after_the_place_and_only_while_it_is_the_routers_last_word(world: World) -> None:
    world.place, world.wait = 3, 100
    async with world.citizen() as citizen:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        place = await call.hears_tone(PLACE_HZ, 12, seconds=0.8)
        wait = await call.hears_tone(WAIT_HZ, seconds=0.8, since=place)
        patience = await call.hears_tone(PATIENCE_HZ, seconds=0.8, since=wait)
        # Acknowledged again, and this time the router does not know.
        later = str(int(time.time()) + 1)
        await world.manager.act("Setvar", Channel=held["Channel"], Variable=names.ACK, Value=later)
        place = await call.hears_tone(PLACE_HZ, 15, seconds=0.8, since=patience)
        await call.hears_tone(PATIENCE_HZ, seconds=0.8, since=place)
        assert tone_spans(call.heard_since(place), WAIT_HZ) == []


async def test_who_is_passed_on_waits_in_the_other_queue_with_its_music_and_is_counted_there(world: World) -> None:
    world.wait = 100
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await call.hears_tone(LAW_MUSIC_HZ, seconds=0.5)
        await world.send_on(held, "general")
        again = await world.manager.user_event("HotlineHold", Why="passed_on", Queue="general")
        assert again["Rank"] == held["Rank"]
        await call.hears_tone(MUSIC_HZ, seconds=0.5)
        assert await count(world, held["Channel"], "legal@waiting") == 0
        assert await count(world, held["Channel"], "general@waiting") == 1
        await world.offer(held, "1001")
        await (await seat.incoming()).answer()
        await world.manager.user_event("HotlineTalk", Seat="1001")
        await call.hears_tone(880)


async def test_an_offer_that_is_set_while_hold_begins_anew_is_not_lost(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.manager.act("Setvar", Channel=held["Channel"], Variable=names.OFFER, Value="o1:1001:15")
        await world.send_on(held, "general")
        await world.manager.user_event("HotlineHold", Why="passed_on")
        await world.manager.act("Redirect", Channel=held["Channel"], Context="connect", Exten="s", Priority="1")
        await (await seat.incoming(5)).answer()
        await world.manager.user_event("HotlineTalk", Seat="1001")
        await call.hears_tone(880)


async def test_an_offer_may_be_the_first_to_say_that_the_queue_is_another(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await call.hears_tone(MUSIC_HZ, seconds=0.5)
        await world.offer(held, "1001", queue="legal")
        rung = await seat.incoming(5)
        await rung.ring()
        await call.hears_tone(LAW_MUSIC_HZ, seconds=0.5)
        assert await count(world, held["Channel"], "legal@waiting") == 1
        name = rung.invite.request.need("From").partition("<")[0]
        assert name.strip() == '"热线 法律"'
        await rung.reject(486)
        await world.manager.user_event("HotlineHold", Why="offer", Queue="legal")


async def test_who_waits_is_counted_by_queue_and_line_until_the_talk_begins(world: World) -> None:
    async with world.citizen() as citizen, world.citizen(number="13900139000") as second, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await second.dial(LINE, wait=5)
        other = (await world.manager.user_event("HotlineHold", Caller="13900139000"))["Channel"]
        for group in ("legal@waiting", "law@waiting_line", "law@line", "general@waiting", "general@line"):
            assert await count(world, other, group) == 1, group
        await world.offer(held, "1001")
        rung = await seat.incoming()
        await rung.ring()
        assert await count(world, other, "legal@waiting") == 1
        assert await count(world, other, "1001@seat") == 1
        await rung.answer()
        await world.manager.user_event("HotlineTalk")
        await call.hears_tone(880)
        assert await count(world, other, "legal@waiting") == 0
        assert await count(world, other, "law@waiting_line") == 0
        assert await count(world, other, "law@line") == 1
        assert await count(world, other, "1001@seat") == 1


@pytest.mark.parametrize("during", [LAW_MUSIC_HZ, PLACE_HZ, PATIENCE_HZ, HOLD_KEY_HZ])
async def test_an_offer_rings_at_once_whatever_is_being_said(world: World, during: int) -> None:
    world.place = 3
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await call.hears_tone(during, 15)
        await world.offer(held, "1001")
        rung = await seat.incoming(2)
        await rung.answer()
        await world.manager.user_event("HotlineTalk", Seat="1001")
        await call.hears_tone(880)
    name = rung.invite.request.need("From").partition("<")[0]
    assert name.strip() == '"法律热线 法律"'
    assert rung.caller == CITIZEN


async def test_the_queues_key_leaves_a_message_and_others_end_the_words_only(
    world: World,
) -> None:
    world.place = 3
    async with world.citizen() as citizen:
        call = await citizen.dial(LAW_LINE, wait=5)
        await call.hears_tone(PLACE_HZ, 12)
        await call.send_keys("5")
        await call.hears_tone(LAW_MUSIC_HZ, seconds=0.5)
        await call.hears_tone(PLACE_HZ, 12)
        await call.send_keys("1")
        await world.manager.user_event("HotlineMessage", Phase="begin", Queue="legal")
        await call.hears_tone(LEAVE_HZ)


async def test_prompts_that_are_missing_leave_the_music_on(world: World) -> None:
    for prompt in ("place_3", "hold_patience", "hold_message_1"):
        (world.settings.sounds / "zh-CN" / f"{prompt}.alaw").unlink()
    world.place = 3
    async with world.citizen() as citizen:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        # Past the first words, which are not there.
        await call.hears_tone(LAW_MUSIC_HZ, 20, seconds=9)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_HOLD
    missing = {line for line in world.log() if "does not exist" in line or "Unable to open" in line}
    assert missing
    assert len(world.log()) < 40
    (world.settings.logs / "asterisk-messages").write_text("")


async def test_who_waits_in_a_queue_that_a_reload_takes_away_waits_on(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LAW_LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await call.hears_tone(LAW_MUSIC_HZ)
        bundle = without_legal(sample_bundle(2))
        render(world.settings, world.runtime, bundle, sample_secrets(bundle))
        world.command("dialplan reload")
        await call.hears_tone(LAW_MUSIC_HZ, seconds=3, timeout=8)
        assert "HL_BUNDLE=2" in world.command("dialplan show s@arrive")
        await world.offer(held, "1001")
        await (await seat.incoming()).reject(486)
        # Its queue is nobody's any more: the platform's own music.
        await world.manager.user_event("HotlineHold", Why="offer", Queue="legal")
        await call.hears_tone(MUSIC_HZ)


def without_legal(bundle: Bundle) -> Bundle:
    return replace(bundle, queues={"general": bundle.queues["general"]}, lines={"general": bundle.lines["general"]})
