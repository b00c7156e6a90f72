"""One citizen's call, acted out on a phone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from phones import Call, Phone
from phones.errors import CallRejected, PhoneError, WaitedInVain
from phones.scripts import masked
from phones.udp import Address
from router.demo.casebook import Case
from router.demo.citizen_plan import CitizenPlan
from router.demo.ears import CITIZEN_HZ, Hears, heard_beep, hears
from router.demo.ending import end_all
from router.domain.bundle import Go

Tell = Callable[[str], object]
"""Called with a line about something that happened."""

LOOK_EVERY: Final = 0.4
ANSWER_SECONDS: Final = 30.0
GRADE_AFTER: Final = 4.0
"""the question takes that long; the key counts in the middle of it too"""
INFORMATION_SECONDS: Final = 20.0
"""an information and the way to it, at most"""
BEEP_SECONDS: Final = 40.0
THANKS_SECONDS: Final = 10.0
"""how long the hotline has to say thank you and hang up once a message is finished"""


class Citizen:
    """Acts a plan out and writes what is seen into the case."""

    def __init__(self, plan: CitizenPlan, case: Case, *, message_key: str, tell: Tell) -> None:
        """`message_key`: what leaves a message in the queue that the citizen goes to; empty: nothing does."""
        self._plan, self._case, self._message_key, self._tell = plan, case, message_key, tell
        self._who = f"citizen {masked(plan.number)}"
        self._agent_at: float | None = None
        self._last_agent = 0.0
        self._talked = 0.0
        self._beep_at: float | None = None
        self._looked_at = time.monotonic()
        self._tired_at: float | None = None
        self._graded = False

    async def act(self, server: Address, stop: asyncio.Event) -> None:
        """The whole call; `stop` makes the citizen hang up."""
        phone = Phone(self._plan.number, server=server, tone_hz=CITIZEN_HZ)
        await phone.start()
        try:
            call = await phone.dial(self._plan.line)
            if await self._gets_in(call):
                pressing = asyncio.create_task(self._press_way(call))
                try:
                    while call.ending is None:
                        await self._look(call, stop)
                finally:
                    await end_all([pressing])
        finally:
            self._case.over = True
            await phone.stop()

    async def _gets_in(self, call: Call) -> bool:
        try:
            await call.answered(ANSWER_SECONDS)
        except CallRejected as refused:
            self._case.refused = refused.status
            self._tell(f"{self._who} is refused: {refused.status}")
            return False
        except WaitedInVain:
            self._case.refused = 0
            self._tell(f"{self._who} hears nothing at all")
            return False
        self._case.reached = True
        return True

    async def _press_way(self, call: Call) -> None:
        if not self._plan.way.keys:
            return
        await asyncio.sleep(self._plan.key_after)
        self._case.led_to_message |= self._plan.way.go is Go.MESSAGE
        for key in self._plan.way.keys:
            await self._press(call, key)
            await asyncio.sleep(self._plan.key_gap)
        if self._plan.way.go is Go.SAY:
            self._case.heard_information = True

    async def _look(self, call: Call, stop: asyncio.Event) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY)
        if call.ending is not None:
            return
        now, heard = time.monotonic(), hears(call)
        if heard is Hears.AGENT:
            self._with_agent(now)
        elif self._agent_at is not None and now - self._last_agent > 1.0:
            self._agent_at = None
            self._tired_at = None
        elif self._agent_at is None and self._beep_at is None and self._hears_beep(call, now):
            # Asked for, or all that is left to do: the queue is closed.
            self._case.heard_beep = True
            self._beep_at = now
        if stop.is_set() or await self._has_had_enough(call, now):
            with suppress(PhoneError):
                await call.hang_up()

    def _hears_beep(self, call: Call, now: float) -> bool:
        """Since the last look, however long ago that was on a machine with much to do; the beep may lie across both."""
        since, self._looked_at = self._looked_at, now
        return heard_beep(call, within=min(now - since + LOOK_EVERY, BEEP_SECONDS))

    def _with_agent(self, now: float) -> None:
        if self._agent_at is None:
            self._agent_at = now
            self._case.heard_agent = True
        else:
            self._talked += now - self._last_agent
        self._last_agent = now

    async def _has_had_enough(self, call: Call, now: float) -> bool:
        """Whether the citizen hangs up now; whatever else comes next is done on the way."""
        if self._agent_at is not None:
            return self._talked >= self._plan.talk and not self._plan.waits_for_agent
        if self._beep_at is not None:
            return await self._leaves_message(call, now, self._beep_at)
        if self._case.heard_agent:
            return await self._after_talk(call, now)
        return await self._tires(call, now)

    async def _tires(self, call: Call, now: float) -> bool:
        """Nobody has answered yet."""
        plan, spent = self._plan, now - call.events[0].at
        if self._tired_at is not None:
            return now - self._tired_at > BEEP_SECONDS
        patience = plan.patience
        if plan.way.go is Go.SAY and self._case.heard_information:
            patience = plan.key_after + INFORMATION_SECONDS
        elif plan.way.go is Go.MESSAGE:
            patience += BEEP_SECONDS
        if spent <= patience:
            return False
        if plan.message_instead and self._message_key and plan.way.go is Go.QUEUE:
            self._tired_at = now
            self._case.led_to_message = True
            await self._press(call, self._message_key)
            return False
        self._tell(f"{self._who} gives up after {spent:.0f} s")
        return True

    async def _leaves_message(self, call: Call, now: float, beep: float) -> bool:
        if now - beep < self._plan.speak:
            return False
        if not self._case.spoke:
            self._case.spoke = True
            self._tell(f"{self._who} leaves a message of {self._plan.speak:.0f} s")
            await self._press(call, "#")
        return now - beep > self._plan.speak + THANKS_SECONDS

    async def _after_talk(self, call: Call, now: float) -> bool:
        quiet = now - self._last_agent
        if self._case.agent_left and not self._graded and self._plan.grade and quiet > GRADE_AFTER:
            self._graded = True
            await self._press(call, self._plan.grade)
        return quiet > self._plan.patience

    async def _press(self, call: Call, key: str) -> None:
        with suppress(PhoneError):
            await call.send_keys(key)
