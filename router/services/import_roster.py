"""Imports a roster: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.bundle import Agent
from router.domain.shifts.calendar import Calendar
from router.services.check_roster import Report, check_roster, skills_of
from router.services.edit_roster import Edited, Signature, edit_roster
from router.services.roster_journal import RosterJournal, rebuild
from router.services.roster_sheet import Sheet


def import_roster(
    journal: RosterJournal,
    sheet: Sheet,
    signature: Signature,
    *,
    calendar: Calendar,
    agents: Mapping[str, Agent],
    expected: int | None = None,
) -> tuple[Report, Edited | None]:
    """The sheet takes the place of all that was planned on the dates it names. None: it has problems, and nothing was
    imported. `expected`: as of `edit_roster`.

    Raises:
        router.domain.errors.Refusal: the journal is damaged, or somebody else changed the roster meanwhile.
    """
    report = check_roster(sheet, calendar=calendar, agents=agents, roster=rebuild(journal.entries()))
    if report.problems:
        return report, None
    people = skills_of(agents)
    done = edit_roster(journal, report.edit, signature, calendar=calendar, people=people, expected=expected)
    return report, done
