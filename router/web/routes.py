"""The route table: all that the API serves, with permissions, shapes and refusals; the description is made of it."""

from __future__ import annotations

from typing import Final

from router.domain.errors import (
    AgentElsewhere,
    NotAllowedNow,
    RouterAway,
    SeatTaken,
    StateLost,
    UnknownAgent,
    UnknownCall,
    UnknownReason,
    UnknownSeat,
    WrongPin,
)
from router.web.endpoint import Route
from router.web.errors import (
    ArchiveAway,
    BundleMissing,
    NotYourSeat,
    PinNeeded,
    TooManyTries,
    UnknownRecording,
)
from router.web.handlers import about, alarms, calls, queues, seats
from router.web.models import AlarmPage, CallDetail, CallPage, Health, Lines, Queues, Seats, SeatView, WhoAmI
from router.web.permissions import Permission
from router.web.queries import AlarmsQuery, CallsQuery, PauseBody, SignOnBody

P = Permission
_CHANGE: Final = (UnknownSeat, NotYourSeat, RouterAway, StateLost)

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/health",
        permission=None,
        handler=about.get_health,
        summary="Whether callers come to agents (200) or only the fallback serves them (503); parts with a token",
        reply=Health,
    ),
    Route(
        method="GET",
        path="/v1/openapi.json",
        permission=None,
        handler=about.get_document,
        summary="This description",
    ),
    Route(
        method="GET",
        path="/v1/whoami",
        permission=P.WHO_AM_I,
        handler=about.who_am_i,
        summary="The token's own name, role and permissions",
        reply=WhoAmI,
    ),
    Route(
        method="GET",
        path="/v1/metrics",
        permission=P.METRICS_READ,
        handler=about.get_metrics,
        summary="Metrics for Prometheus",
        media="text/plain",
    ),
    Route(
        method="GET",
        path="/v1/seats",
        permission=P.SEATS_READ,
        handler=seats.list_seats,
        summary="All seats as they are now",
        reply=Seats,
        refusals=(StateLost,),
    ),
    Route(
        method="GET",
        path="/v1/seats/{seat}",
        permission=P.SEATS_READ,
        handler=seats.get_seat,
        summary="One seat as it is now",
        reply=SeatView,
        refusals=(UnknownSeat, StateLost),
    ),
    Route(
        method="POST",
        path="/v1/seats/{seat}/sign-on",
        permission=P.SEATS_OWN,
        handler=seats.sign_on,
        summary="An agent sits down at the seat",
        reply=SeatView,
        body=SignOnBody,
        refusals=(*_CHANGE, UnknownAgent, WrongPin, PinNeeded, TooManyTries, SeatTaken, AgentElsewhere),
    ),
    Route(
        method="POST",
        path="/v1/seats/{seat}/sign-off",
        permission=P.SEATS_OWN,
        handler=seats.sign_off,
        summary="The agent leaves; while busy, a wish",
        reply=SeatView,
        refusals=_CHANGE,
    ),
    Route(
        method="POST",
        path="/v1/seats/{seat}/ready",
        permission=P.SEATS_OWN,
        handler=seats.make_ready,
        summary="Give the seat calls; ends a wrap-up; while busy, takes a wish back",
        reply=SeatView,
        refusals=(*_CHANGE, NotAllowedNow),
    ),
    Route(
        method="POST",
        path="/v1/seats/{seat}/pause",
        permission=P.SEATS_OWN,
        handler=seats.pause,
        summary="No calls, for a reason; while busy, a wish",
        reply=SeatView,
        body=PauseBody,
        refusals=(*_CHANGE, UnknownReason, NotAllowedNow),
    ),
    Route(
        method="GET",
        path="/v1/queues",
        permission=P.QUEUES_READ,
        handler=queues.list_queues,
        summary="Who waits where, at which place, for how long",
        reply=Queues,
        refusals=(StateLost,),
    ),
    Route(
        method="GET",
        path="/v1/lines",
        permission=P.LINES_READ,
        handler=queues.list_lines,
        summary="The published numbers",
        reply=Lines,
        refusals=(BundleMissing,),
    ),
    Route(
        method="GET",
        path="/v1/calls",
        permission=P.CALLS_READ,
        handler=calls.list_calls,
        summary="Calls, live and history, newest arrival first",
        reply=CallPage,
        query=CallsQuery,
        refusals=(StateLost, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/calls/{call}",
        permission=P.CALLS_READ,
        handler=calls.get_call,
        summary="One call with its segments, offers and recordings",
        reply=CallDetail,
        refusals=(UnknownCall, StateLost, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/alarms",
        permission=P.ALARMS_READ,
        handler=alarms.list_alarms,
        summary="What a person had to know, newest first",
        reply=AlarmPage,
        query=AlarmsQuery,
        refusals=(ArchiveAway,),
    ),
    Route(
        method="GET",
        path="/v1/recordings/{recording}",
        permission=P.RECORDINGS_HEAR,
        handler=calls.get_recording,
        summary="The audio of one talk, citizen left, agent right; `Range` gives a part",
        media="audio/ogg",
        refusals=(UnknownRecording, ArchiveAway),
    ),
)
"""Every route there is."""
