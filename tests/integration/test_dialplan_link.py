"""A sister service joins a talk: in the dialplan alone, with nobody listening to what it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from asterisk_conf import names
from phones import alaw
from phones.incoming import IncomingCall
from phones.outgoing import OutgoingCall
from phones.phone import Phone
from phones.tone import sine, tone_level
from router.domain.bundle import Bundle, Trunk
from router.domain.linkage import Linkage
from router.domain.outbound import Outbound
from router.settings import Settings
from tests.integration.dialplan_world import GOODBYE_HZ, LINE, Event, World, running_world

AGENT_HZ, CITIZEN_HZ, POLICE_HZ = 880, 440, 1500
RINGS_HZ, BUSY_HZ, FAILED_HZ = 2650, 2750, 2850
RING_BACK_HZ, THIRD_HZ = 425, 1900
CARRIER_OFFSET = 90


def with_linkages(bundle: Bundle, settings: Settings) -> Bundle:
    trunk = Trunk(id="carrier", addresses=("127.0.0.9",), server=f"127.0.0.1:{settings.port_base + CARRIER_OFFSET}")
    police = Linkage(id="police", key="1", number="110", name="公安报警")
    sister = Linkage(id="sister", key="4", number="12345678", name="兄弟热线", ring_seconds=5)
    return replace(
        bundle,
        trunks={"carrier": trunk},
        outbound=Outbound(trunk="carrier"),
        linkages={one.id: one for one in (police, sister)},
    )


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world(change=with_linkages) as running:
        await running.start_python()
        for name, hz in (
            ("police", RINGS_HZ),
            ("sister", RINGS_HZ),
            ("police_busy", BUSY_HZ),
            ("police_failed", FAILED_HZ),
        ):
            path = running.settings.sounds / "zh-CN" / f"linkage_{name}.alaw"
            path.write_bytes(alaw.encode(sine(hz, 0.8)))
        yield running
        assert running.log() == []


@asynccontextmanager
async def outside(world: World, sequence: int | None = None) -> AsyncIterator[Phone]:
    """Every number that is rung comes in here."""
    port = world.settings.port_base + CARRIER_OFFSET
    server = ("127.0.0.1", world.settings.sip_port)
    async with Phone("carrier", None, server, tone_hz=POLICE_HZ, port=port, rtp_first_sequence=sequence) as phone:
        yield phone


@asynccontextmanager
async def talk(
    world: World, seat: Phone, sequence: int | None = None
) -> AsyncIterator[tuple[OutgoingCall, IncomingCall, Event, Event]]:
    """The citizen's side, the seat's side, HotlineHold and HotlineTalk."""
    async with world.citizen(sequence=sequence) as citizen:
        call = await citizen.dial(LINE, wait=5)
        held = await world.manager.user_event("HotlineHold")
        await world.offer(held, seat.user)
        rung = await seat.incoming()
        await rung.answer()
        talked = await world.manager.user_event("HotlineTalk")
        await call.hears_tone(AGENT_HZ)
        yield call, rung, held, talked


async def linked(world: World, rung: IncomingCall, police: Phone) -> IncomingCall:
    """The agent presses the key, the police answer, and all three hear each other."""
    await rung.send_keys("*61")
    there = await police.incoming()
    await there.answer()
    await there.hears_tone(CITIZEN_HZ, seconds=0.5)
    await there.hears_tone(AGENT_HZ, seconds=0.5)
    return there


async def phases(world: World, last: str = "ended") -> list[Event]:
    await world.manager.user_event("HotlineRing", Phase=last)
    return [event for event in world.manager.events if event.get("UserEvent") == "HotlineRing"]


async def test_all_three_hear_each_other_and_the_citizen_goes_on_when_the_agent_leaves(world: World) -> None:
    async with (
        world.seat("1001", sequence=9) as first, outside(world, 30_000) as police,
        talk(world, first, 60_000) as (call, rung, held, _),
    ):  # fmt: skip
        await rung.send_keys("*61")
        there = await police.incoming()
        assert there.caller == LINE
        await rung.hears_tone(RINGS_HZ)
        await call.hears_tone(AGENT_HZ, seconds=0.5)
        await there.answer()
        for ear, tones in (
            (call, (AGENT_HZ, POLICE_HZ)),
            (rung, (CITIZEN_HZ, POLICE_HZ)),
            (there, (CITIZEN_HZ, AGENT_HZ)),
        ):
            for hz in tones:
                await ear.hears_tone(hz, seconds=0.5)
        await call.hears_tone(POLICE_HZ, seconds=1)
        await rung.hang_up()
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hears_tone(CITIZEN_HZ, seconds=1)
        assert await world.variable(held["Channel"], "GROUP_COUNT(1001@seat)") == "0"
        await call.hang_up()
        assert (await there.ended(5)).by == "far"
        told = await phases(world)
        assert [event["Phase"] for event in told] == ["dialled", "answered", "ended"]
        assert {event["Subject"] for event in told} == {held["Call"]}
    agent, others = world.recording(f"{held['Call']}-1.raw")
    for side, hz in ((agent, AGENT_HZ), (others, CITIZEN_HZ), (others, POLICE_HZ)):
        assert tone_level(side[-4000:], hz) > -25, hz


async def test_the_police_leg_ends_with_the_citizen(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        await call.hang_up()
        assert (await there.ended(5)).by == "far"
        assert (await rung.ended(5)).by == "far"


async def test_the_talk_goes_on_when_the_police_leave_and_then_ends_as_any(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        await there.hang_up()
        await phases(world)
        await call.hears_tone(AGENT_HZ, seconds=1)
        await rung.hears_tone(CITIZEN_HZ, seconds=1)
        await rung.hang_up()
        await call.hears_tone(GOODBYE_HZ)


async def test_busy_is_told_to_the_agent_alone_and_the_talk_goes_on(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        await rung.send_keys("*61")
        there = await police.incoming()
        await there.reject(486)
        await rung.hears_tone(BUSY_HZ)
        await call.hears_tone(AGENT_HZ, seconds=1)
        assert tone_level(call.heard, BUSY_HZ) < -45
        await rung.send_keys("*61")
        await (await police.incoming()).answer()
        await call.hears_tone(POLICE_HZ, seconds=0.5)


async def test_an_agent_who_leaves_while_it_rings_leaves_the_citizen_to_the_police(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, held, _),
    ):  # fmt: skip
        await rung.send_keys("*61")
        there = await police.incoming()
        await there.ring()
        await rung.hears_tone(RINGS_HZ)
        await rung.hang_up()
        await call.hears_tone(RING_BACK_HZ)
        await there.answer()
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hears_tone(CITIZEN_HZ, seconds=1)
        assert await world.variable(held["Channel"], f"MASTER_CHANNEL({names.CALL})") == held["Call"]
        await there.hang_up()
        told = await phases(world)
        assert [event["Phase"] for event in told] == ["dialled", "answered", "ended"]
        await call.hears_tone(GOODBYE_HZ)


async def test_a_citizen_who_hangs_up_while_it_rings_ends_the_ring(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        await rung.send_keys("*61")
        there = await police.incoming()
        await there.ring()
        await call.hang_up()
        await there.ended(5)
        told = await phases(world)
        assert [event["Phase"] for event in told] == ["dialled", "ended"]


async def test_a_recording_is_begun_on_the_channel_of_the_police_by_a_key_pressed_for_it(world: World) -> None:
    async with (
        world.seat("1001", sequence=9) as first, outside(world, 30_000) as police,
        talk(world, first, 60_000) as (call, rung, _, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        answered = (await phases(world, "answered"))[-1]
        await rung.hang_up()
        await world.manager.act("Setvar", Channel=answered["Channel"], Variable=names.WANTED, Value="own-1p2.raw")
        await world.manager.act("PlayDTMF", Channel=answered["Channel"], Digit=names.KEY_RECORD, Receive="yes")
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        assert (await world.manager.user_event("HotlineOfferEnd"))["Cause"] == "16"
    far, near = world.recording("own-1p2.raw")
    assert min(tone_level(far[-4000:], POLICE_HZ), tone_level(near[-4000:], CITIZEN_HZ)) > -25


async def test_what_is_ordered_is_rung_under_the_id_that_was_given(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, _, _, talked),
    ):  # fmt: skip
        await world.manager.act("Setvar", Channel=talked["Channel"], Variable=names.LINK_WANTED, Value="1:link-7.1")
        await world.manager.act("PlayDTMF", Channel=talked["Channel"], Digit=names.KEY_LINK, Receive="yes")
        await (await police.incoming()).answer()
        await call.hears_tone(POLICE_HZ, seconds=0.5)
        told = await phases(world, "answered")
        assert [event["Ring"] for event in told] == ["link-7.1", "link-7.1"]
        assert (told[0]["Linkage"], told[0]["Number"], told[0]["Seat"]) == ("police", "110", "1001")
        assert await world.variable(talked["Channel"], names.LINK_WANTED) == ""


async def test_two_may_be_in_the_talk_and_the_same_twice_is_one(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, held, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        await rung.send_keys("*61")
        await rung.send_keys("*64")
        other = await police.incoming()
        assert other.called == "12345678"
        other.set_tone(THIRD_HZ)
        await other.answer()
        for ear in (call, rung, there):
            await ear.hears_tone(THIRD_HZ, seconds=0.5)
        await call.hang_up()
        await there.ended(5)
        await other.ended(5)
        for ring in ("1", "2"):
            await world.manager.user_event("HotlineRing", Phase="ended", Ring=f"{held['Call']}-{ring}")
        assert len(await phases(world)) == 6


async def test_a_lead_may_take_the_agents_place_among_the_three(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=THIRD_HZ) as boss, outside(world) as police,
        talk(world, first) as (call, rung, held, talked),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        variables = {
            f"GROUP({names.GROUP_OWN})": "1003", names.FROM: "1003", names.LISTENS: talked["Call"],
            names.LISTENING: "listen-1.1", names.HEARD: talked["Channel"], names.LISTEN_KEY: "take",
        }  # fmt: skip
        said = ",".join(f"{name}={value}" for name, value in variables.items())
        world.manager.send(
            "Originate", ActionID="lead", Channel="PJSIP/1003", Context="listen", Exten="s", Priority="1",
            Timeout="9000", ChannelId="listen-1.1", Async="true", Variable=said,
        )  # fmt: skip
        lead = await boss.incoming()
        await lead.answer()
        taken = await world.manager.user_event("HotlineTalk", Kind="taken_over")
        assert (taken["Call"], taken["Seat"]) == (held["Call"], "1003")
        await rung.ended(5)
        for ear, tones in (
            (call, (THIRD_HZ, POLICE_HZ)),
            (lead, (CITIZEN_HZ, POLICE_HZ)),
            (there, (CITIZEN_HZ, THIRD_HZ)),
        ):
            for hz in tones:
                await ear.hears_tone(hz, seconds=0.5)
        await there.hang_up()
        await lead.hang_up()
        await call.hears_tone(GOODBYE_HZ)


async def test_a_way_out_that_is_gone_is_told_at_once_and_the_key_works_again(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        pjsip = world.settings.asterisk / "pjsip.conf"
        whole = pjsip.read_text()
        pjsip.write_text(whole.replace("[out-carrier]", "[out-other]"))
        world.command("module reload res_pjsip.so")
        await rung.send_keys("*61")
        await rung.hears_tone(FAILED_HZ)
        told = await phases(world)
        assert [(event["Phase"], event["Status"]) for event in told] == [("ended", "CHANUNAVAIL")]
        pjsip.write_text(whole)
        world.command("module reload res_pjsip.so")
        await linked(world, rung, police)
        await call.hears_tone(POLICE_HZ, seconds=0.5)
        (world.settings.logs / "asterisk-messages").write_text("")


async def test_the_transfer_button_among_three_lets_the_agent_leave_and_nothing_else(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=THIRD_HZ) as second, outside(world) as police,
        talk(world, first) as (call, rung, held, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        assert await rung.refer("1002") == 200
        await rung.ended(5)
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hears_tone(CITIZEN_HZ, seconds=1)
        assert "HotlineTransfer" not in world.manager.user_events()
        assert await world.variable(held["Channel"], "GROUP_COUNT(1001@seat)") == "0"
        assert second.events == [event for event in second.events if event.name != "incoming"]
        await there.hang_up()
        await call.hears_tone(GOODBYE_HZ)


async def test_an_agent_who_holds_leaves_the_two_to_each_other_and_comes_back(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        await rung.hold()
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hears_tone(CITIZEN_HZ, seconds=1)
        await rung.unhold()
        await call.hears_tone(AGENT_HZ, seconds=0.5)
        await rung.hears_tone(POLICE_HZ, seconds=0.5)


async def test_an_agents_phone_that_dies_among_three_cuts_nobody_off(world: World) -> None:
    async with (
        world.seat("1001") as first, outside(world) as police, talk(world, first) as (call, rung, _, _),
    ):  # fmt: skip
        there = await linked(world, rung, police)
        first.die()
        await world.manager.seen(
            lambda event: event.get("Event") == "Hangup" and "PJSIP/1001" in event.get("Channel", ""),
            "the end of the agent's leg",
            within=20,
        )
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hang_up()
        # Nobody has said goodbye: the citizen waits for another agent.
        await world.manager.user_event("HotlineHold", Why="lost")


async def test_with_python_dead_the_key_works_in_the_fallback_and_the_police_stay(world: World) -> None:
    async with world.seat("1001") as first, outside(world) as police, world.citizen() as citizen:
        await world.kill_python()
        call = await citizen.dial(LINE, wait=5)
        rung = await first.incoming(30)
        await rung.answer()
        await world.manager.user_event("HotlineTalk", Kind="fallback")
        await call.hears_tone(AGENT_HZ)
        there = await linked(world, rung, police)
        await call.hears_tone(POLICE_HZ, seconds=0.5)
        await rung.hang_up()
        await call.hears_tone(POLICE_HZ, seconds=1)
        await there.hears_tone(CITIZEN_HZ, seconds=1)
        await call.hang_up()
        await there.ended(5)
    log = [line for line in world.log() if "app_agi" not in line and "res_agi" not in line]
    (world.settings.logs / "asterisk-messages").write_text("\n".join(log))
