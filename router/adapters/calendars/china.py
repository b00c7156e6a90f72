"""Kinds of day in mainland China: holidays, and the days of weekends that are worked for them."""

from __future__ import annotations

from datetime import date

import chinese_calendar

from router.domain.shifts.days import Day, DayKind, by_week


class China:
    """By the `chinesecalendar` package, which follows the yearly notice of the State Council."""

    def __init__(self) -> None:
        # The notice for a year comes out in the autumn before it; beyond that nobody knows.
        self._years = {on.year for on in chinese_calendar.holidays}

    def day(self, on: date) -> Day:
        """That date; by the day of the week when its year is not known."""
        if on.year not in self._years:
            return by_week(on, known=False)
        off, name = chinese_calendar.get_holiday_detail(on)
        if off:
            return Day(date=on, kind=DayKind.HOLIDAY if name else DayKind.WEEKEND, name=name or "")
        return Day(date=on, kind=DayKind.SWAPPED if on.weekday() > 4 else DayKind.WORKING, name=name or "")
