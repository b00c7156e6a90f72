"""Routes about sister services that join talks."""

from __future__ import annotations

from typing import Final

from router.domain.errors import NoCall, RouterAway, StateLost, UnknownCall, UnknownLinkage, UnknownSeat
from router.web.endpoint import Route
from router.web.errors import NotYourSeat
from router.web.handlers import linkages
from router.web.models import SeatView
from router.web.permissions import Permission
from router.web.queries import LinkageBody

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="POST",
        path="/v1/calls/{call}/linkage",
        permission=Permission.SEATS_OWN,
        handler=linkages.link,
        summary="Have a sister service rung, which joins this call's talk on its answer",
        reply=SeatView,
        body=LinkageBody,
        refusals=(UnknownCall, UnknownSeat, NotYourSeat, NoCall, UnknownLinkage, RouterAway, StateLost),
    ),
)
