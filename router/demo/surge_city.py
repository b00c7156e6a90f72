"""A town in a surge: too few agents, and citizens who take the offer to be called back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random

from phones.udp import Address
from router.demo.again_citizen import AgainCitizen
from router.demo.callback_citizen import CallbackCitizen
from router.demo.callback_plan import CallbackPlan, Pickup, draw_callback
from router.demo.carrier import Carrier
from router.demo.casebook import Case
from router.demo.citizen import Tell
from router.demo.citizen_plan import CitizenPlan
from router.demo.city import City
from router.demo.desk import Desk
from router.demo.prompts import Prompts
from router.domain.bundle import Bundle, Queue


class SurgeCity(City):
    """As any town, with the phones outside that are rung by the copy's trunk."""

    def __init__(
        self, server: Address, bundle: Callable[[], Bundle | None], accounts: Mapping[str, str], desk: Desk, *,
        seed: int, per_minute: float, tell: Tell, seats: int, prompts: Prompts, carrier_port: int,
    ) -> None:  # fmt: skip
        super().__init__(server, bundle, accounts, desk, seed=seed, per_minute=per_minute, tell=tell, seats=seats)
        self._prompts = prompts
        self._carrier = Carrier(server, carrier_port, self._company, self._stop, seed=seed, tell=tell)

    async def open(self) -> None:
        """Raises OSError: the carrier's port is taken."""
        await self._carrier.open()
        self._company.hire(self._carrier.work(), "the carrier")
        await super().open()

    async def close(self) -> None:
        await super().close()
        await self._carrier.close()

    def hang_up(self) -> None:
        """Every citizen; the agents stay."""
        self._stop.set()

    @property
    def on_the_phone(self) -> int:
        """Citizens who are dialling in, or are being rung."""
        return len(self._company)

    async def _play(self, plan: CitizenPlan, case: Case, queue: Queue | None, rng: Random) -> None:
        wish = draw_callback(rng, self._taken)
        if wish is None or queue is None or not queue.callback_key:
            await super()._play(plan, case, queue, rng)
            return

        def expect(number: str, asks: Case) -> None:
            self._shown[number] = asks
            self._carrier.expect(number, asks, plan.talk)

        citizen = CallbackCitizen(
            plan, case, wish, key=queue.callback_key, message_key=queue.message_key, prompts=self._prompts,
            expect=expect, tell=self._tell,
        )  # fmt: skip
        await citizen.act(self._server, self._stop)
        if wish.again_after is not None:
            await self._calls_again(plan, case, wish, wish.again_after)

    async def _calls_again(self, plan: CitizenPlan, case: Case, wish: CallbackPlan, after: float) -> None:
        """Who is owed a callback and has grown tired of waiting for it."""
        back = case.back
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), after)
            return
        if back is None or not back.promised or any(ring.pickup is Pickup.TAKES for ring in back.rings):
            return
        again = Case(number=case.number, line=case.line, queue=case.queue, again=True)
        self.cases[f"{case.number} again"] = again
        back.on_the_line = True
        try:
            citizen = AgainCitizen(
                plan, again, back, uses_place=wish.uses_place, prompts=self._prompts, tell=self._tell
            )
            await citizen.act(self._server, self._stop)
        finally:
            back.on_the_line = False
