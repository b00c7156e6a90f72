"""A lead takes a talk over: in the dialplan alone, with nobody listening to what it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk_conf import names
from phones.incoming import IncomingCall
from phones.outgoing import OutgoingCall
from phones.phone import Phone
from tests.integration.dialplan_world import GOODBYE_HZ, LINE, Event, World, running_world

AGENT_HZ, LEAD_HZ, CITIZEN_HZ = 880, 1500, 440


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        assert running.log() == []


@asynccontextmanager
async def talk(world: World, seat: Phone) -> AsyncIterator[tuple[OutgoingCall, IncomingCall, Event, Event]]:
    """The citizen's side, the seat's side, HotlineHold and HotlineTalk."""
    async with world.citizen() as citizen:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, seat.user)
        rung = await seat.incoming()
        await rung.answer()
        talked = await world.manager.user_event("HotlineTalk")
        await call.hears_tone(AGENT_HZ)
        yield call, rung, held, talked


async def ring_lead(world: World, seat: Phone, talked: Event, key: str, listening: str = "listen-1.1") -> IncomingCall:
    """As the listener does."""
    variables = {
        f"GROUP({names.GROUP_OWN})": seat.user, names.FROM: seat.user, names.LISTENS: talked["Call"],
        names.LISTENING: listening, names.HEARD: talked["Channel"], names.LISTEN_KEY: key,
    }  # fmt: skip
    said = ",".join(f"{name}={value}" for name, value in variables.items())
    await world.manager.act(
        "Originate", Channel=f"PJSIP/{seat.user}", Context="listen", Exten="s", Priority="1", Timeout="9000",
        ChannelId=listening, Async="true", Variable=said,
    )  # fmt: skip
    return await seat.incoming()


async def test_it(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, held, talked),
    ):  # fmt: skip
        lead = await ring_lead(world, boss, talked, "take")
        await lead.answer()
        told = await world.manager.user_event("HotlineTalk", Kind="taken_over")
        print(told)
        await rung.ended(5)
        await call.hears_tone(LEAD_HZ, seconds=1)
        await lead.hears_tone(CITIZEN_HZ, seconds=1)
        for name in ("HL_SEGMENT", "HL_SEAT", "HL_GONE", "HL_RECORDING", "BRIDGEPEER", "HL_STATE"):
            print(name, await world.variable(held["Channel"], name))
        for name in ("HL_CALL", "HL_LISTENS", "MASTER_CHANNEL(HL_CALL)", "CHANNEL(linkedid)"):
            print("lead", name, await world.variable(told["Leg"], name))
        for g in ("1001@seat", "1003@seat", "1003@talking", "1003@own", f"{held['Call']}@talk"):
            print(g, await world.variable(held["Channel"], f"GROUP_COUNT({g})"))
        await lead.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        print(await world.manager.user_event("HotlineOfferEnd"))
        assert (await call.ended()).by == "far"
    for fact in await world.facts("HotlineTalkEnd"):
        print(fact)
