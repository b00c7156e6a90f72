"""Routes about ladders that are climbed."""

from __future__ import annotations

from typing import Final

from router.domain.errors import NoCall, NoLadder, RouterAway, StateLost, UnknownCall, UnknownSeat
from router.web.endpoint import Route
from router.web.errors import ArchiveAway, NotYourSeat
from router.web.handlers import escalations
from router.web.models import SeatView
from router.web.models_escalations import EscalationPage
from router.web.permissions import Permission
from router.web.queries import EscalationsQuery, HelpBody

P = Permission

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/escalations",
        permission=P.ALARMS_READ,
        handler=escalations.list_escalations,
        summary="Ladders that were climbed, with every ring, newest first",
        reply=EscalationPage,
        query=EscalationsQuery,
        refusals=(ArchiveAway,),
    ),
    Route(
        method="POST",
        path="/v1/calls/{call}/help",
        permission=P.SEATS_OWN,
        handler=escalations.ask_help,
        summary="Have a lead rung for the agent who is in this call",
        reply=SeatView,
        body=HelpBody,
        refusals=(UnknownCall, UnknownSeat, NotYourSeat, NoCall, NoLadder, RouterAway, StateLost),
    ),
)
