"""Who works which shift on which date, in which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from router.domain.shifts.role import Role


@dataclass(frozen=True, kw_only=True, order=True)
class Assignment:
    """One person in one shift of one date."""

    date: date
    """on which the shift begins"""
    shift: str
    person: str
    """the agent number"""
    role: Role = Role.AGENT


@dataclass(frozen=True, kw_only=True, order=True)
class Absence:
    """Somebody who is on leave on a date."""

    date: date
    person: str


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everything that is planned."""

    assignments: frozenset[Assignment] = frozenset()
    absences: frozenset[Absence] = frozenset()

    def between(self, first: date, last: date) -> Roster:
        """What is planned on some dates, both included."""
        return Roster(
            assignments=frozenset(each for each in self.assignments if first <= each.date <= last),
            absences=frozenset(each for each in self.absences if first <= each.date <= last),
        )

    def of(self, person: str) -> tuple[Assignment, ...]:
        """All that a person works, in order."""
        return tuple(sorted(each for each in self.assignments if each.person == person))

    def change(self, *, out: Iterable[Assignment] = (), into: Iterable[Assignment] = ()) -> Roster:
        """The same roster without some assignments and with others."""
        return Roster(assignments=(self.assignments - frozenset(out)) | frozenset(into), absences=self.absences)
