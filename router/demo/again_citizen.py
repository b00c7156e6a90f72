"""A citizen who is owed a callback and calls again."""

from __future__ import annotations

from dataclasses import replace

from phones import Call
from router.demo.back import Back
from router.demo.casebook import Case
from router.demo.citizen import Citizen, Tell
from router.demo.citizen_plan import CitizenPlan
from router.demo.prompts import Prompts
from router.demo.word_ear import WordEar


class AgainCitizen(Citizen):
    """As any citizen; asked whether to go on at the old place, presses the key or nothing."""

    def __init__(
        self, plan: CitizenPlan, case: Case, back: Back, *, uses_place: bool, prompts: Prompts, tell: Tell
    ) -> None:
        """`back`: the callback that is owed."""
        super().__init__(replace(plan, message_instead=False), case, message_key="", tell=tell)
        self._back, self._uses_place, self._prompts = back, uses_place, prompts
        self._ear = WordEar()
        self._asked = False

    async def _tires(self, call: Call, now: float) -> bool:
        if not self._asked and self._ear.hears(call, self._prompts.place_kept(self._plan.way.language)):
            self._asked = True
            self._tell(
                f"{self._who} calls again, and {'uses' if self._uses_place else 'leaves'} the place that was kept"
            )
            if self._uses_place:
                self._back.used_place = True
                await self._press(call, "1")
        return await super()._tires(call, now)
