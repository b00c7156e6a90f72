"""Everything that a roster refers to, and the words that people use for it made into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from router.domain.bundle import Bundle
from router.domain.errors import UnknownAgent
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.refusals import ShiftNeeded, UnknownShift
from router.domain.shifts.roster import Roster
from router.services import roster_words
from router.services.check_roster import skills_of
from router.services.roster_journal import RosterJournal, rebuild
from router.services.suggest_word import suggest_word

_TOLD = 40


@dataclass(frozen=True, kw_only=True)
class RosterHouse:
    """The bundle in force, the shifts file as a calendar, and the journal."""

    bundle: Bundle
    calendar: Calendar
    journal: RosterJournal

    @property
    def zone(self) -> tzinfo:
        return self.calendar.zone

    @property
    def people(self) -> Mapping[str, Mapping[str, int]]:
        return skills_of(self.bundle.agents)

    def roster(self) -> Roster:
        """As the journal leaves it. Raises RosterDamaged."""
        return rebuild(self.journal.entries())

    def name(self, person: str) -> str:
        """Number and name, as far as there is one."""
        agent = self.bundle.agents.get(person)
        return f"{person} {agent.name}" if agent else person

    def person(self, word: str) -> str:
        """The agent meant by a number, or by a name that only one has. Raises UnknownAgent."""
        if word in self.bundle.agents:
            return word
        named = [agent.id for agent in self.bundle.agents.values() if agent.name == word]
        if len(named) > 1:
            raise UnknownAgent(f"{word[:_TOLD]} is the name of {' and '.join(named)}; give the number")
        if not named:
            raise UnknownAgent(f"{word[:_TOLD]}; {suggest_word(word, self.bundle.agents)}")
        return named[0]

    def shift(self, word: str) -> str:
        """The shift meant by an id or a name. Raises UnknownShift."""
        shifts = self.calendar.plan.shifts
        for each in shifts.values():
            if roster_words.plain(word) in {roster_words.plain(each.id), roster_words.plain(each.name)}:
                return each.id
        raise UnknownShift(f"{word[:_TOLD]}; {suggest_word(word, shifts)}")

    def shift_of(self, person: str, on: date, word: str | None) -> str:
        """The shift meant, or the only one that somebody works on a date. Raises UnknownShift, ShiftNeeded."""
        if word is not None:
            return self.shift(word)
        found = [each.shift for each in self.roster().of(person) if each.date == on]
        if len(found) != 1:
            raise ShiftNeeded(f"{person} works {len(found)} shifts on {on}")
        return found[0]
