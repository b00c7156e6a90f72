"""The phones outside: whatever number the platform rings comes in here, on this machine."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Final

from phones import IncomingCall, Phone
from phones.errors import PhoneError, WaitedInVain, WrongState
from phones.scripts import masked
from phones.udp import Address
from router.demo.back import RingSeen
from router.demo.callback_plan import Pickup, RingPlan, draw_ring
from router.demo.casebook import Case
from router.demo.citizen import Tell
from router.demo.company import Company
from router.demo.ears import CITIZEN_HZ, Hears, hears
from router.demo.ending import end_all

CARRIER_OFFSET: Final = 90
"""its port, from the base of the copy's"""
WAIT_SECONDS: Final = 3600.0
LOOK_EVERY: Final = 0.4
QUIET_SECONDS: Final = 45.0
"""whom no agent speaks to any more for so long hangs up"""


class Carrier:
    """`open`, then `work` until cancelled, then `close`."""

    def __init__(self, server: Address, port: int, company: Company, stop: asyncio.Event, *, seed: int, tell: Tell):
        """`stop` makes everybody hang up who is rung. They are guests of the company."""
        self._phone = Phone("carrier", None, server, tone_hz=CITIZEN_HZ, port=port)
        self._company, self._stop, self._seed, self._tell = company, stop, seed, tell
        self._expected: dict[str, tuple[Case, float]] = {}

    def expect(self, number: str, case: Case, talk: float) -> None:
        """This number may be rung for that call; its citizen hangs up after so many seconds of talk."""
        self._expected[number] = (case, talk)

    async def open(self) -> None:
        """Raises OSError: the port is taken."""
        await self._phone.start()

    async def close(self) -> None:
        with suppress(PhoneError):
            await self._phone.stop()

    async def work(self) -> None:
        """Take one call after the other until cancelled."""
        while True:
            try:
                call = await self._phone.incoming(WAIT_SECONDS)
            except WaitedInVain:
                continue
            number = call.called
            case, talk = self._expected.get(number, (None, 0.0))
            if case is None or case.back is None:
                self._company.troubles.append(f"{masked(number)} was rung, and had not asked to be called back")
                await call.reject(404)
                continue
            busy = case.back.on_the_line and number == case.number
            plan = draw_ring(Random(f"{self._seed}:ring:{number}:{len(case.back.rings)}"))
            plan = replace(plan, pickup=Pickup.BUSY) if busy else plan
            seen = RingSeen(pickup=plan.pickup)
            case.back.rings.append(seen)
            self._company.welcome(self._rung(call, plan, seen, talk), f"phone {masked(number)}")

    async def _rung(self, call: IncomingCall, plan: RingPlan, seen: RingSeen, talk: float) -> None:
        self._tell(f"phone {masked(call.called)} is rung: {plan.pickup.value.replace('_', ' ')}")
        if plan.pickup is Pickup.RINGS_OUT:
            await self._ended(call, WAIT_SECONDS)
            seen.refused = self._stop.is_set()
            return
        if await self._ended(call, plan.after):
            seen.refused = self._stop.is_set()
            return
        if plan.pickup is Pickup.BUSY:
            await call.reject(486)
            return
        try:
            await call.answer()
        except (WrongState, WaitedInVain):
            return
        seen.answered = True
        if await self._ended(call, WAIT_SECONDS if plan.pickup is Pickup.VOICEMAIL else plan.key_after):
            return
        seen.pressed = True
        with suppress(PhoneError):
            await call.send_keys("1")
        await self._talk(call, seen, talk)

    async def _talk(self, call: IncomingCall, seen: RingSeen, talk: float) -> None:
        talked, last = 0.0, time.monotonic()
        while not await self._ended(call, LOOK_EVERY):
            now = time.monotonic()
            if hears(call) is Hears.AGENT:
                talked += min(now - last, 2 * LOOK_EVERY) if seen.heard_agent else 0.0
                seen.heard_agent = True
                last = now
            if talked >= talk or now - last > QUIET_SECONDS:
                await _hang_up(call)
                return

    async def _ended(self, call: IncomingCall, seconds: float) -> bool:
        """Whether it is over within so many seconds, by itself or because everybody hangs up."""
        stopping = asyncio.create_task(self._stop.wait())
        ending = asyncio.create_task(_end_of(call, seconds))
        try:
            await asyncio.wait({stopping, ending}, return_when=asyncio.FIRST_COMPLETED)
            if self._stop.is_set():
                await _hang_up(call)
        finally:
            await end_all([stopping, ending])
        return call.ending is not None


async def _end_of(call: IncomingCall, seconds: float) -> None:
    with suppress(WaitedInVain):
        await call.ended(seconds)


async def _hang_up(call: IncomingCall) -> None:
    with suppress(PhoneError):
        await call.hang_up()
