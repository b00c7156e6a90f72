"""The kinds of day that a plan asks for."""

from __future__ import annotations

from router.adapters.calendars.china import China
from router.domain.shifts.days import DayKinds, Overridden, Week
from router.domain.shifts.plan import Plan


def day_kinds(plan: Plan) -> DayKinds:
    """The country's days, and over them the house's own.

    Raises:
        router.adapters.calendars.errors.UnknownCountry: nobody knows its holidays.
    """
    return Overridden(kinds=_country(plan.country, plan.region), own=plan.own_days)


def _country(country: str, region: str) -> DayKinds:
    if not country:
        return Week()
    if country == "CN":
        return China()
    # Takes a fifth of a second to import: only who needs it pays.
    from router.adapters.calendars.country import Country  # noqa: PLC0415

    return Country(country, region)
