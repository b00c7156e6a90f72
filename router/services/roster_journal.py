"""Where the roster is kept: every edit, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from router.domain.shifts.edits import Entry, apply
from router.domain.shifts.roster import Roster


class RosterJournal(Protocol):
    """Edits on record. They are only ever added."""

    def entries(self) -> tuple[Entry, ...]:
        """All, by number."""

    def append(self, entry: Entry) -> None:
        """Put an edit on record, on disk before it returns.

        Raises:
            router.domain.errors.Conflict: its number is not the next: somebody else was first.
        """


def rebuild(entries: Iterable[Entry]) -> Roster:
    """The roster that the edits lead to."""
    roster = Roster()
    for entry in entries:
        roster = apply(roster, entry.edit)
    return roster
