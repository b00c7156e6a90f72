"""Puts an edit of the roster on record, unless it would break the roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from router.domain.errors import Conflict, UnknownAgent
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.checks.all import news
from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import People, Scene, around
from router.domain.shifts.edits import Edit, Entry, Extra, Import, Swap, apply, dates_of
from router.domain.shifts.refusals import RosterBroken
from router.services.roster_journal import RosterJournal, rebuild


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who changed the roster, when and why."""

    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Edited:
    """An edit that is on record."""

    entry: Entry
    findings: tuple[Finding, ...]
    """what is amiss since then: too few people, or a rule that was broken knowingly"""


def edit_roster(
    journal: RosterJournal,
    edit: Edit,
    signature: Signature,
    *,
    calendar: Calendar,
    people: People,
    even_so: bool = False,
    expected: int | None = None,
) -> Edited:
    """Check an edit against the roster as it is, and put it on record.

    A lack of people keeps nothing out: it is told. `even_so` lets a rule of work be broken: too little rest, too many
    nights. Nobody works twice at once, whoever says so. `expected`: how many edits there were when its author looked;
    None: whatever there is.

    Raises:
        router.domain.errors.Refusal: the edit does not fit (`RosterBroken` with the findings), somebody else changed
            the roster meanwhile (`Conflict`), or an agent is not known.
    """
    for person in _people_of(edit):
        if person not in people:
            raise UnknownAgent(person)
    entries = journal.entries()
    if expected not in {None, len(entries)}:
        raise Conflict(f"{len(entries)} edits are on record, not {expected}")
    dates = tuple(sorted(set(dates_of(edit))))
    before = around(rebuild(entries), dates)
    after = apply(before, edit)
    found = news(
        Scene(calendar=calendar, roster=before, people=people, dates=dates),
        Scene(calendar=calendar, roster=after, people=people, dates=dates),
    )
    allowed = {Weight.SHORT, Weight.RULE} if even_so else {Weight.SHORT}
    broken = tuple(each for each in found if each.weight not in allowed)
    if broken:
        raise RosterBroken("; ".join(str(each) for each in broken), broken)
    entry = Entry(number=len(entries) + 1, at=signature.at, author=signature.author, note=signature.note, edit=edit)
    journal.append(entry)
    return Edited(entry=entry, findings=found)


def _people_of(edit: Edit) -> tuple[str, ...]:
    if isinstance(edit, Import):
        return tuple(sorted({each.person for each in edit.assignments}))
    if isinstance(edit, Swap):
        return (edit.one.person, edit.other.person)
    if isinstance(edit, Extra):
        return (edit.place.person,)
    return (edit.person,)
