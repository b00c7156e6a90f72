"""An agent who also asks a colleague before handing a citizen on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from phones import IncomingCall, OutgoingCall
from phones.errors import CallRejected, PhoneError, WaitedInVain
from phones.scripts import masked
from router.demo.agent_plan import Reaction, Twist
from router.demo.casebook import Casebook
from router.demo.seat_agent import SeatAgent

ASKED_SECONDS: Final = 12.0
"""how long a colleague's phone rings"""
CONSULT_SECONDS: Final = 3.0
ASKS_FIRST: Final = 0.6
"""share of the transfers to a colleague that are asked for first"""

Colleague = Callable[[str], str]
"""A seat that is free, for the seat that asks; empty: none is."""


class LoadAgent(SeatAgent):
    """As any agent; of the transfers to a colleague, most are attended."""

    def __init__(self, *args: Any, colleague: Colleague, **options: Any) -> None:
        super().__init__(*args, **options)
        self._colleague = colleague
        self._by_caller: Casebook = options["cases"]

    async def _do(self, twist: Twist, call: IncomingCall, reaction: Reaction) -> None:
        if twist is not Twist.TO_SEAT:
            await super()._do(twist, call, reaction)
            return
        colleague = self._colleague(self._phone.user)
        if colleague and self._rng.random() < ASKS_FIRST:
            await self._consult(call, colleague)
        elif colleague:
            self._tell(f"{self._who} hands {masked(call.caller)} on to {colleague}")
            await call.refer(colleague)

    async def _consult(self, call: IncomingCall, colleague: str) -> None:
        """Hold, ask, hand on; the citizen is taken back when that fails."""
        self._tell(f"{self._who} asks {colleague} about {masked(call.caller)}")
        own = self._phone.user
        if (case := self._case) is not None:
            self._by_caller[own] = case  # the colleague's phone shows this seat's number
        await call.hold()
        asked = await self._phone.dial(colleague)
        try:
            if await self._is_willing(asked):
                await call.refer(to_call=asked)
        finally:
            self._by_caller.pop(own, None)
            if call.ending is None:
                with suppress(PhoneError):
                    await asked.hang_up()
                await call.unhold()

    @staticmethod
    async def _is_willing(asked: OutgoingCall) -> bool:
        try:
            await asked.answered(ASKED_SECONDS)
        except (CallRejected, WaitedInVain):
            return False
        with suppress(WaitedInVain):
            await asked.ended(CONSULT_SECONDS)
            return False
        return True
