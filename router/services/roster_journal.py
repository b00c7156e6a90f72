"""Where the roster is kept: every edit, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol, TypeVar

from router.domain.shifts.edits import Edit, Entry, Import, apply, dates_of
from router.domain.shifts.roster import Absence, Assignment, Roster

T = TypeVar("T", Assignment, Absence)


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
    # By date: an edit looks at its own dates alone, and a year has a thousand edits and fifty thousand assignments.
    planned: dict[date, frozenset[Assignment]] = {}
    away: dict[date, frozenset[Absence]] = {}
    for entry in entries:
        dates = _touched(entry.edit)
        before = Roster(assignments=_all(planned, dates), absences=_all(away, dates))
        after = apply(before, entry.edit)
        planned.update(_by_date(after.assignments, dates))
        away.update(_by_date(after.absences, dates))
    return Roster(assignments=_all(planned, planned), absences=_all(away, away))


def _touched(edit: Edit) -> frozenset[date]:
    more = edit.assignments if isinstance(edit, Import) else ()
    return frozenset((*dates_of(edit), *(each.date for each in more)))


def _all(known: Mapping[date, frozenset[T]], dates: Iterable[date]) -> frozenset[T]:
    return frozenset().union(*(known.get(on, frozenset()) for on in dates))


def _by_date(found: Iterable[T], dates: Iterable[date]) -> dict[date, frozenset[T]]:
    parts: dict[date, set[T]] = {on: set() for on in dates}
    for each in found:
        parts[each.date].add(each)
    return {on: frozenset(part) for on, part in parts.items()}
