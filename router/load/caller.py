"""A citizen whose call is written down with its times, and who leaves where it hurts."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Final

from phones import Call
from phones.errors import PhoneError
from phones.udp import Address
from router.demo.citizen import Citizen, Tell
from router.demo.citizen_plan import CitizenPlan
from router.load.caller_plan import Whim
from router.load.fate import Fate

DEAD_AFTER: Final = 12.0
"""seconds without a packet after which people take a line for dead"""


class Caller(Citizen):
    """Acts a plan and a whim out, and writes the fate."""

    def __init__(self, plan: CitizenPlan, fate: Fate, whim: Whim, *, message_key: str, tell: Tell) -> None:
        super().__init__(plan, fate, message_key=message_key, tell=tell)
        self._fate, self._whim = fate, whim
        self._call: Call | None = None

    async def act(self, server: Address, stop: asyncio.Event) -> None:
        self._fate.dialled_at = time.time()
        try:
            await super().act(server, stop)
        finally:
            self._fate.over_at = self._fate.over_at or time.time()
            ending = self._call.ending if self._call else None
            self._fate.ended = f"{ending.by} {ending.how}" if ending else "fault"

    async def _gets_in(self, call: Call) -> bool:
        self._call = call
        if self._whim.cancel_after is not None:
            await asyncio.sleep(self._whim.cancel_after)
            self._fate.cancels = True
            with suppress(PhoneError):
                await call.hang_up()
            self._fate.reached = call.at("answered") is not None
            return False
        if not await super()._gets_in(call):
            return False
        self._fate.answered_at = time.time()
        return True

    async def _look(self, call: Call, stop: asyncio.Event) -> None:
        await super()._look(call, stop)
        if call.ending is not None:
            self._fate.over_at = self._fate.over_at or time.time()
            return
        if self._beep_at is not None:
            return  # a recorder listens and says nothing
        last = call.media.rtp.heard.last_at or call.at("answered") or time.monotonic()
        quiet = time.monotonic() - last
        self._fate.silent = max(self._fate.silent, quiet)
        if quiet > DEAD_AFTER:
            self._fate.dead = True
            self._fate.over_at = time.time()
            with suppress(PhoneError):
                await call.hang_up()

    def _with_agent(self, now: float) -> None:
        super()._with_agent(now)
        self._fate.last_agent_at = time.time()
        self._fate.agent_at = self._fate.agent_at or self._fate.last_agent_at

    async def _leaves_message(self, call: Call, now: float, beep: float) -> bool:
        if not self._whim.breaks_off:
            return await super()._leaves_message(call, now, beep)
        if now - beep < self._plan.speak:
            return False
        self._fate.spoke = True
        return True
