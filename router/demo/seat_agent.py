"""One agent at a seat, acted out on a phone that is registered there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Final

from phones import IncomingCall, Phone
from phones.errors import PhoneError, WaitedInVain, WrongState
from phones.scripts import masked
from router.demo.agent_plan import After, Answer, Reaction, Twist, draw_reaction
from router.demo.casebook import Case, Casebook
from router.demo.citizen import Tell
from router.demo.desk import Desk, DeskRefused
from router.demo.ears import Hears, hears

LOOK_EVERY: Final = 0.5
WAIT_SECONDS: Final = 3600.0
COME_BACK_SECONDS: Final = 8.0
"""an agent who missed or declined an offer is back after that"""
TAG_CODE: Final = "*7"
ANSWER_SECONDS: Final = 5.0
KEYS_AFTER: Final = 2.5
SPOKEN_SECONDS: Final = 12.0
"""how long the voice has to say what was noted"""

Targets = Callable[[Twist, str], Sequence[str]]
"""Numbers that a seat may hand a citizen on to, by the kind of transfer and the seat that asks."""


class SeatAgent:
    """Signs on, takes calls until cancelled, in the way its random source has it."""

    def __init__(
        self, phone: Phone, agent: str, *, desk: Desk, cases: Casebook, targets: Targets, rng: Random, tell: Tell,
        reasons: Sequence[str] = ("break",), topics: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._phone, self._agent, self._desk, self._cases = phone, agent, desk, cases
        self._targets, self._rng, self._tell = targets, rng, tell
        self._reasons, self._topics = reasons, topics
        self._who = f"seat {phone.user}"
        self._case: Case | None = None
        """of the call it is in; looked up once, as a colleague who asks shows another number only while asking"""

    async def sign_on(self) -> None:
        """Sit down, and be ready. Raises DeskRefused."""
        await self._desk.sign_on(self._phone.user, self._agent)
        await self._desk.ready(self._phone.user)

    async def work(self) -> None:
        """Take one call after the other until cancelled."""
        first = True
        while True:
            try:
                call = await self._phone.incoming(WAIT_SECONDS)
            except WaitedInVain:
                continue
            reaction = draw_reaction(self._rng, first=first)
            first = False
            try:
                if await self._take(call, reaction):
                    await self._after(reaction)
                elif reaction.answer is not Answer.TAKE:
                    await asyncio.sleep(COME_BACK_SECONDS)
                    await self._desk.ready(self._phone.user)
            except DeskRefused as refused:
                self._tell(f"{self._who}: {refused}")

    async def _take(self, call: IncomingCall, reaction: Reaction) -> bool:
        """Whether there was a talk."""
        who = masked(call.caller) or "a withheld number"
        if reaction.answer is Answer.MISS:
            self._tell(f"{self._who} does not hear {who} ring")
            with suppress(WaitedInVain):
                await call.ended(WAIT_SECONDS)
            return False
        with suppress(WaitedInVain):
            await call.ended(reaction.after)
            return False
        if reaction.answer is Answer.REJECT:
            self._tell(f"{self._who} declines {who}")
            await call.reject(486)
            return False
        self._case = self._cases.get(call.caller)
        if self._case is not None:
            self._case.taken_by.append(self._phone.user)
        try:
            await call.answer()
        except (WrongState, WaitedInVain):
            return False
        await self._talk(call, reaction)
        return True

    async def _talk(self, call: IncomingCall, reaction: Reaction) -> None:
        began, twist, case = time.monotonic(), reaction.twist, self._case
        # Whom the hotline calls back, the agent waits for: the citizen's phone is rung only now.
        waits = case is not None and case.back is not None and case.back.promised
        while call.ending is None:
            with suppress(WaitedInVain):
                await call.ended(LOOK_EVERY)
                return
            if case is not None and hears(call) is Hears.CITIZEN:
                waits = False
                if self._phone.user not in case.heard_by:
                    case.heard_by.append(self._phone.user)
            began = time.monotonic() if waits else began
            spent = time.monotonic() - began
            with suppress(PhoneError):
                if twist is not Twist.NONE and spent >= reaction.twist_at:
                    asked, twist = twist, Twist.NONE
                    await self._do(asked, call, reaction)
                elif spent >= reaction.patience:
                    if case is not None:
                        case.agent_left = True
                    await call.hang_up()

    async def _do(self, twist: Twist, call: IncomingCall, reaction: Reaction) -> None:
        who = masked(call.caller)
        if twist is Twist.HOLD:
            self._tell(f"{self._who} puts {who} on hold for {reaction.hold_for:.0f} s")
            await call.hold()
            with suppress(WaitedInVain):
                await call.ended(reaction.hold_for)
                return
            await call.unhold()
            return
        numbers = self._targets(twist, self._phone.user)
        if numbers:
            number = self._rng.choice(numbers)
            self._tell(f"{self._who} hands {who} on to {number}")
            await call.refer(number)

    async def _after(self, reaction: Reaction) -> None:
        if reaction.tags and self._topics:
            await self._note_topic(self._rng.choice(self._topics))
        if reaction.then is After.WAIT:
            return
        with suppress(WaitedInVain):
            # The next call may come before the write-up is over: it comes first.
            await self._phone.journal.until(lambda: bool(self._phone.calls), reaction.write_up, "a call")
            return
        if reaction.then is After.PAUSE:
            reason = self._rng.choice(self._reasons)
            self._tell(f"{self._who} pauses: {reason}")
            await self._desk.pause(self._phone.user, reason)
            await asyncio.sleep(reaction.pause_for)
        await self._desk.ready(self._phone.user)

    async def _note_topic(self, topic: str) -> None:
        """By code, as from any phone: the topic, and no place."""
        with suppress(PhoneError):
            call = await self._phone.dial(TAG_CODE, wait=ANSWER_SECONDS)
            try:
                for keys in (f"{topic}#", "#"):
                    with suppress(WaitedInVain):
                        await call.ended(KEYS_AFTER)
                        return
                    await call.send_keys(keys)
                await call.ended(SPOKEN_SECONDS)
            finally:
                await call.hang_up()
