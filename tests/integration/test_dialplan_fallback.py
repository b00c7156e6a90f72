"""No Python, no Redis: Asterisk alone still answers, says so, and rings the seats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from asterisk_conf import names
from phones import Phone
from phones.behaviour import Behaviour
from phones.errors import WaitedInVain
from phones.tone import tone_level, tone_spans
from tests.integration.dialplan_world import BACK_HZ, FALLBACK_HZ, GOODBYE_HZ, LINE, MUSIC_HZ, World, running_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        yield running
        assert [line for line in running.log() if "app_agi" not in line and "res_agi" not in line] == []


async def mark(world: World, seat: str, state: str) -> None:
    await world.manager.act("Setvar", Variable=f"DEVICE_STATE({names.DUTY_DEVICE}{seat})", Value=state)


async def test_a_dead_menu_server_leads_to_the_prompt_and_to_a_seat(world: World) -> None:
    async with world.citizen(sequence=60_000) as citizen, world.seat("1001", sequence=60_000) as seat:
        call = await citizen.dial(LINE, wait=5)
        fell = await world.manager.user_event("HotlineFallback", Reason="menu", Queue="general", Line="general")
        await call.hears_tone(FALLBACK_HZ, seconds=2.5)
        rung = await seat.incoming()
        await rung.ring()
        await call.hears_tone(MUSIC_HZ)
        await rung.answer()
        talk = await world.manager.user_event("HotlineTalk", Seat="1001", Kind="fallback", Offer="")
        await call.hears_tone(880, seconds=1)
        await rung.hears_tone(440, seconds=1)
        assert await world.variable(fell["Channel"], names.STATE) == names.STATE_TALK
        await rung.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        assert (await call.ended()).by == "far"
    call_id = fell["Call"]
    assert await world.facts("HotlineTalkEnd") == [
        ("HotlineBoot", ""),
        ("HotlineArrived", f"Call={call_id}|Line=general|Caller=13800138000|Arrived={fell['Arrived']}"),
        ("HotlineFallback", f"Call={call_id}|Line=general|Queue=general|Reason=menu"),
        ("HotlineTalk", f"Call={call_id}|Seat=1001|Offer=|Kind=fallback|Recording={call_id}-1.raw"),
        ("HotlineTalkEnd", f"Call={call_id}|Why=agent"),
    ]
    agent, heard = world.recording(talk["Recording"])
    assert tone_level(agent, 880) > -20 > -50 > tone_level(agent, 440)
    assert tone_level(heard, 440) > -20 > -50 > tone_level(heard, 880)


async def test_a_menu_that_hangs_is_let_go_of(world: World) -> None:
    await world.start_python()
    world.agi_hangs = True
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        await world.manager.user_event("HotlineFallback", Reason="menu", within=15)


@pytest.mark.parametrize("decision", ["", "nonsense"])
async def test_a_script_that_ends_without_a_known_decision_leads_to_the_fallback(world: World, decision: str) -> None:
    await world.start_python()
    world.decision = decision
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        await world.manager.user_event("HotlineFallback", Reason="menu")


async def test_a_call_nobody_acknowledges_goes_to_the_fallback(world: World) -> None:
    await world.start_python()
    world.manager.on_event = lambda _event: None
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        await world.manager.user_event("HotlineFallback", Reason="ack", within=15)


async def test_when_all_python_dies_who_waits_falls_back_and_who_talks_talks_on(world: World) -> None:
    await world.start_python()
    async with (
        world.citizen() as citizen, world.citizen(number="13900139000") as second, world.seat("1001") as seat,
    ):  # fmt: skip
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        rung = await seat.incoming()
        await rung.answer()
        await call.hears_tone(880)
        waiting = await second.dial(LINE, wait=5)
        await world.manager.user_event("HotlineHold", Caller="13900139000")
        await world.kill_python()
        await world.manager.user_event("HotlineFallback", Reason="beat", Caller="13900139000", within=20)
        await waiting.hears_tone(FALLBACK_HZ)
        # The talk has had no gap on either side since before the heartbeat ran out.
        await asyncio.gather(call.hears_tone(880, seconds=1), rung.hears_tone(440, seconds=1))
        for heard, hz in ((call, 880), (rung, 440)):
            spans = tone_spans(heard.heard, hz, bridge=0.06)
            assert max(end - start for start, end in spans) > 8
        await rung.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        assert (await seat.incoming(20)).caller == "13900139000"


async def test_only_the_seat_on_duty_rings(world: World) -> None:
    for seat, state in (("1001", "INUSE"), ("1002", "NOT_INUSE"), ("1003", "UNAVAILABLE")):
        await mark(world, seat, state)
    async with world.seat("1001") as off, world.seat("1002") as on, world.seat("1003") as gone, world.citizen() as who:
        call = await who.dial(LINE, wait=5)
        rung = await on.incoming()
        await rung.answer()
        await call.hears_tone(880)
        assert (off.journal.count("incoming"), gone.journal.count("incoming")) == (0, 0)


async def test_with_nobody_on_duty_all_ring_and_of_two_answers_one_talks(world: World) -> None:
    async with world.seat("1001") as one, world.seat("1002", tone=1500) as two, world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        for _ in range(3):
            first, second = await asyncio.gather(one.incoming(), two.incoming())
            await asyncio.gather(first.ring(), second.ring())
            first.send_answer()
            second.send_answer()
            # Of two in the very same moment both may be let go, and are rung again; never do both talk.
            with suppress(AssertionError):
                await world.manager.user_event("HotlineTalk", within=5)
                break
        await call.hears_sound()
        loser = await _first_to_end(one, two)
        hz = 1500 if loser is one else 880
        await call.hears_tone(hz, seconds=1)
    assert world.manager.user_events().count("HotlineTalk") == 1


async def _first_to_end(one: Phone, two: Phone) -> Phone:
    for phone in (one, two):
        try:
            await phone.journal.until(lambda phone=phone: not phone.calls, 2, "the end of a call")  # type: ignore[misc]
        except WaitedInVain:
            continue
        return phone
    raise AssertionError("both seats talk with one citizen")


async def test_three_citizens_at_once_get_two_seats_and_the_third_waits_for_the_first_that_is_free(
    world: World,
) -> None:
    async with (
        world.seat("1001") as one, world.seat("1002") as two,
        world.citizen() as a, world.citizen(number="13900139000") as b, world.citizen(number="13700137000") as c,
    ):  # fmt: skip
        one.behaviour = two.behaviour = Behaviour(answer_after=0.2)
        for citizen in (a, b, c):
            await citizen.dial(LINE, wait=5)
        first = await world.manager.user_event("HotlineTalk")
        second = await world.manager.seen(
            lambda event: event.get("UserEvent") == "HotlineTalk" and event["Call"] != first["Call"], "a second talk"
        )
        assert {first["Seat"], second["Seat"]} == {"1001", "1002"}
        after = len(world.manager.events)
        freed = one if first["Seat"] == "1001" else two
        for call in list(freed.calls.values()):
            await call.hang_up()
        third = await world.manager.user_event("HotlineTalk", after=after, within=20)
        assert third["Seat"] == first["Seat"]
        assert third["Call"] not in {first["Call"], second["Call"]}


async def test_a_phone_that_appears_later_is_rung(world: World) -> None:
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        await call.hears_tone(MUSIC_HZ, timeout=10)
        async with world.seat("1004") as seat:
            await (await seat.incoming()).answer()
            await call.hears_tone(880)


async def test_a_phone_that_dies_in_the_fallback_sends_the_citizen_back_into_it(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as first:
        call = await citizen.dial(LINE, wait=5)
        await (await first.incoming()).answer()
        await call.hears_tone(880)
        first.die()
        await call.hears_tone(BACK_HZ, timeout=15)
        await world.manager.user_event("HotlineFallback", Reason="beat")
        async with world.seat("1002", tone=1500) as second:
            await (await second.incoming(15)).answer()
            await call.hears_tone(1500)


async def test_the_routers_redirect_into_the_fallback_says_who_asked(world: World) -> None:
    await world.start_python()
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.manager.act("Redirect", Channel=held["Channel"], Context="fallback", Exten="s", Priority="1")
        await world.manager.user_event("HotlineFallback", Reason="router")
