"""What every roster command needs: the bundle, the shifts file, the journal, and words made into values."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from router.adapters.files.config_folder import compile_folder
from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.files.shifts_file import read_shifts
from router.adapters.files.start import bundle_in_force
from router.cli.options import copy_settings, fail
from router.domain.bundle import Bundle
from router.domain.errors import Refusal
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Roster
from router.services import roster_words
from router.services.check_roster import skills_of
from router.services.config_document import ConfigRefused
from router.services.edit_roster import Signature
from router.services.roster_journal import rebuild
from router.services.suggest_word import suggest_word


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything that a roster refers to."""

    bundle: Bundle
    calendar: Calendar
    zone: ZoneInfo
    journal: FileRosterJournal

    @property
    def people(self) -> Mapping[str, Mapping[str, int]]:
        return skills_of(self.bundle.agents)

    def roster(self) -> Roster:
        """As the journal leaves it."""
        return rebuild(self.journal.entries())

    def name(self, person: str) -> str:
        """Number and name, as far as there is one."""
        agent = self.bundle.agents.get(person)
        return f"{person} {agent.name}" if agent else person

    def person(self, word: str) -> str:
        """The agent meant by a number, or by a name that only one has; else ends the program."""
        if word in self.bundle.agents:
            return word
        named = [agent.id for agent in self.bundle.agents.values() if agent.name == word]
        if len(named) > 1:
            fail(f"{word} is the name of {' and '.join(named)}; give the number", code=2)
        return named[0] if named else fail(f"no agent {word!r}; {suggest_word(word, self.bundle.agents)}", code=2)

    def shift(self, word: str) -> str:
        """The shift meant by an id or a name; else ends the program."""
        shifts = self.calendar.plan.shifts
        for each in shifts.values():
            if roster_words.plain(word) in {roster_words.plain(each.id), roster_words.plain(each.name)}:
                return each.id
        fail(f"no shift {word!r}; {suggest_word(word, shifts)}", code=2)

    def shift_of(self, person: str, on: date, word: str | None) -> str:
        """The shift meant, or the only one that somebody works on a date; else ends the program."""
        if word is not None:
            return self.shift(word)
        found = [each.shift for each in self.roster().of(person) if each.date == on]
        if len(found) != 1:
            fail(f"{person} works {len(found)} shifts on {on}; name the shift", code=2)
        return found[0]


def open_house(data: Path | None, port_base: int | None, shifts: Path | None) -> House:
    """The bundle in force, or else what the configuration folder says, with the shifts file and the journal. Ends the
    program when one of them cannot be used."""
    settings, _ = copy_settings(data, port_base)
    folder = settings.data / "roster"
    path = shifts or folder / "shifts.yaml"
    if not path.is_file():
        fail(f"there is no shifts file {path}; docs/shifts.md tells how to write one, --shifts names another", code=2)
    try:
        bundle = bundle_in_force(settings) or compile_folder(settings.config)
        plan, days = read_shifts(path, skills=bundle.skills, lines=bundle.lines)
    except ConfigRefused as refusal:
        fail(refusal.message, code=2)
    zone = ZoneInfo(bundle.site.timezone)
    calendar = Calendar(plan=plan, zone=zone, days=days)
    return House(bundle=bundle, calendar=calendar, zone=zone, journal=FileRosterJournal(folder))


@contextmanager
def refusing() -> Iterator[None]:
    """Says refusals, and a disk that does not take a file, as sentences."""
    try:
        yield
    except Refusal as refusal:
        fail(refusal.message)
    except OSError as error:
        fail(f"the file cannot be written ({error.strerror}: {error.filename})")


def day_of(word: str | None, zone: ZoneInfo) -> date:
    """The date meant; today when there is none."""
    today = datetime.now(zone).date()
    if word is None or word == "today":
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    return roster_words.to_date(word) or fail(f"{word!r} is not a date; write one such as 2026-10-01", code=2)


def role_of(word: str) -> Role:
    """The role meant."""
    found = roster_words.role(word)
    return fail(f"no role {word!r}; write one of {', '.join(Role)}", code=2) if found is None else found


def signature(author: str | None, note: str) -> Signature:
    """Who does it, now."""
    return Signature(author=author or getpass.getuser(), at=datetime.now(UTC), note=note)
