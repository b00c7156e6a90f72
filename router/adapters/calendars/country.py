"""Kinds of day in other countries."""

from __future__ import annotations

from datetime import date

import holidays

from router.adapters.calendars.errors import UnknownCountry
from router.domain.shifts.days import Day, DayKind, by_week


class Country:
    """By the `holidays` package."""

    def __init__(self, country: str, region: str = "") -> None:
        """`country` by ISO 3166, `region` as the package names it; empty: what holds everywhere.

        Raises:
            UnknownCountry: the package knows no such place.
        """
        try:
            self._known = holidays.country_holidays(country, subdiv=region or None)
        except NotImplementedError as error:
            raise UnknownCountry(str(error)) from error

    def day(self, on: date) -> Day:
        """That date; by the day of the week when its year is not known."""
        known = self._known
        if not known.start_year <= on.year <= known.end_year:
            return by_week(on, known=False)
        name = known.get(on)
        if name:
            return Day(date=on, kind=DayKind.HOLIDAY, name=name)
        if on in known.weekend_workdays:
            return Day(date=on, kind=DayKind.SWAPPED)
        return Day(date=on, kind=DayKind.WEEKEND if on.weekday() in known.weekend else DayKind.WORKING)
