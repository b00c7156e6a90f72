"""A call through menu, hold, offer and talk on the real thing, with both voices found by their tones."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from asterisk_conf import names
from phones.tone import tone_level
from tests.integration.dialplan_world import (
    BACK_HZ,
    GOODBYE_HZ,
    LINE,
    MUSIC_HZ,
    UNKNOWN_HZ,
    Event,
    World,
    running_world,
)

THERE, GONE = -20.0, -50.0


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        assert running.log() == []


def assert_on_own_channels(world: World, talk: Event, *, agent_hz: float, citizen_hz: float = 440) -> None:
    agent, citizen = world.recording(talk["Recording"])
    assert len(agent) > 4000
    assert tone_level(agent, agent_hz) > THERE
    assert tone_level(agent, citizen_hz) < GONE
    assert tone_level(citizen, citizen_hz) > THERE
    assert tone_level(citizen, agent_hz) < GONE


async def test_both_voices_are_heard_and_recorded_when_sequences_begin_at_60000_after_music(world: World) -> None:
    async with world.citizen(sequence=60_000) as citizen, world.seat("1001", sequence=60_000) as seat:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold", Why="new")
        await call.hears_tone(MUSIC_HZ)
        offer = await world.offer(held, "1001")
        rung = await seat.incoming()
        await rung.ring()
        await call.hears_tone(MUSIC_HZ)
        await rung.answer()
        talk = await world.manager.user_event("HotlineTalk", Seat="1001", Offer=offer, Kind="offered")
        await call.hears_tone(880, seconds=1)
        await rung.hears_tone(440, seconds=1)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_TALK
        await rung.hang_up()
        await world.manager.user_event("HotlineOfferEnd", Status="ANSWER", Cause="16", Talked="1")
        await call.hears_tone(GOODBYE_HZ)
        assert (await call.ended()).by == "far"
    assert rung.caller == "13800138000"
    assert_on_own_channels(world, talk, agent_hz=880)


async def test_the_facts_of_the_call_are_told(world: World) -> None:
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        arrived = await world.manager.user_event("HotlineArrived")
        held = await world.manager.user_event("HotlineHold")
    call = arrived["Uniqueid"]
    assert {key: arrived[key] for key in ("Call", "Line", "Caller")} == {
        "Call": call, "Line": "general", "Caller": "13800138000",
    }  # fmt: skip
    assert call.startswith("node1-")
    assert held["Rank"] == f"{arrived['Arrived']}:{call.rpartition('.')[2]}"
    assert (held["Queue"], held["Language"], held["Skills"], held["Bundle"]) == ("general", "zh-CN", "", "1")
    assert abs(float(arrived["Arrived"]) - float(arrived["Timestamp"])) < 2


async def test_a_phone_that_dies_in_mid_talk_sends_the_citizen_back_and_the_next_agent_is_heard(world: World) -> None:
    async with (
        world.citizen(sequence=50_000) as citizen,
        world.seat("1001", sequence=60_000) as first,
        world.seat("1002", sequence=9, tone=1500) as second,
    ):
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold", Why="new")
        await world.offer(held, "1001")
        await (await first.incoming()).answer()
        await call.hears_tone(880)
        first.die()
        ended = await world.manager.user_event("HotlineOfferEnd", within=25)
        await call.hears_tone(BACK_HZ)
        again = await world.manager.user_event("HotlineHold", Why="lost")
        await world.offer(again, "1002")
        rung = await second.incoming()
        await rung.answer()
        talk = await world.manager.user_event("HotlineTalk", Seat="1002")
        await call.hears_tone(1500, seconds=1)
        await rung.hears_tone(440, seconds=1)
        await call.hang_up()
        await rung.ended()
    assert (ended["Cause"], ended["Talked"]) == ("44", "1")
    assert again["Rank"] == held["Rank"]
    assert talk["Recording"].endswith("-2.raw")
    assert_on_own_channels(world, talk, agent_hz=1500)


@pytest.mark.parametrize(
    ("refusal", "status", "cause"), [(486, "BUSY", "17"), (603, "CHANUNAVAIL", "21"), (488, "CHANUNAVAIL", "58")]
)
async def test_a_refused_offer_leads_back_to_hold_at_the_same_rank(
    world: World, refusal: int, status: str, cause: str
) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold", Why="new")
        await world.offer(held, "1001")
        await (await seat.incoming()).reject(refusal)
        ended = await world.manager.user_event("HotlineOfferEnd", Talked="0")
        again = await world.manager.user_event("HotlineHold", Why="offer")
        await call.hears_tone(MUSIC_HZ)
    assert (ended["Status"], ended["Cause"]) == (status, cause)
    assert again["Rank"] == held["Rank"]


async def test_an_unanswered_offer_rings_out_and_the_seat_can_be_rung_again(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold", Why="new")
        await world.offer(held, "1001", ring=1)
        await (await seat.incoming()).ring()
        ended = await world.manager.user_event("HotlineOfferEnd", Status="NOANSWER", Talked="0")
        again = await world.manager.user_event("HotlineHold", Why="offer")
        await world.offer(again, "1001")
        await (await seat.incoming()).answer()
        await world.manager.user_event("HotlineTalk")
    assert ended["Cause"] == "0"


async def test_a_citizen_who_leaves_while_ringing_frees_the_seat(world: World) -> None:
    async with world.citizen() as citizen, world.seat("1001") as seat:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        rung = await seat.incoming()
        await rung.ring()
        await call.hang_up()
        assert (await rung.ended()).how == "cancel"
        after = len(world.manager.events)
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold", after=after)
        await world.offer(held, "1001")
        await (await seat.incoming()).answer()
        await world.manager.user_event("HotlineTalk", after=after)


async def test_keys_in_hold_neither_end_the_music_nor_the_call(world: World) -> None:
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await call.send_keys("15#*0")
        await call.hears_tone(MUSIC_HZ, seconds=0.5)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_HOLD


async def test_a_wrong_number_is_told_so(world: World) -> None:
    async with world.citizen() as citizen:
        call = await citizen.dial("99999", wait=5)
        await call.hears_tone(UNKNOWN_HZ)
        assert (await call.ended()).by == "far"
    assert world.manager.user_events() == []


async def test_a_told_caller_is_let_go(world: World) -> None:
    world.decision = names.DECISION_END
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        assert (await call.ended()).by == "far"
    assert "HotlineHold" not in world.manager.user_events()


async def test_a_hostile_caller_name_and_number_reach_no_event(world: World) -> None:
    async with world.citizen(number="1380\N{LATIN SMALL LETTER E}+&PJSIP/1001") as citizen:
        await citizen.dial(LINE, wait=5)
        arrived = await world.manager.user_event("HotlineArrived")
    assert arrived["Caller"] == "1380+1001"
