"""Routes about the roster."""

from __future__ import annotations

from typing import Final

from router.domain.errors import Conflict, UnknownAgent
from router.domain.shifts import refusals as r
from router.web.endpoint import Route
from router.web.errors import (
    BadDates,
    BundleMissing,
    IfMatchNeeded,
    NoShifts,
    NotWritten,
    RosterRefused,
    ShiftsUnusable,
    Stale,
)
from router.web.handlers import roster, roster_edits
from router.web.models_roster import RosterCheck, RosterEdited, RosterGaps, RosterImported, RosterLog, RosterView
from router.web.permissions import Permission
from router.web.queries_roster import (
    CheckQuery,
    DatesQuery,
    ExtraBody,
    ImportQuery,
    LeaveBody,
    RosterLogQuery,
    RosterQuery,
    SwapBody,
)
from router.web.sources.roster_files import READERS

P = Permission
FILE_BYTES: Final = 4 * 1024 * 1024
NUMBER: Final = "number of the roster as it was read"
_HOUSE: Final = (BundleMissing, NoShifts, ShiftsUnusable, r.RosterDamaged)
_EDIT: Final = (*_HOUSE, IfMatchNeeded, Stale, Conflict, NotWritten)
_WORDS: Final = (UnknownAgent, r.UnknownShift, BadDates)

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/roster",
        permission=P.ROSTER_OWN,
        handler=roster.show_roster,
        summary="Who works when: today, a date, or up to 31 (of one agent 366). An agent's token sees its own alone",
        reply=RosterView,
        query=RosterQuery,
        refusals=(*_HOUSE, UnknownAgent, BadDates),
    ),
    Route(
        method="GET",
        path="/v1/roster/gaps",
        permission=P.ROSTER_READ,
        handler=roster.show_gaps,
        summary="When too few people are there: in the next 24 hours, or on up to 31 dates",
        reply=RosterGaps,
        query=DatesQuery,
        refusals=(*_HOUSE, BadDates),
    ),
    Route(
        method="GET",
        path="/v1/roster/log",
        permission=P.ROSTER_READ,
        handler=roster.show_log,
        summary="Who changed the roster, when, how and why, newest first",
        reply=RosterLog,
        query=RosterLogQuery,
        refusals=_HOUSE,
    ),
    Route(
        method="POST",
        path="/v1/roster/swaps",
        permission=P.ROSTER_SET,
        handler=roster_edits.swap,
        summary="Two agents take each other's place",
        reply=RosterEdited,
        body=SwapBody,
        if_match=NUMBER,
        refusals=(*_EDIT, *_WORDS, r.ShiftNeeded, r.NotOnRoster, r.OnLeave, r.NothingToSwap, r.RosterBroken),
    ),
    Route(
        method="POST",
        path="/v1/roster/leaves",
        permission=P.ROSTER_SET,
        handler=roster_edits.leave,
        summary="An agent is away on some dates, or back from leave",
        reply=RosterEdited,
        body=LeaveBody,
        if_match=NUMBER,
        refusals=(*_EDIT, UnknownAgent, BadDates, r.BackwardDates, r.NoSuchLeave),
    ),
    Route(
        method="POST",
        path="/v1/roster/extras",
        permission=P.ROSTER_SET,
        handler=roster_edits.extra,
        summary="An agent works one shift more",
        reply=RosterEdited,
        body=ExtraBody,
        if_match=NUMBER,
        refusals=(*_EDIT, *_WORDS, r.AlreadyOnRoster, r.OnLeave, r.RosterBroken),
    ),
    Route(
        method="POST",
        path="/v1/roster/check",
        permission=P.ROSTER_READ,
        handler=roster_edits.check,
        summary="What is wrong with a roster in a file, line by line; changes nothing",
        reply=RosterCheck,
        query=CheckQuery,
        takes=tuple(READERS),
        body_bytes=FILE_BYTES,
        refusals=_HOUSE,
    ),
    Route(
        method="POST",
        path="/v1/roster/imports",
        permission=P.ROSTER_IMPORT,
        handler=roster_edits.import_file,
        summary="A roster in a file takes the place of all that was planned on the dates it names; one wrong line, and "
        "nothing is imported",
        reply=RosterImported,
        query=ImportQuery,
        takes=tuple(READERS),
        body_bytes=FILE_BYTES,
        if_match=NUMBER,
        refusals=(*_EDIT, RosterRefused),
    ),
)
