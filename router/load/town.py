"""The people of a load run: phones at the seats, agents, and callers who dial until it is closed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Final

from phones import Call, CallState, Phone
from phones.errors import PhoneError, RegistrationRefused, WaitedInVain
from phones.udp import Address
from router.demo.agent_plan import Twist
from router.demo.arrivals import gaps
from router.demo.casebook import Casebook
from router.demo.citizen import Tell
from router.demo.citizen_plan import draw_citizen, draw_number
from router.demo.company import Company
from router.demo.desk import Desk, DeskRefused
from router.demo.ears import AGENT_HZ
from router.demo.who_sits import who_sits
from router.domain.bundle import Bundle
from router.load.agent import LoadAgent
from router.load.caller import DEAD_AFTER, Caller
from router.load.caller_plan import draw_whim
from router.load.fate import Fate

REGISTER_SECONDS: Final = 60
HANG_UP_SECONDS: Final = 25.0
LOOK_EVERY: Final = 1.0


class Town:
    """`open`, then `dial_in` until cancelled, then `close`. What the phones saw stands in `fates`."""

    def __init__(
        self, server: Address, bundle: Bundle, accounts: Mapping[str, str], desk: Desk, *, seed: int,
        per_minute: float, seats: int, tell: Tell,
    ) -> None:  # fmt: skip
        """`seats`: how many of the bundle's seats are taken, at most all."""
        self.fates: dict[str, Fate] = {}
        self._company = Company(HANG_UP_SECONDS)
        self.troubles = self._company.troubles
        self.crew = who_sits(replace(bundle, seats=dict(list(bundle.seats.items())[:seats])), Random(f"{seed}:crew"))
        """seat to agent"""
        self.phones: dict[str, Phone] = {}
        """seat to its phone"""
        self._by_caller: Casebook = {}
        self._server, self._bundle, self._accounts, self._desk = server, bundle, accounts, desk
        self._seed, self._per_minute, self._tell = seed, per_minute, tell
        self._stop = asyncio.Event()
        self._taken: set[str] = set()

    async def open(self) -> None:
        """Register every phone, sign the agents on, a few at a time."""
        some = asyncio.Semaphore(4)

        async def sit_down(seat: str, agent: str) -> None:
            async with some:
                phone = Phone(seat, self._accounts[seat], self._server, tone_hz=AGENT_HZ)
                await phone.start()
                self.phones[seat] = phone
                worker = LoadAgent(
                    phone, agent, desk=self._desk, cases=self._by_caller, targets=self._targets,
                    rng=Random(f"{self._seed}:{seat}"), tell=self._tell, reasons=self._bundle.site.pause_reasons,
                    topics=tuple(self._bundle.topics), colleague=self._colleague,
                )  # fmt: skip
                try:
                    await phone.register(REGISTER_SECONDS)
                    await worker.sign_on()
                except (RegistrationRefused, WaitedInVain, DeskRefused) as error:
                    self.troubles.append(f"seat {seat}: {error}")
                    return
            self._company.hire(worker.work(), f"seat {seat}")

        await asyncio.gather(*(sit_down(seat, agent) for seat, agent in self.crew.items()))
        self._company.hire(self._drop_dead_lines(), "dead lines")

    async def dial_in(self) -> None:
        """Callers dial until cancelled."""
        rng = Random(f"{self._seed}:arrivals")
        for number, gap in enumerate(gaps(self._per_minute, rng)):
            await asyncio.sleep(gap if number else 0.0)
            self._company.welcome(self._call(number), f"caller {number}")

    async def close(self) -> None:
        """All hang up; the agents leave their phones on until the last caller has gone."""
        self._stop.set()
        await self._company.part()
        for phone in self.phones.values():
            with suppress(PhoneError):
                await phone.stop()

    @property
    def talks(self) -> int:
        """Citizens who hear an agent now."""
        now = time.time()
        return sum(fate.over_at is None and now - (fate.last_agent_at or 0.0) < 2.0 for fate in self.fates.values())

    @property
    def open_calls(self) -> int:
        return len(self._company)

    async def _call(self, number: int) -> None:
        rng = Random(f"{self._seed}:caller:{number}")
        plan, whim = draw_whim(rng, draw_citizen(self._bundle, rng, draw_number(rng, self._taken)))
        queue = self._bundle.queue_of(plan.way.queue)
        fate = Fate(number=plan.number, line=plan.line, queue=plan.way.queue)
        self.fates[plan.number] = self._by_caller[plan.number] = fate
        caller = Caller(plan, fate, whim, message_key=queue.message_key if queue else "", tell=self._tell)
        try:
            await caller.act(self._server, self._stop)
        finally:
            self._by_caller.pop(plan.number, None)

    async def _drop_dead_lines(self) -> None:
        """Agents hang up, too, when nothing comes any more: Asterisk has died with the call."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for phone in self.phones.values():
                for call in list(phone.calls.values()):
                    if is_dead(call, time.monotonic()):
                        with suppress(PhoneError):
                            call.send_bye()

    def _targets(self, twist: Twist, seat: str) -> Sequence[str]:
        if twist is Twist.TO_QUEUE:
            return [queue.number for queue in self._bundle.queues.values() if queue.number]
        return [other for other in self.crew if other != seat]

    def _colleague(self, seat: str) -> str:
        return next((other for other, phone in self.phones.items() if other != seat and not phone.calls), "")


def is_dead(call: Call, now: float) -> bool:
    """Whether a talk has been without a packet for so long (monotonic seconds) that nobody is there; one on hold is
    silent by right."""
    if call.state is not CallState.TALKING or call.journal.count("held") > call.journal.count("unheld"):
        return False
    last = call.media.rtp.heard.last_at or call.at("answered") or now
    held = call.journal.last("unheld")
    return now - max(last, held.at if held else 0.0) > DEAD_AFTER
