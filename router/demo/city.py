"""The town: phones at every seat, agents at them, and citizens who dial until it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from ivr.hours import queue_is_open
from phones import Phone
from phones.errors import PhoneError, RegistrationRefused, WaitedInVain
from phones.udp import Address
from router.demo.agent_plan import Twist
from router.demo.arrivals import gaps
from router.demo.casebook import Case, Casebook
from router.demo.citizen import Citizen, Tell
from router.demo.citizen_plan import CitizenPlan, draw_citizen, draw_number
from router.demo.company import Company
from router.demo.desk import Desk, DeskRefused
from router.demo.ears import AGENT_HZ
from router.demo.seat_agent import SeatAgent
from router.demo.who_sits import who_sits
from router.domain.bundle import Bundle, Queue

REGISTER_SECONDS: Final = 120
HANG_UP_SECONDS: Final = 20.0


class City:
    """`open`, then `dial_in` until cancelled, then `close`. What the phones saw stands in `cases`."""

    def __init__(
        self, server: Address, bundle: Callable[[], Bundle | None], accounts: Mapping[str, str], desk: Desk, *,
        seed: int, per_minute: float, tell: Tell, seats: int | None = None,
    ) -> None:  # fmt: skip
        """`bundle` is asked anew for each citizen: a changed menu is dialled by its new keys. `seats`: how many of them
        are taken; None: all."""
        self.cases: Casebook = {}
        self._shown: Casebook = {}
        """the same by every number that an agent's phone may show for them"""
        self._company = Company(HANG_UP_SECONDS)
        self.troubles = self._company.troubles
        """what went wrong in the town itself; empty when all is well"""
        self._server, self._bundle, self._accounts, self._desk = server, bundle, accounts, desk
        self._seed, self._per_minute, self._tell, self._seats = seed, per_minute, tell, seats
        self._phones: list[Phone] = []
        self._stop = asyncio.Event()
        self._taken: set[str] = set()

    async def open(self) -> None:
        """Register every seat's phone and sign the agents on, a few at a time."""
        bundle = self._bundle()
        assert bundle is not None
        taken = dict(list(bundle.seats.items())[: self._seats])
        crew = who_sits(replace(bundle, seats=taken), Random(f"{self._seed}:crew"))
        some = asyncio.Semaphore(4)

        async def sit_down(seat: str, agent: str) -> None:
            async with some:
                phone = Phone(seat, self._accounts[seat], self._server, tone_hz=AGENT_HZ)
                await phone.start()
                self._phones.append(phone)
                worker = SeatAgent(
                    phone, agent, desk=self._desk, cases=self._shown, targets=self._targets,
                    rng=Random(f"{self._seed}:{seat}"), tell=self._tell, reasons=bundle.site.pause_reasons,
                    topics=tuple(bundle.topics),
                )  # fmt: skip
                try:
                    await phone.register(REGISTER_SECONDS)
                    await worker.sign_on()
                except (RegistrationRefused, WaitedInVain, DeskRefused) as error:
                    self.troubles.append(f"seat {seat}: {error}")
                    return
            self._company.hire(worker.work(), f"seat {seat}")

        await asyncio.gather(*(sit_down(seat, agent) for seat, agent in crew.items() if seat in self._accounts))

    async def dial_in(self) -> None:
        """Citizens dial until cancelled."""
        rng = Random(f"{self._seed}:arrivals")
        for number, gap in enumerate(gaps(self._per_minute, rng)):
            await asyncio.sleep(gap if number else 0.0)
            bundle = self._bundle()
            if bundle is not None and bundle.lines:
                self._company.welcome(self._citizen(bundle, number), f"citizen {number}")

    async def close(self) -> None:
        """All hang up; the agents leave their phones on until the last citizen has gone."""
        self._stop.set()
        await self._company.part()
        for phone in self._phones:
            with suppress(PhoneError):
                await phone.stop()

    async def _citizen(self, bundle: Bundle, number: int) -> None:
        rng = Random(f"{self._seed}:citizen:{number}")
        plan = draw_citizen(bundle, rng, draw_number(rng, self._taken))
        queue = bundle.queue_of(plan.way.queue)
        now = datetime.now(ZoneInfo(bundle.site.timezone))
        closed = queue is not None and not queue_is_open(bundle, queue, now)
        case = Case(number=plan.number, line=plan.line, queue=plan.way.queue, closed=closed)
        self.cases[plan.number] = self._shown[plan.number] = case
        await self._play(plan, case, queue, rng)

    async def _play(self, plan: CitizenPlan, case: Case, queue: Queue | None, rng: Random) -> None:
        """Act this plan out."""
        citizen = Citizen(plan, case, message_key=queue.message_key if queue else "", tell=self._tell)
        await citizen.act(self._server, self._stop)

    def _targets(self, twist: Twist, seat: str) -> Sequence[str]:
        bundle = self._bundle()
        if bundle is None:
            return ()
        if twist is Twist.TO_QUEUE:
            return [queue.number for queue in bundle.queues.values() if queue.number]
        return [other for other in list(bundle.seats)[: self._seats] if other != seat]
