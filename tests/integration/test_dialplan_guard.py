"""One seat, one call: whatever way leads to a seat's phone goes through the same guard."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from phones.errors import CallRejected
from tests.integration.dialplan_world import LINE, World, running_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        assert running.log() == []


async def test_two_offers_of_one_seat_at_once_ring_it_once_at_most(world: World) -> None:
    async with world.citizen() as one, world.citizen(number="13900139000") as two, world.seat("1001") as seat:
        await one.dial(LINE, wait=5)
        first = await world.manager.user_event("HotlineHold")
        await two.dial(LINE, wait=5)
        second = await world.manager.user_event("HotlineHold", Caller="13900139000")
        await world.offer(first, "1001")
        await (await seat.incoming()).ring()
        await world.offer(second, "1001")
        refused = await world.manager.user_event("HotlineOfferEnd")
        again = await world.manager.user_event("HotlineHold", Why="offer")
        assert len(seat.calls) == 1
    assert (refused["Call"], refused["Status"], refused["Cause"]) == (second["Call"], "GUARD", "0")
    assert again["Call"] == second["Call"]


async def test_an_unregistered_or_unknown_seat_is_refused_before_anything_rings(world: World) -> None:
    async with world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        for seat in ("1002", "9999"):
            after = len(world.manager.events)
            await world.offer(held, seat)
            await world.manager.user_event("HotlineOfferEnd", Seat=seat, Status="GUARD", after=after)
            await world.manager.user_event("HotlineHold", Why="offer", after=after)


async def test_seats_dial_each_other_and_are_taken_meanwhile(world: World) -> None:
    async with world.seat("1001") as one, world.seat("1002", tone=1500) as two, world.citizen() as citizen:
        call = await one.dial("1002")
        rung = await two.incoming()
        await rung.answer()
        await call.answered()
        await world.manager.user_event("HotlineDirect", Seat="1001", To="1002")
        await call.hears_tone(1500)
        await rung.hears_tone(880)
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        for seat in ("1001", "1002"):
            after = len(world.manager.events)
            await world.offer(held, seat)
            await world.manager.user_event("HotlineOfferEnd", Seat=seat, Status="GUARD", after=after)
            held = await world.manager.user_event("HotlineHold", after=after)
        await call.hang_up()
        await rung.ended()
    assert not list(world.settings.raw_recordings.iterdir())


async def test_a_seat_that_is_being_offered_can_neither_dial_nor_be_dialled(world: World) -> None:
    async with world.seat("1001") as one, world.seat("1002") as two, world.citizen() as citizen:
        await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, "1001")
        await (await one.incoming()).ring()
        for phone, target in ((one, "1002"), (two, "1001")):
            call = await phone.dial(target)
            with pytest.raises(CallRejected) as refused:
                await call.answered()
            assert refused.value.status == 486
        assert not two.calls


@pytest.mark.parametrize("target", ["12345", "01012345678", "1001", "s", "guard", "*80"])
async def test_a_seat_reaches_other_seats_and_nothing_else(world: World, target: str) -> None:
    async with world.seat("1001") as seat:
        call = await seat.dial(target)
        with pytest.raises(CallRejected) as refused:
            await call.answered()
    assert refused.value.status == (486 if target == "1001" else 404)
