"""What kind of day a date is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class DayKind(StrEnum):
    """Kinds of day. Each date is of one."""

    WORKING = "working"  # an ordinary day of work
    WEEKEND = "weekend"  # an ordinary day off
    HOLIDAY = "holiday"  # a public holiday, or a day off in its stead
    SWAPPED = "swapped"  # a day of the weekend that is worked, in exchange for a day off


@dataclass(frozen=True, kw_only=True)
class Day:
    """One date."""

    date: date
    kind: DayKind
    name: str = ""
    """of the holiday, or of the one that it is swapped for"""
    known: bool = True
    """False: holidays of that year are not known, so the day of the week decided"""


class DayKinds(Protocol):
    """Says what kind of day a date is. Never fails: a year that is not known is judged by the days of the week."""

    def day(self, on: date) -> Day:
        """That date."""


def by_week(on: date, *, known: bool = True) -> Day:
    """Monday to Friday are worked, Saturday and Sunday are not."""
    return Day(date=on, kind=DayKind.WEEKEND if on.weekday() > 4 else DayKind.WORKING, known=known)


class Week:
    """A house without public holidays."""

    def day(self, on: date) -> Day:
        """That date, by the day of the week."""
        return by_week(on)


@dataclass(frozen=True, kw_only=True)
class Overridden:
    """Kinds of day, but for the dates that the house has decided on itself."""

    kinds: DayKinds
    own: Mapping[date, DayKind] = field(default_factory=dict)

    def day(self, on: date) -> Day:
        """That date; the house's word is always known."""
        kind = self.own.get(on)
        return self.kinds.day(on) if kind is None else Day(date=on, kind=kind)


def unknown_years(kinds: DayKinds, dates: Iterable[date]) -> tuple[str, ...]:
    """A sentence for each year of which the holidays are not known."""
    years = sorted({on.year for on in dates if not kinds.day(on).known})
    return tuple(
        f"the public holidays of {year} are not known: Monday to Friday count as working days; "
        "name the others under `days`, or bring the calendar up to date"
        for year in years
    )
