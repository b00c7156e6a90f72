"""A lead takes a talk over: in the dialplan alone, with nobody listening to what it tells."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from asterisk_conf import names
from phones import alaw
from phones.incoming import IncomingCall
from phones.outgoing import OutgoingCall
from phones.phone import Phone
from phones.tone import RATE, sine, tone_level, tone_spans
from router.settings import Settings
from tests.integration.dialplan_world import BACK_HZ, GOODBYE_HZ, LINE, MUSIC_HZ, Event, World, running_world

AGENT_HZ, LEAD_HZ, CITIZEN_HZ, THIRD_HZ = 880, 1500, 440, 1900
ASK_HZ, ANEW_HZ = 2650, 2750
DIGITS = "12389"


def write_tones(settings: Settings) -> None:
    """What a lead is told."""
    for name, hz in (("ask_take_over", ASK_HZ), ("take_over_anew", ANEW_HZ), *((f"press_{n}", ASK_HZ) for n in DIGITS)):
        (settings.sounds / "zh-CN" / f"{name}.alaw").write_bytes(alaw.encode(sine(hz, 0.5)))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        write_tones(running.settings)
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


async def ring_lead(
    world: World, seat: Phone, talked: Event, key: str, *, channel: str = "listen-1.1", listening: str = "listen-1.1"
) -> IncomingCall:
    """As the listener does."""
    variables = {
        f"GROUP({names.GROUP_OWN})": seat.user, names.FROM: seat.user, names.LISTENS: talked["Call"],
        names.LISTENING: listening, names.HEARD: talked["Channel"], names.LISTEN_KEY: key,
    }  # fmt: skip
    said = ",".join(f"{name}={value}" for name, value in variables.items())
    world.manager.send(
        "Originate", ActionID="lead", Channel=f"PJSIP/{seat.user}", Context="listen", Exten="s", Priority="1",
        Timeout="9000", ChannelId=channel, Async="true", Variable=said,
    )  # fmt: skip
    return await seat.incoming()


async def listens(world: World, seat: Phone, talked: Event, key: str = "4") -> IncomingCall:
    """A lead who hears both."""
    lead = await ring_lead(world, seat, talked, key)
    await lead.answer()
    await world.manager.user_event("HotlineListening")
    await lead.hears_tone(AGENT_HZ)
    return lead


async def nonce(world: World, lead: IncomingCall) -> str:
    """The digit that the lead is asked for."""
    await lead.send_keys("7")
    await lead.hears_tone(ASK_HZ)
    digit = await world.variable("listen-1.1", names.NONCE)
    assert digit in DIGITS
    return digit


def gaps(call: OutgoingCall, since: float) -> list[float]:
    """Seconds in which the citizen heard neither agent nor lead."""
    heard = call.heard_since(since)
    spans = sorted(span for hz in (AGENT_HZ, LEAD_HZ) for span in tone_spans(heard, hz))
    edges = [0.0, *(edge for span in spans for edge in span), len(heard) / RATE]
    return [round(later - earlier, 3) for earlier, later in zip(edges[::2], edges[1::2], strict=True)]


async def told(world: World) -> Event:
    return await world.manager.user_event("HotlineTalk", Kind="taken_over")


async def test_on_the_answer_the_citizen_is_with_the_lead_and_all_goes_on_as_in_any_talk(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, held, talked),
    ):  # fmt: skip
        began = time.monotonic()
        lead = await ring_lead(world, boss, talked, "take")
        await lead.ring()
        await call.hears_tone(AGENT_HZ, seconds=0.5)
        await lead.answer()
        taken = await told(world)
        assert (await rung.ended(5)).by == "far"
        await call.hears_tone(LEAD_HZ, seconds=1)
        await lead.hears_tone(CITIZEN_HZ, seconds=1)
        assert max(gaps(call, began)[1:-1]) < 0.2
        assert (taken["Call"], taken["Seat"], taken["Offer"]) == (held["Call"], "1003", "")
        assert taken["Recording"] == f"{held['Call']}-2.raw"
        kept = {
            names.SEGMENT: "2", names.SEAT: "1003", names.STATE: "talk", names.OFFER_ID: "", names.TALKED: "1",
            names.RECORDING: taken["Recording"], "BRIDGEPEER": taken["Leg"], "CHANNEL(linkedid)": held["Call"],
            "GROUP_COUNT(1001@seat)": "0", "GROUP_COUNT(1003@seat)": "1", "GROUP_COUNT(1003@talking)": "1",
            f"GROUP_COUNT({held['Call']}@talk)": "1",
        }  # fmt: skip
        assert {name: await world.variable(held["Channel"], name) for name in kept} == kept
        leg = {names.CALL: held["Call"], names.LISTENS: "", f"MASTER_CHANNEL({names.CALL})": held["Call"]}
        assert {name: await world.variable(taken["Leg"], name) for name in leg} == leg
        await lead.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        over = await world.manager.user_event("HotlineOfferEnd")
        assert (over["Seat"], over["Offer"], over["Cause"], over["Talked"]) == ("1003", "", "16", "1")
        assert (await call.ended()).by == "far"
    agent, citizen = world.recording(f"{held['Call']}-1.raw")
    assert min(tone_level(agent[-4000:], AGENT_HZ), tone_level(citizen[-4000:], CITIZEN_HZ)) > -20
    boss_side, citizen = world.recording(taken["Recording"])
    assert min(tone_level(boss_side[-8000:], LEAD_HZ), tone_level(citizen[-8000:], CITIZEN_HZ)) > -20
    facts = await world.facts("HotlineTalkEnd")
    assert [fact for fact, _ in facts][-4:] == ["HotlineTalk", "HotlineTalk", "HotlineOfferEnd", "HotlineTalkEnd"]
    assert facts[-3][1].endswith(f"|Kind=taken_over|Recording={held['Call']}-2.raw|Leg=listen-1.1")
    assert facts[-1][1].endswith("|Why=agent")


async def test_by_key_only_the_digit_that_is_told_takes_over(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, _, talked),
    ):  # fmt: skip
        lead = await listens(world, boss, talked, "5")
        for wrong in ("7", "4", "", "other"):
            after = len(world.manager.events)
            digit = await nonce(world, lead)
            await lead.send_keys(next(one for one in DIGITS if one != digit) if wrong == "other" else wrong)
            back = await world.manager.user_event("HotlineListening", after=after, within=15)
            # As it was before, and nothing else has changed.
            assert back["Mode"] == "whisper"
            await lead.hears_tone(CITIZEN_HZ)
        await rung.hears_tone(LEAD_HZ)
        talks = [event["Kind"] for event in world.manager.events if event.get("UserEvent") == "HotlineTalk"]
        assert talks == ["offered"]
        await lead.send_keys(await nonce(world, lead))
        await told(world)
        await rung.ended(5)
        await call.hears_tone(LEAD_HZ, seconds=1)
        await lead.hears_tone(CITIZEN_HZ, seconds=1)


async def test_a_lead_who_listens_is_led_there_by_a_redirect(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, _, talked),
    ):  # fmt: skip
        lead = await listens(world, boss, talked, "6")
        began = time.monotonic()
        await call.hears_tone(AGENT_HZ, seconds=0.5)
        await world.manager.act("Redirect", Channel="listen-1.1", Context="take_over", Exten="s", Priority="1")
        await rung.ended(5)
        await call.hears_tone(LEAD_HZ, seconds=1)
        await lead.hears_tone(CITIZEN_HZ, seconds=1)
        assert max(gaps(call, began)[1:-1]) < 0.2


async def test_a_citizen_on_hold_is_taken_over_from_the_music(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, _, talked),
    ):  # fmt: skip
        await rung.hold()
        await call.hears_tone(MUSIC_HZ)
        lead = await ring_lead(world, boss, talked, "take")
        await lead.answer()
        await told(world)
        await call.hears_tone(LEAD_HZ, seconds=1)
        began = time.monotonic()
        await lead.hears_tone(CITIZEN_HZ, seconds=1)
        assert tone_level(call.heard_since(began), MUSIC_HZ) < -50


async def test_the_lead_may_hold_and_hand_on_blind(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=THIRD_HZ) as third,
        world.seat("1003", tone=LEAD_HZ) as boss, talk(world, first) as (call, _, held, talked),
    ):  # fmt: skip
        lead = await ring_lead(world, boss, talked, "take")
        await lead.answer()
        await told(world)
        await lead.hold()
        await call.hears_tone(MUSIC_HZ)
        await lead.unhold()
        await call.hears_tone(LEAD_HZ)
        assert await lead.refer("1002") == 200
        handed = await world.manager.user_event("HotlineTransfer")
        assert (handed["Call"], handed["Seat"], handed["To"]) == (held["Call"], "1003", "1002")
        new = await third.incoming()
        await new.answer()
        again = await world.manager.user_event("HotlineTalk", Seat="1002", Kind="transfer")
        assert again["Recording"] == f"{held['Call']}-3.raw"
        await call.hears_tone(THIRD_HZ, seconds=1)
        for seat in ("1001", "1003"):
            assert await world.variable(held["Channel"], f"GROUP_COUNT({seat}@seat)") == "0"
        await new.hang_up()
        await call.hears_tone(GOODBYE_HZ)


async def test_the_lead_may_ask_first_and_then_hand_on(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=THIRD_HZ) as third,
        world.seat("1003", tone=LEAD_HZ) as boss, talk(world, first) as (call, _, held, talked),
    ):  # fmt: skip
        lead = await ring_lead(world, boss, talked, "take")
        await lead.answer()
        await told(world)
        await lead.hold()
        asking = await boss.dial("1002")
        asked = await third.incoming()
        await asked.answer()
        await asking.answered()
        await lead.refer(to_call=asking)
        await call.hears_tone(THIRD_HZ, seconds=1)
        await asked.hears_tone(CITIZEN_HZ, seconds=1)
        assert await world.variable(held["Channel"], "GROUP_COUNT(1003@seat)") == "0"
        await asked.hang_up()
        await call.hears_tone(GOODBYE_HZ)


async def test_another_lead_may_take_over_from_the_first(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1002", tone=THIRD_HZ) as other,
        world.seat("1003", tone=LEAD_HZ) as boss, talk(world, first) as (call, _, held, talked),
    ):  # fmt: skip
        lead = await ring_lead(world, boss, talked, "take")
        await lead.answer()
        taken = await told(world)
        await call.hears_tone(LEAD_HZ)
        from_lead = talked | {"Channel": taken["Leg"]}
        second = await ring_lead(world, other, from_lead, "take", channel="listen-1.2", listening="listen-1.2")
        await second.answer()
        again = await world.manager.user_event("HotlineTalk", Kind="taken_over", Seat="1002")
        assert (again["Call"], again["Recording"]) == (held["Call"], f"{held['Call']}-3.raw")
        await lead.ended(5)
        await call.hears_tone(THIRD_HZ, seconds=1)
        assert await world.variable(held["Channel"], "GROUP_COUNT(1003@seat)") == "0"
        await second.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        assert (await world.manager.user_event("HotlineOfferEnd"))["Seat"] == "1002"


async def test_a_leads_phone_that_dies_sends_the_citizen_back_to_hold(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, _, _, talked),
    ):  # fmt: skip
        lead = await ring_lead(world, boss, talked, "take")
        await lead.answer()
        await told(world)
        await call.hears_tone(LEAD_HZ)
        boss.die()
        await call.hears_tone(BACK_HZ, 25)
        assert (await world.manager.user_event("HotlineOfferEnd"))["Cause"] == "44"
        await world.manager.user_event("HotlineHold", Why="lost")


async def test_a_talk_in_the_fallback_is_taken_over_too(world: World) -> None:
    async with world.seat("1001") as first, world.citizen() as citizen:
        await world.kill_python()
        call = await citizen.dial(LINE, wait=5)
        rung = await first.incoming(30)
        await rung.answer()
        talked = await world.manager.user_event("HotlineTalk", Kind="fallback")
        await call.hears_tone(AGENT_HZ)
        async with world.seat("1003", tone=LEAD_HZ) as boss:
            lead = await ring_lead(world, boss, talked, "take")
            await lead.answer()
            await told(world)
            await rung.ended(5)
            await call.hears_tone(LEAD_HZ, seconds=1)
            await lead.hears_tone(CITIZEN_HZ, seconds=1)
            await lead.hang_up()
            await call.hears_tone(GOODBYE_HZ)
    log = [line for line in world.log() if "app_agi" not in line and "res_agi" not in line]
    (world.settings.logs / "asterisk-messages").write_text("\n".join(log))


async def test_a_lead_who_dialled_before_the_talk_is_told_to_dial_again_and_listens(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, held, talked),
    ):  # fmt: skip
        boot = held["Call"].partition(".")[0]
        lead = await ring_lead(world, boss, talked, "take", channel=f"{boot}.0")
        await lead.answer()
        await lead.hears_tone(ANEW_HZ)
        assert (await world.manager.user_event("HotlineListening"))["Mode"] == "listen"
        await lead.hears_tone(CITIZEN_HZ)
        await call.hears_tone(AGENT_HZ, seconds=0.5)
        await lead.hang_up()
        lead = await ring_lead(world, boss, talked, "take", channel=f"{boot}.1000")
        await lead.answer()
        assert (await told(world))["Call"] == held["Call"]
        await rung.ended(5)
        await call.hears_tone(LEAD_HZ, seconds=1)


async def test_a_lead_who_hangs_up_before_the_citizen_is_there_has_taken_nothing_over(world: World) -> None:
    """Too short a time to hit: the lead's channel is made what it is in it."""
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, held, talked),
    ):  # fmt: skip
        lead = await listens(world, boss, talked)
        for channel, variable, value in (
            ("listen-1.1", "CHANNEL(hangup_handler_push)", "take_over,undo,1"),
            ("listen-1.1", names.CALL, held["Call"]),
            ("listen-1.1", names.LISTENS, ""),
            (talked["Channel"], f"SHARED({names.TAKER})", "1003:2:x-2.raw:listen-1.1:PJSIP/1003-00000002"),
        ):
            await world.manager.act("Setvar", Channel=channel, Variable=variable, Value=value)
        await lead.hang_up()
        await call.hears_tone(AGENT_HZ, seconds=1)
        assert await world.variable(talked["Channel"], f"SHARED({names.TAKER})") == ""
        await rung.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        over = await world.manager.user_event("HotlineOfferEnd")
        assert (over["Seat"], over["Cause"]) == ("1001", "16")
    talks = [event["Kind"] for event in world.manager.events if event.get("UserEvent") == "HotlineTalk"]
    assert talks == ["offered"]


async def test_a_talk_that_ended_while_the_phone_rang_is_taken_over_by_nobody(world: World) -> None:
    async with (
        world.seat("1001") as first, world.seat("1003", tone=LEAD_HZ) as boss,
        talk(world, first) as (call, rung, held, talked),
    ):  # fmt: skip
        lead = await ring_lead(world, boss, talked, "take")
        await rung.hang_up()
        await call.hears_tone(GOODBYE_HZ)
        await lead.answer()
        assert (await lead.ended(5)).by == "far"
        assert await world.variable(held["Channel"], f"GROUP_COUNT({held['Call']}@talk)") in {"", "0"}
