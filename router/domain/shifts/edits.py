"""What people do to the roster. Each edit is a value; `apply` makes the next roster of it or refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from router.domain.shifts.refusals import (
    AlreadyOnRoster,
    BackwardDates,
    NoSuchLeave,
    NothingToSwap,
    NotOnRoster,
    OnLeave,
)
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Absence, Assignment, Roster

LONGEST_LEAVE = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """One person's place in a shift."""

    person: str
    date: date
    shift: str


@dataclass(frozen=True, kw_only=True)
class Import:
    """All that is planned on some dates, in place of what was."""

    dates: tuple[date, ...]
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Two people take each other's place; each place keeps its role."""

    one: Place
    other: Place


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Somebody is away from one date to another, both included, and works nothing that begins then."""

    person: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Back:
    """Leave is taken back. The shifts it cost are not given back: others may have them."""

    person: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Extra:
    """Somebody works a shift more."""

    place: Place
    role: Role = Role.AGENT


Edit = Import | Swap | Leave | Back | Extra


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An edit on record."""

    number: int
    """1 upwards, without a gap"""
    at: datetime
    author: str
    note: str = ""
    edit: Edit


def apply(roster: Roster, edit: Edit) -> Roster:
    """The roster after an edit.

    Raises:
        router.domain.errors.Refusal: it does not fit the roster as it is.
    """
    if isinstance(edit, Import):
        return _import(roster, edit)
    if isinstance(edit, Swap):
        return _swap(roster, edit)
    if isinstance(edit, Extra):
        return _extra(roster, edit)
    if isinstance(edit, Leave):
        return _leave(roster, edit)
    return _back(roster, edit)


def dates_of(edit: Edit) -> tuple[date, ...]:
    """The dates that an edit touches."""
    if isinstance(edit, Import):
        return edit.dates
    if isinstance(edit, Swap):
        return (edit.one.date, edit.other.date)
    if isinstance(edit, Extra):
        return (edit.place.date,)
    return _dates(edit.first, edit.last)


def _import(roster: Roster, edit: Import) -> Roster:
    dates = frozenset(edit.dates)
    return roster.change(out=(each for each in roster.assignments if each.date in dates), into=edit.assignments)


def _swap(roster: Roster, edit: Swap) -> Roster:
    one, other = _find(roster, edit.one), _find(roster, edit.other)
    if one.person == other.person or (one.date, one.shift, one.role) == (other.date, other.shift, other.role):
        raise NothingToSwap
    _must_be_there(roster, one.person, other.date)
    _must_be_there(roster, other.person, one.date)
    return roster.change(out=(one, other), into=(replace(one, person=other.person), replace(other, person=one.person)))


def _extra(roster: Roster, edit: Extra) -> Roster:
    place = edit.place
    if _places(roster, place):
        raise AlreadyOnRoster(_words(place))
    _must_be_there(roster, place.person, place.date)
    return roster.change(into=(Assignment(date=place.date, shift=place.shift, person=place.person, role=edit.role),))


def _leave(roster: Roster, edit: Leave) -> Roster:
    dates = frozenset(_dates(edit.first, edit.last))
    after = roster.change(
        out=(each for each in roster.assignments if each.person == edit.person and each.date in dates)
    )
    away = frozenset(Absence(date=on, person=edit.person) for on in dates)
    return replace(after, absences=after.absences | away)


def _back(roster: Roster, edit: Back) -> Roster:
    away = roster.absences & frozenset(Absence(date=on, person=edit.person) for on in _dates(edit.first, edit.last))
    if not away:
        raise NoSuchLeave(edit.person)
    return replace(roster, absences=roster.absences - away)


def _dates(first: date, last: date) -> tuple[date, ...]:
    if not timedelta() <= last - first < LONGEST_LEAVE:
        raise BackwardDates(f"{first} to {last}")
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _find(roster: Roster, place: Place) -> Assignment:
    found = _places(roster, place)
    if not found:
        raise NotOnRoster(_words(place))
    return found[0]


def _places(roster: Roster, place: Place) -> list[Assignment]:
    return sorted(
        each
        for each in roster.assignments
        if (each.person, each.date, each.shift) == (place.person, place.date, place.shift)
    )


def _must_be_there(roster: Roster, person: str, on: date) -> None:
    if Absence(date=on, person=person) in roster.absences:
        raise OnLeave(f"{person}, {on}")


def _words(place: Place) -> str:
    return f"{place.person}, {place.shift}, {place.date}"
