"""What a stranger may dial, say and press, and what comes of it: nothing but what is meant for citizens."""

from __future__ import annotations

import asyncio

import pytest

from asterisk_conf.runtime import find_runtime
from phones import Phone
from phones.errors import CallRejected, RegistrationRefused
from router.adapters.sql import read
from router.domain.call import CallState, Outcome
from router.domain.seat import SeatState
from router.supervisor.programs import asterisk_console
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import CITIZEN_HZ, Citizen, World, eventually
from tests.hostile.stranger import Stranger

HOUSE_NUMBERS = ("*11", "*8", "*7", "1001", "8001", "7001", "10011", "s", "i", "h", "to_1001", "1001&PJSIP/1002", "911")
NAMES = ('a"b\\', "ro\u2028bert", "x" * 300, "\u202e\u0000", "${SHELL(id)}", "'; --", "<sip:1001@x>", "\x1b[31m")


@pytest.mark.parametrize("number", HOUSE_NUMBERS)
async def test_the_house_cannot_be_dialled_from_outside(world: World, number: str) -> None:
    inside = await world.agent("1001")
    async with Phone("13600000001", None, world.sip, tone_hz=CITIZEN_HZ) as citizen:
        call = await citizen.dial(number)
        try:
            await call.answered(5)
        except CallRejected as refused:
            assert refused.status == 404
        else:
            await hears_prompt(call, world.prompt("unknown_line"))
            assert (await call.ended(10)).by == "far"
    assert inside.journal.first("incoming") is None
    assert await world.calls() == []


async def test_a_name_is_only_a_name(world: World) -> None:
    for name in NAMES:
        raw = f'"{name.translate({34: chr(92) + chr(34), 92: chr(92) * 2, 0: None})}"'.encode("utf-8", "replace")
        async with Stranger(world.sip) as stranger:
            assert await stranger.call(b"12345", raw + b" <sip:13622222222@stranger>", stay=True) in {200, 400}
    async with Stranger(world.sip) as stranger:
        assert await stranger.call(b"12345", b'"caf\xe9 \xff" <sip:13622222222@stranger>', stay=True) == 200
    await world.until_no_calls()
    await world.until_healthy()
    # The next citizen is served as if nothing had been.
    assert await _hold_and_leave(world)


async def test_withheld_and_endless_numbers_are_calls(world: World) -> None:
    async with Stranger(world.sip) as stranger:
        for sender in (b'"Anonymous" <sip:anonymous@anonymous.invalid>', b"<sip:" + b"8" * 10_000 + b"@x>"):
            assert await stranger.call(b"12345", sender, stay=True) == 200
        calls = await eventually(
            world.calls, lambda c: [x.state for x in c] == [CallState.QUEUED] * 2, within=15, what="two in hold"
        )
        assert {call.caller for call in calls} == {""}


async def test_guessing_passwords_takes_no_phone_away(world: World) -> None:
    agent = await world.agent("1001")
    for number in range(20):
        guesser = Phone("1001", f"guess-{number:04}", world.sip)
        await guesser.start()
        with pytest.raises(RegistrationRefused):
            await guesser.register()
        guesser.die()
    async with Stranger(world.sip) as stranger:
        house = b"sip:" + stranger.house
        for contact in (b"Contact: *", b"Contact: <sip:1001@%s>" % stranger.address):
            assert await stranger.ask(b"REGISTER", house, b"<sip:1001@x>", contact, b"Expires: 0") == 401
        assert stranger.invited == []
    assert (await world.seat("1001")).reachable
    citizen = await world.citizen(hurry=True)
    await (await agent.incoming(15)).answer()
    await citizen.until(CallState.TALKING)


async def test_floods_of_keys_end_at_a_person(world: World) -> None:
    agent = await world.agent("1001", ready=False)
    in_menu, in_hold = await world.citizen("12300"), await world.citizen("12303", hurry=True)
    await in_hold.until(CallState.QUEUED)
    flood = "123456789*#0" * 8
    await asyncio.gather(in_menu.call.send_keys("*#" * 40), in_hold.call.send_keys(flood.replace("5", "4")))
    await in_menu.until(CallState.QUEUED, within=30)
    await in_hold.until(CallState.QUEUED)
    assert agent.journal.first("incoming") is None
    await in_menu.call.hang_up()
    await in_hold.call.hang_up()
    for citizen in (in_menu, in_hold):
        assert (await citizen.outcome()).call.outcome is Outcome.ABANDONED


async def test_a_flood_of_keys_signs_nobody_on(world: World) -> None:
    phone = await world.softphone("1004")
    call = await phone.dial("*11", wait=10)
    await hears_prompt(call, world.prompt("ask_agent"))
    await call.send_keys("987654321*" * 12)
    await call.hang_up()
    await world.until_seat("1004", lambda s: s.state is SeatState.SIGNED_OFF and not s.call, what="as it was")
    assert await _hold_and_leave(world)


@pytest.mark.timeout(300)
async def test_who_leaves_and_returns_fifty_times_has_fifty_outcomes(world: World) -> None:
    before = {key async for key in world.redis.scan_iter()}
    number = "13655556666"
    for _ in range(10):
        phones = [Phone(number, None, world.sip, tone_hz=None) for _ in range(5)]
        for phone in phones:
            await phone.start()
        calls = [await phone.dial("12345") for phone in phones]
        for call in calls:
            await call.answered(10)
        waiting = len(phones)
        await eventually(world.calls, lambda c, n=waiting: len(c) == n, within=15, what="all of them are calls")
        for phone in phones:
            await phone.stop()
    await world.until_no_calls()

    def outcomes(stored: list[Outcome | None]) -> bool:
        return len(stored) == 50 and None not in stored

    await eventually(lambda: _outcomes(world, number), outcomes, within=30, what="50 outcomes", every=0.3)
    assert {key async for key in world.redis.scan_iter()} <= before | {b"{hotline}:hook_lease"}
    console = asterisk_console(world.settings, find_runtime())
    for command in ("core show channels count", "group show channels"):
        shown = await console.ask(command)
        assert shown is not None and "0 active channels" in shown, shown


async def _outcomes(world: World, number: str) -> list[Outcome | None]:
    stored = await asyncio.to_thread(lambda: read.find_calls(world.engine, limit=500))
    return [item.call.outcome for item in stored if item.call.caller == number]


async def _hold_and_leave(world: World) -> Citizen:
    citizen = await world.citizen(hurry=True)
    await citizen.until(CallState.QUEUED)
    await citizen.call.hang_up()
    assert (await citizen.outcome()).call.outcome is Outcome.ABANDONED
    return citizen
