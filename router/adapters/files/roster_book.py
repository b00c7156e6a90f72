"""The roster as the router asks for it: from the shifts file and the journal, noticed when one of them changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from router.adapters.files.file_stamp import file_stamp
from router.adapters.files.kept_calendar import KeptCalendar
from router.adapters.files.roster_journal import FileRosterJournal
from router.domain.bundle import Bundle
from router.domain.errors import Refusal
from router.domain.shifts.ahead import look_ahead
from router.domain.shifts.duty import Duties, duties_between
from router.domain.shifts.wall import Period, local_day
from router.ports import NO_ROSTER, RosterSeen
from router.services.check_roster import skills_of
from router.services.config_document import ConfigRefused
from router.services.roster_journal import rebuild

BEFORE, AFTER = timedelta(hours=24), timedelta(hours=48)
ANEW_SECONDS = 1800
"""The day goes on also while nobody changes the roster."""


class FileRosterBook:
    """`router.ports.RosterBook` on `<data>/roster`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shifts = folder / "shifts.yaml"
        self._calendar = KeptCalendar(self._shifts)
        self._journal = FileRosterJournal(folder)

    def stamp(self, bundle: Bundle, now: float) -> tuple[object, ...]:
        """Changes when there may be something new to read. Two looks at the disk."""
        files = (file_stamp(self._shifts), file_stamp(self._folder / "journal.jsonl"))
        return (bundle.number, *files, int(now // ANEW_SECONDS) if files[0] else 0)

    def read(self, bundle: Bundle, now: float) -> RosterSeen:
        """Both files; may take a tenth of a second after a change."""
        at = datetime.fromtimestamp(now, UTC)
        try:
            calendar = self._calendar.read(bundle)
            if calendar is None:
                return NO_ROSTER
            whole = rebuild(self._journal.entries())
        except (ConfigRefused, Refusal) as refused:
            return RosterSeen(problem=str(refused.message))
        except (OSError, ValueError) as error:
            return RosterSeen(problem=f"{self._folder}: {error}")
        # A shift begins two days before its end at most.
        today = local_day(at, calendar.zone)
        roster = whole.between(today - timedelta(days=4), today + timedelta(days=4))
        people = skills_of(bundle.agents)
        found = duties_between(calendar, roster, people, Period(start=at - BEFORE, end=at + AFTER))
        return RosterSeen(
            duties=Duties(rules=calendar.plan.seats, zone=calendar.zone, all=found),
            ahead=look_ahead(calendar, roster, people, at),
        )
