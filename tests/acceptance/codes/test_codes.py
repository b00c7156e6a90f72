"""A shift at a softphone, without any screen: sign on, ready, pause, what am I, tag, sign off. Each answered by voice.

*11 number # PIN # ── signed on ── 1: ready    *14 1 ── break    *13 ── ready    *10 ── told    *12 ── signed off
"""

from __future__ import annotations

import time

from phones import OutgoingCall, Phone
from router.domain.seat import SeatState
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import World, eventually, join


async def dial(phone: Phone, code: str) -> OutgoingCall:
    call = await phone.dial(code)
    await call.answered(5)
    return call


async def sign_on(world: World, phone: Phone, agent: str, pin: str) -> OutgoingCall:
    call = await dial(phone, "*11")
    await hears_prompt(call, world.prompt("ask_agent"))
    await call.send_keys(f"{agent}#")
    await hears_prompt(call, world.prompt("ask_pin"))
    await call.send_keys(f"{pin}#")
    return call


async def test_a_shift(world: World) -> None:
    began = time.time()
    phone = await world.softphone("1001")
    call = await sign_on(world, phone, "8001", world.secrets["pins"]["8001"])
    await hears_prompt(call, world.prompt("signed_on"))
    await hears_prompt(call, world.prompt("offer_ready"))
    assert (await world.seat("1001")).agent == "8001"
    await call.send_keys("1")
    await hears_prompt(call, world.prompt("made_ready"))
    await call.ended(10)
    await world.until_seat("1001", SeatState.READY)

    call = await dial(phone, "*14")
    await hears_prompt(call, world.prompt("reason_break"))
    await call.send_keys("1")
    await hears_prompt(call, world.prompt("paused"))
    await call.ended(10)
    paused = await world.until_seat("1001", SeatState.NOT_READY)
    assert (paused.reason, paused.actor) == ("break", "agent:8001")

    call = await dial(phone, "*10")
    await hears_prompt(call, world.prompt("state_not_ready"))
    await hears_prompt(call, world.prompt("reason_break"))
    await call.ended(10)

    call = await dial(phone, "*13")
    await hears_prompt(call, world.prompt("made_ready"))
    await call.ended(10)
    await world.until_seat("1001", SeatState.READY)

    citizen = await world.citizen(hurry=True)
    await join(citizen, await phone.incoming(15))
    await citizen.call.hang_up()
    over = await citizen.outcome()
    await world.until_seat("1001", SeatState.READY)
    call = await dial(phone, "*7")
    await hears_prompt(call, world.prompt("ask_topic"))
    await call.send_keys("12#")
    await hears_prompt(call, world.prompt("ask_where"))
    await call.send_keys("3#")
    await hears_prompt(call, world.prompt("topic_12"))
    await call.ended(10)
    tagged = await eventually(
        lambda: world.api("GET", f"/v1/calls/{over.call.id}"),
        lambda found: bool(found.get("tag")),
        within=10,
        what="a tag",
    )
    assert (tagged["tag"]["topic"], tagged["tag"]["place"], tagged["tag"]["agent"]) == ("12", "3", "8001")

    call = await dial(phone, "*12")
    await hears_prompt(call, world.prompt("signed_off"))
    await call.ended(10)
    await world.until_seat("1001", SeatState.SIGNED_OFF)
    assert ("not_ready", "break") in await world.states("1001", since=began)


async def test_a_missed_offer_is_told(world: World) -> None:
    phone = await world.agent("1001")
    citizen = await world.citizen(hurry=True)
    await (await phone.incoming(15)).reject(486)
    await world.until_seat("1001", lambda s: s.reason == "missed_offer")
    call = await dial(phone, "*10")
    await hears_prompt(call, world.prompt("reason_missed_offer"))
    await citizen.call.hang_up()


async def test_wrong_pins_lock_the_number(world: World) -> None:
    phone = await world.softphone("1002")
    pin = world.secrets["pins"]["8006"]
    wrong = "0000" if pin != "0000" else "1111"
    for _ in range(3):
        call = await sign_on(world, phone, "8006", wrong)
        await hears_prompt(call, world.prompt("wrong_pin"))
        await call.hang_up()
    call = await sign_on(world, phone, "8006", pin)
    await hears_prompt(call, world.prompt("pin_locked"))
    assert (await world.seat("1002")).state is SeatState.SIGNED_OFF


async def test_a_forgotten_sign_off(world: World) -> None:
    """Who sits down counts: the agent before is signed off, on record."""
    phone = await world.agent("1001")
    call = await sign_on(world, phone, "8005", world.secrets["pins"]["8005"])
    await hears_prompt(call, world.prompt("signed_on"))
    seat = await world.seat("1001")
    assert (seat.agent, seat.state) == ("8005", SeatState.NOT_READY)


async def test_the_router_is_away(world: World) -> None:
    phone = await world.softphone("1001")
    with world.stopped("router"):
        call = await dial(phone, "*10")
        await hears_prompt(call, world.prompt("code_unavailable"), within=10)
        await call.ended(10)
