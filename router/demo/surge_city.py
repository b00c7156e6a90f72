"""A town in a surge: too few agents, and citizens who take the offer to be called back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from phones.udp import Address
from router.demo.callback_citizen import CallbackCitizen
from router.demo.callback_plan import draw_callback
from router.demo.carrier import Carrier
from router.demo.casebook import Case
from router.demo.citizen import Citizen, Tell
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

    def _play(self, plan: CitizenPlan, case: Case, queue: Queue | None, rng: Random) -> Citizen:
        wish = draw_callback(rng, self._taken)
        if wish is None or queue is None or not queue.callback_key:
            return super()._play(plan, case, queue, rng)

        def expect(number: str, asks: Case) -> None:
            self._shown[number] = asks
            self._carrier.expect(number, asks, plan.talk)

        return CallbackCitizen(
            plan, case, wish, key=queue.callback_key, message_key=queue.message_key, prompts=self._prompts,
            expect=expect, tell=self._tell,
        )  # fmt: skip
