"""A citizen who keeps the place without holding the line, once that is offered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from phones import Call
from phones.likeness import KnownWords
from phones.scripts import masked
from phones.udp import Address
from router.demo.back import Back
from router.demo.callback_plan import CallbackPlan
from router.demo.casebook import Case
from router.demo.citizen import LOOK_EVERY, Citizen, Tell
from router.demo.citizen_plan import CitizenPlan
from router.demo.prompts import Prompts
from router.demo.word_ear import WordEar

ASKS_AT_MOST: Final = 3
"""who is not understood so often waits on"""
WORDS_SECONDS: Final = 12.0
"""how long the hotline has to come to its next words"""
GOODBYE_SECONDS: Final = 15.0
"""... and to hang up after the last"""

Expect = Callable[[str, Case], None]
"""From now on this number may be rung for that call."""


class CallbackCitizen(Citizen):
    """As any citizen; hears the offer in hold, presses its key, confirms a number, and is told goodbye. Who has
    confirmed one hears the hotline out, whoever else hangs up."""

    def __init__(
        self, plan: CitizenPlan, case: Case, wish: CallbackPlan, *, key: str, message_key: str, prompts: Prompts,
        expect: Expect, tell: Tell,
    ) -> None:  # fmt: skip
        """`key`: the one by which the queue gives a callback."""
        super().__init__(plan, case, message_key=message_key, tell=tell)
        self._wish, self._key, self._prompts, self._expect = wish, key, prompts, expect
        self._asked = 0
        self._stop = asyncio.Event()
        self._ear = WordEar()

    async def act(self, server: Address, stop: asyncio.Event) -> None:
        self._stop = stop
        await super().act(server, stop)

    async def _tires(self, call: Call, now: float) -> bool:
        language = self._plan.way.language
        if (
            self._tired_at is None
            and self._asked < ASKS_AT_MOST
            and self._ear.hears(call, self._prompts.offer(self._key, language))
        ):
            self._asked += 1
            await self._ask(call, language)
            return self._promised
        return await super()._tires(call, now)

    @property
    def _confirmed(self) -> bool:
        return self._case.back is not None and self._case.back.number != ""

    @property
    def _promised(self) -> bool:
        return self._case.back is not None and self._case.back.promised

    async def _ask(self, call: Call, language: str) -> None:
        """Whatever is not heard in time ends it, and the wait goes on."""
        back = self._case.back = Back()
        await self._after_words(call, self._key)
        if not await self._hears(call, self._prompts.number_is(language)):
            return
        number = self._plan.number
        if self._wish.other:
            await self._after_words(call, "2")
            if not await self._hears(call, self._prompts.type_number(language)):
                return
            for key in f"{self._wish.other}#":
                await self._press(call, key)
                await asyncio.sleep(self._wish.key_gap)
            if not await self._hears(call, self._prompts.number_is(language)):
                return
            number = self._wish.other
        back.number = number
        self._expect(number, self._case)
        await self._after_words(call, "1")
        heard = await self._hears(call, self._prompts.thanks(language))
        # Words may be lost with a packet; who is not promised anything is put back in hold, and never hung up on.
        back.promised = heard or (call.ending is not None and call.ending.by == "far")
        if back.promised:
            self._tell(f"{self._who} wants to be called back{' at ' + masked(number) if self._wish.other else ''}")
            await self._until(call, lambda: False, GOODBYE_SECONDS)

    async def _after_words(self, call: Call, key: str) -> None:
        await asyncio.sleep(self._wish.key_after)
        await self._press(call, key)

    async def _hears(self, call: Call, words: KnownWords | None) -> bool:
        self._ear.forget()
        return await self._until(call, lambda: self._ear.hears(call, words), WORDS_SECONDS)

    async def _until(self, call: Call, holds: Callable[[], bool], seconds: float) -> bool:
        """Whether it came to hold before the call's end and within so many seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not (self._stop.is_set() and not self._confirmed):
            # Looked at first: what was said last is heard although the call ends with it.
            ending = call.ending
            if holds():
                return True
            if ending is not None:
                return False
            await asyncio.sleep(LOOK_EVERY)
        return False
