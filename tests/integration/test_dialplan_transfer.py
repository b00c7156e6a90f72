"""Handing a citizen on: to a seat, to a queue, to nobody, and after asking first. Nobody is hung up on for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk_conf import names
from phones.incoming import IncomingCall
from phones.outgoing import OutgoingCall
from phones.phone import Phone
from phones.tone import tone_level
from tests.integration.dialplan_world import (
    BACK_HZ,
    GOODBYE_HZ,
    LAW_MUSIC_HZ,
    LINE,
    MUSIC_HZ,
    NO_CODE_HZ,
    RETURN_HZ,
    TRANSFERRING_HZ,
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


@asynccontextmanager
async def talk(world: World, seat: Phone) -> AsyncIterator[tuple[OutgoingCall, IncomingCall, Event]]:
    """The citizen's side, the seat's side, and the citizen's first HotlineHold."""
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, seat.user)
        rung = await seat.incoming()
        await rung.answer()
        await call.hears_tone(880)
        yield call, rung, held


async def free(world: World, channel: str, *seats: str) -> None:
    """No group holds any of these seats."""
    for seat in seats:
        assert await world.variable(channel, f"GROUP_COUNT({seat}@seat)") == "0", seat


async def test_to_a_seat_and_its_talk_ends_as_every_talk_does(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, held),
    ):  # fmt: skip
        assert await rung.refer("1002") == 200
        told = await world.manager.user_event("HotlineTransfer")
        assert (told["Call"], told["Seat"], told["To"]) == (held["Call"], "1001", "1002")
        await call.hears_tone(TRANSFERRING_HZ)
        new = await second.incoming()
        await new.ring()
        await call.hears_tone(MUSIC_HZ)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_TRANSFER
        await free(world, held["Channel"], "1001")
        await new.answer()
        talked = await world.manager.user_event("HotlineTalk", Seat="1002", Kind="transfer")
        await call.hears_tone(1500, seconds=1)
        await new.hears_tone(440, seconds=1)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_TALK
        assert await world.variable(held["Channel"], names.SEAT) == "1002"
        await new.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        assert (await call.ended()).by == "far"
    assert talked["Recording"] == f"{held['Call']}-2.raw"
    (over,) = (event for event in world.manager.events if event.get("UserEvent") == "HotlineOfferEnd")
    assert {key: over[key] for key in ("Call", "Offer", "Seat", "Talked", "Cause")} == {
        "Call": held["Call"], "Offer": "", "Seat": "1002", "Talked": "1", "Cause": "16",
    }  # fmt: skip
    assert [fact for fact, _ in await world.facts("HotlineTalkEnd")] == [
        "HotlineBoot", "HotlineArrived", "HotlineHold", "HotlineOffer", "HotlineTalk", "HotlineTransfer", "HotlineTalk",
        "HotlineTalkEnd",
    ]  # fmt: skip


async def test_to_a_queue_keeps_the_rank(world: World) -> None:
    async with world.seat("1001") as first, talk(world, first) as (call, rung, held):
        await rung.refer("8002")
        again = await world.manager.user_event("HotlineHold", Why="transfer", Queue="legal")
        await call.hears_tone(LAW_MUSIC_HZ)
        await world.offer(again, "1001")
        await (await first.incoming()).answer()
        await world.manager.user_event("HotlineTalk", Kind="offered", Recording=f"{held['Call']}-2.raw")
    assert again["Rank"] == held["Rank"]


@pytest.mark.parametrize(
    "target", ["1002", "8009", "13900139000", "1001", "nobody", "*10", "h", "i", "t", "s", "1003&PJSIP"]
)
async def test_where_nobody_answers_or_nothing_is_the_agent_is_rung_again(world: World, target: str) -> None:
    async with world.seat("1001") as first, talk(world, first) as (call, rung, _):
        await rung.refer(target)
        await world.manager.user_event("HotlineTransfer", Seat="1001")
        await call.hears_tone(RETURN_HZ, 15)
        back = await first.incoming()
        await back.answer()
        await world.manager.user_event("HotlineTalk", Kind="returned", Seat="1001")
        await call.hears_tone(880)
        await back.hears_tone(440)
        await call.hang_up()
        await back.ended()


async def test_a_seat_that_refuses_and_then_rings_out_leads_back_each_time(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, held),
    ):  # fmt: skip
        await rung.refer("1002")
        await (await second.incoming()).reject(486)
        back = await first.incoming()
        await back.answer()
        await call.hears_tone(880)
        await back.refer("1002")
        await (await second.incoming()).ring()
        await (await first.incoming(15)).answer()
        await world.manager.user_event("HotlineTalk", Kind="returned", Recording=f"{held['Call']}-3.raw")
        await call.hears_tone(880)


async def test_when_the_agent_is_gone_too_the_citizen_waits_at_the_old_rank(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, held),
    ):  # fmt: skip
        await rung.refer("1002")
        one = await second.incoming()
        await one.reject(603)
        await (await first.incoming()).reject(486)
        again = await world.manager.user_event("HotlineHold", Why="returned", Queue="general")
        await call.hears_tone(MUSIC_HZ)
        await free(world, held["Channel"], "1001", "1002")
        assert again["Rank"] == held["Rank"]
        await world.offer(again, "1002")
        await (await second.incoming()).answer()
        await call.hears_tone(1500)


async def test_a_phone_that_dies_after_a_transfer_sends_the_citizen_back_to_hold(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, _),
    ):  # fmt: skip
        await rung.refer("1002")
        await (await second.incoming()).answer()
        await call.hears_tone(1500)
        second.die()
        await call.hears_tone(BACK_HZ, 25)
        await world.manager.user_event("HotlineHold", Why="lost")


async def test_in_the_fallback_a_transfer_works_as_well(world: World) -> None:
    await world.kill_python()
    async with world.seat("1001") as first, world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        rung = await first.incoming(15)
        await rung.answer()
        await call.hears_tone(880)
        async with world.seat("1002", tone=1500) as second:
            await rung.refer("1002")
            told = await world.manager.user_event("HotlineTransfer")
            assert (told["Seat"], told["To"]) == ("1001", "1002")
            new = await second.incoming()
            await new.answer()
            await world.manager.user_event("HotlineTalk", Seat="1002", Kind="transfer")
            await call.hears_tone(1500)
            await new.refer("8002")
            # No router: the queue's callers are served by the fallback again.
            await world.manager.user_event("HotlineFallback", Queue="legal")
    log = [line for line in world.log() if "app_agi" not in line and "res_agi" not in line]
    (world.settings.logs / "asterisk-messages").write_text("\n".join(log))


async def test_in_the_fallback_a_citizen_handed_to_a_phone_that_refuses_comes_back(world: World) -> None:
    await world.kill_python()
    async with world.seat("1001") as first, world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        rung = await first.incoming(15)
        await rung.answer()
        await call.hears_tone(880)
        async with world.seat("1002", tone=1500) as second:
            asking = await first.dial("1002")
            new = await second.incoming()
            await new.ring()
            await asking.happened("ringing")
            await rung.refer(to_call=asking)
            await new.reject(486)
            await (await first.incoming()).answer()
            await call.hears_tone(880)
    log = [line for line in world.log() if "app_agi" not in line and "res_agi" not in line]
    (world.settings.logs / "asterisk-messages").write_text("\n".join(log))


async def test_a_citizen_handed_to_a_code_comes_back_and_is_told_nothing_of_it(world: World) -> None:
    async with world.seat("1001") as first, talk(world, first) as (call, rung, held):
        world.agi_hangs = True
        asking = await first.dial("*7", wait=5)
        await rung.refer(to_call=asking)
        await call.hears_tone(RETURN_HZ, 15)
        await (await first.incoming()).answer()
        await world.manager.user_event("HotlineTalk", Kind="returned", Seat="1001", Call=held["Call"])
        await call.hears_tone(880)
        assert tone_level(call.heard, NO_CODE_HZ) < -50
    log = [line for line in world.log() if "app_agi" not in line and "res_agi" not in line]
    (world.settings.logs / "asterisk-messages").write_text("\n".join(log))


async def consult(world: World, first: Phone, second: Phone) -> tuple[OutgoingCall, IncomingCall]:
    """The first agent's second call, answered."""
    asking = await first.dial(second.user)
    asked = await second.incoming()
    await asked.answer()
    await asking.answered()
    await world.manager.user_event("HotlineDirect", Seat=first.user, To=second.user)
    return asking, asked


@pytest.mark.parametrize("who", ["agent", "citizen", "phone"])
async def test_after_asking_first_the_other_seat_has_the_citizen(world: World, who: str) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, held),
    ):  # fmt: skip
        await rung.hold()
        await call.hears_tone(MUSIC_HZ)
        asking, asked = await consult(world, first, second)
        await asking.hears_tone(1500)
        assert await rung.refer(to_call=asking) == 200
        await call.hears_tone(1500, seconds=1)
        await asked.hears_tone(440, seconds=1)
        await free(world, held["Channel"], "1001")
        assert await world.variable(held["Channel"], "GROUP_COUNT(1002@seat)") == "1"
        if who == "agent":
            await asked.hang_up()
            await call.hears_tone(GOODBYE_HZ)
            assert (await call.ended()).by == "far"
            assert (await world.manager.user_event("HotlineOfferEnd"))["Cause"] == "16"
        elif who == "citizen":
            await call.hang_up()
            await asked.ended()
        else:
            second.die()
            await call.hears_tone(BACK_HZ, 25)
            assert (await world.manager.user_event("HotlineOfferEnd"))["Cause"] == "44"
            await world.manager.user_event("HotlineHold", Why="lost")
            await free(world, held["Channel"], "1002")


async def test_who_was_asked_may_ask_and_hand_on_in_turn(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, world.seat("1003", tone=1900) as third,
        talk(world, first) as (call, rung, held),
    ):  # fmt: skip
        asking, asked = await consult(world, first, second)
        await rung.refer(to_call=asking)
        await call.hears_tone(1500, seconds=1)
        again, heard = await consult(world, second, third)
        await asked.refer(to_call=again)
        await call.hears_tone(1900, seconds=1)
        await free(world, held["Channel"], "1001", "1002")
        await heard.refer("1001")
        new = await first.incoming()
        await new.answer()
        await call.hears_tone(880, seconds=1)
        await free(world, held["Channel"], "1002", "1003")
        await new.hang_up()
        await call.hears_tone(GOODBYE_HZ)


async def test_a_citizen_handed_to_a_phone_that_only_rings_talks(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, _),
    ):  # fmt: skip
        asking = await first.dial("1002")
        new = await second.incoming()
        await new.ring()
        await asking.happened("ringing")
        await rung.refer(to_call=asking)
        await new.answer()
        await call.hears_tone(1500, seconds=1)
        await new.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        assert (await call.ended()).by == "far"


async def test_a_citizen_handed_to_a_phone_that_refuses_then_comes_back(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=1500) as second, talk(world, first) as (call, rung, _),
    ):  # fmt: skip
        asking = await first.dial("1002")
        new = await second.incoming()
        await new.ring()
        await asking.happened("ringing")
        await rung.refer(to_call=asking)
        await new.reject(486)
        back = await first.incoming()
        await back.answer()
        await call.hears_tone(880)
        await back.hears_tone(440)
        await world.manager.user_event("HotlineTalk", Kind="returned", Seat="1001")


async def test_hold_and_resume_by_the_phone_cut_nobody(world: World) -> None:
    async with world.seat("1001") as first, talk(world, first) as (call, rung, held):
        await rung.hold()
        rung.mute()
        # Longer than a phone may be silent in a talk.
        await call.hears_tone(MUSIC_HZ, 12, seconds=6)
        rung.mute(False)
        await rung.unhold()
        await call.hears_tone(880, seconds=1)
        await rung.hears_tone(440, seconds=1)
        assert await world.variable(held["Channel"], names.STATE) == names.STATE_TALK
