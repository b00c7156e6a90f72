"""Changes of the roster: swaps, leave, extra shifts, and whole dates at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from router.domain.errors import Conflict
from router.domain.shifts.edits import Back, Edit, Extra, Leave, Place, Swap
from router.services.check_roster import check_roster
from router.services.edit_roster import Edited, Signature, edit_roster
from router.services.import_roster import import_roster
from router.services.roster_house import RosterHouse
from router.web.context import Ask, Body, Query
from router.web.errors import NotWritten, RosterRefused, Stale
from router.web.handlers.roster import in_house, usable
from router.web.if_match import expected_number
from router.web.models_roster import RosterCheck, RosterEdited, RosterImported
from router.web.queries import Nothing
from router.web.queries_roster import CheckQuery, ExtraBody, ImportQuery, LeaveBody, SwapBody
from router.web.roster_views import check_view, edited_view, imported_view
from router.web.upload import Upload

log = structlog.get_logger()

T = TypeVar("T")


async def swap(ask: Ask[Nothing, SwapBody]) -> RosterEdited:
    """Two agents take each other's place."""
    body = ask.body
    theirs = body.other_date or body.date
    usable(body.date, theirs)

    def edit(house: RosterHouse) -> Edit:
        who = house.person(body.other)
        return Swap(
            one=Place(person=house.person(body.agent), date=body.date, shift=house.shift(body.shift)),
            other=Place(person=who, date=theirs, shift=house.shift_of(who, theirs, body.other_shift)),
        )

    return await _edit(ask, edit, note=body.note, even_so=body.even_so)


async def leave(ask: Ask[Nothing, LeaveBody]) -> RosterEdited:
    """An agent is away, or is back."""
    body = ask.body
    last = body.last or body.first
    usable(body.first, last)

    def edit(house: RosterHouse) -> Edit:
        return (Back if body.back else Leave)(person=house.person(body.agent), first=body.first, last=last)

    return await _edit(ask, edit, note=body.note)


async def extra(ask: Ask[Nothing, ExtraBody]) -> RosterEdited:
    """An agent works one shift more."""
    body = ask.body
    usable(body.date)

    def edit(house: RosterHouse) -> Edit:
        place = Place(person=house.person(body.agent), date=body.date, shift=house.shift(body.shift))
        return Extra(place=place, role=body.role)

    return await _edit(ask, edit, note=body.note, even_so=body.even_so)


async def check(ask: Ask[CheckQuery, Upload]) -> RosterCheck:
    """What is wrong with a file, line by line. Changes nothing."""

    def look(house: RosterHouse) -> RosterCheck:
        sheet = ask.sources.roster.read(ask.body, ask.query.file)
        return check_view(
            check_roster(sheet, calendar=house.calendar, agents=house.bundle.agents, roster=house.roster())
        )

    async with ask.sources.roster.one_file:
        return await in_house(ask, look)


async def import_file(ask: Ask[ImportQuery, Upload]) -> RosterImported:
    """A file takes the place of all that was planned on the dates it names. One wrong line, and nothing is imported."""
    expected, signature = expected_number(ask), _signature(ask, ask.query.note)

    def put(house: RosterHouse) -> RosterImported:
        sheet = ask.sources.roster.read(ask.body, ask.query.file)
        report, done = import_roster(
            house.journal, sheet, signature, calendar=house.calendar, agents=house.bundle.agents, expected=expected
        )
        if done is None:
            raise RosterRefused(report.problems)
        _log(done)
        return imported_view(report, done)

    async with ask.sources.roster.one_file:
        return await _write(ask, put, expected)


async def _edit(
    ask: Ask[Query, Body], edit: Callable[[RosterHouse], Edit], *, note: str, even_so: bool = False
) -> RosterEdited:
    expected, signature = expected_number(ask), _signature(ask, note)

    def put(house: RosterHouse) -> RosterEdited:
        done = edit_roster(
            house.journal,
            edit(house),
            signature,
            calendar=house.calendar,
            people=house.people,
            even_so=even_so,
            expected=expected,
        )
        _log(done)
        return edited_view(done)

    return await _write(ask, put, expected)


async def _write(ask: Ask[Query, Body], put: Callable[[RosterHouse], T], expected: int | None) -> T:
    """Raises Stale for who has looked at another roster, Conflict for who has not said at which."""
    try:
        return await in_house(ask, put)
    except Conflict as conflict:
        if expected is None:
            raise
        raise Stale(conflict.detail) from conflict
    except OSError as error:
        raise NotWritten(type(error).__name__) from error


def _signature(ask: Ask[Query, Body], note: str) -> Signature:
    return Signature(author=ask.sender.actor, at=datetime.fromtimestamp(ask.sources.now(), UTC), note=note)


def _log(done: Edited) -> None:
    log.info("roster_changed_by_api", number=done.entry.number, actor=done.entry.author)
