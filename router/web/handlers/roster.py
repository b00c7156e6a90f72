"""The roster: who works when, where somebody is missing, who changed it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from router.domain.shifts.wall import local_day
from router.services.find_gaps import gaps_ahead, gaps_between
from router.services.roster_house import RosterHouse
from router.services.roster_journal import rebuild
from router.services.show_roster import show_days
from router.web.context import Ask, Body, Query
from router.web.errors import BadDates, BadField, Forbidden
from router.web.if_match import DIGITS
from router.web.models_roster import RosterGaps, RosterLog, RosterView
from router.web.permissions import Permission
from router.web.queries import Nothing
from router.web.queries_roster import DatesQuery, RosterLogQuery, RosterQuery
from router.web.roster_views import edit_view, gaps_view, roster_view

MOST_DAYS: Final = 31
MOST_DAYS_OF_ONE: Final = 366
YEARS: Final = range(2000, 2200)

T = TypeVar("T")


async def show_roster(ask: Ask[RosterQuery, Nothing]) -> RosterView:
    """Some days. Who may not read the roster sees the own shifts and leave."""
    query, now = ask.query, _now(ask)
    own = None if ask.may(Permission.ROSTER_READ) else ask.sender.name

    def look(house: RosterHouse) -> RosterView:
        wanted = query.person if query.person is not None else own
        person = None if wanted is None else house.person(wanted)
        if own is not None and person != own:
            raise Forbidden
        first, last = _dates(query, most=MOST_DAYS if person is None else MOST_DAYS_OF_ONE) or (
            local_day(now, house.zone),
            local_day(now, house.zone),
        )
        entries = house.journal.entries()
        found = show_days(house.calendar, rebuild(entries), first, last)
        return roster_view(house, found, number=len(entries), person=person)

    return await in_house(ask, look)


async def show_gaps(ask: Ask[DatesQuery, Nothing]) -> RosterGaps:
    """Of some dates, or of the next 24 hours."""
    now, wanted = _now(ask), _dates(ask.query, most=MOST_DAYS)

    def look(house: RosterHouse) -> RosterGaps:
        if wanted is None:
            return gaps_view(gaps_ahead(house.calendar, house.roster(), house.people, now))
        return gaps_view(gaps_between(house.calendar, house.roster(), house.people, *wanted))

    return await in_house(ask, look)


async def show_log(ask: Ask[RosterLogQuery, Nothing]) -> RosterLog:
    """Who changed it, when, how and why."""
    query = ask.query
    before = None if query.cursor is None else _number(query.cursor)

    def look(house: RosterHouse) -> RosterLog:
        entries = house.journal.entries()
        older = entries if before is None else entries[: max(0, before - 1)]
        page = older[-query.limit :]
        return RosterLog(
            number=len(entries),
            entries=[edit_view(entry) for entry in reversed(page)],
            next=str(page[0].number) if len(page) < len(older) else None,
        )

    return await in_house(ask, look)


async def in_house(ask: Ask[Query, Body], work: Callable[[RosterHouse], T]) -> T:
    """Do it in a thread, with the bundle in force and the files as they are: a month of a large house takes its time.

    Raises:
        router.domain.errors.Refusal: BundleMissing, NoShifts, ShiftsUnusable, RosterDamaged, and those of the work.
    """
    bundle = ask.bundle()
    return await asyncio.to_thread(lambda: work(ask.sources.roster.open(bundle)))


def usable(*days: date | None) -> None:
    """Raises BadDates for years in which nobody plans."""
    if any(day is not None and day.year not in YEARS for day in days):
        raise BadDates(f"years from {YEARS[0]} to {YEARS[-1]} can be planned")


def _dates(query: DatesQuery, *, most: int) -> tuple[date, date] | None:
    """The first and the last one asked for; None: none was. Raises BadDates."""
    usable(query.date, query.first, query.last)
    if query.date is not None:
        if query.first is not None or query.last is not None:
            raise BadDates("give `date`, or `from` and `to`")
        return query.date, query.date
    if query.first is None:
        if query.last is not None:
            raise BadDates("give `from` as well")
        return None
    last = query.last or query.first
    if not timedelta() <= last - query.first < timedelta(days=most):
        raise BadDates(f"from {query.first} to {last}: ask for 1 to {most} days")
    return query.first, last


def _now(ask: Ask[Query, Body]) -> datetime:
    return datetime.fromtimestamp(ask.sources.now(), UTC)


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= DIGITS):
        raise BadField("cursor: take it from `next` of the page before")
    return int(cursor)
