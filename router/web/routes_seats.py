"""Routes about seats."""

from __future__ import annotations

from typing import Final

from router.domain.errors import (
    AgentElsewhere,
    NoCall,
    NotAllowedNow,
    NotOnShift,
    PinLocked,
    RouterAway,
    SeatTaken,
    ShiftOver,
    StateLost,
    TooEarly,
    UnknownAgent,
    UnknownReason,
    UnknownSeat,
    WrongPin,
)
from router.web.endpoint import Route
from router.web.errors import NotYourSeat, PinNeeded
from router.web.handlers import availability, seats
from router.web.models import Seats, SeatView
from router.web.models_availability import Availability
from router.web.permissions import Permission
from router.web.queries import ForceBody, PauseBody, PausedBody, SignOnBody

P = Permission
_CHANGE: Final = (UnknownSeat, NotYourSeat, RouterAway, StateLost)

ROUTES: Final[tuple[Route, ...]] = (
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
        path="/v1/availability",
        permission=P.QUEUES_READ,
        handler=availability.get_availability,
        summary="Agents by skill and level: how many are there now, and by the roster in the next 24 hours",
        reply=Availability,
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
        refusals=(
            *_CHANGE,
            UnknownAgent,
            WrongPin,
            PinNeeded,
            PinLocked,
            SeatTaken,
            AgentElsewhere,
            TooEarly,
            NotOnShift,
        ),
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
        refusals=(*_CHANGE, NotAllowedNow, ShiftOver),
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
        method="POST",
        path="/v1/seats/{seat}/more-wrap-up",
        permission=P.SEATS_OWN,
        handler=seats.more_wrap_up,
        summary="Add the site's `more_wrap_up_seconds` to the wrap-up that runs",
        reply=SeatView,
        refusals=(*_CHANGE, NotAllowedNow),
    ),
    Route(
        method="POST",
        path="/v1/seats/{seat}/recording",
        permission=P.SEATS_OWN,
        handler=seats.pause_recording,
        summary="Silence in the recording of the seat's talk, or sound again; on record",
        reply=SeatView,
        body=PausedBody,
        refusals=(*_CHANGE, NoCall),
    ),
    Route(
        method="POST",
        path="/v1/seats/{seat}/force",
        permission=P.SEATS_SET,
        handler=seats.force,
        summary="Set somebody else's seat, with a note, on record; while busy, a wish",
        reply=SeatView,
        body=ForceBody,
        refusals=(
            UnknownSeat,
            UnknownAgent,
            UnknownReason,
            NotAllowedNow,
            SeatTaken,
            AgentElsewhere,
            RouterAway,
            StateLost,
        ),
    ),
)
