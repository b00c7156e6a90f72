"""The route table: all that the API serves, with permissions, shapes and refusals; the description is made of it."""

from __future__ import annotations

from typing import Final

from router.web import (
    routes_bundles,
    routes_callbacks,
    routes_calls,
    routes_escalations,
    routes_house,
    routes_incidents,
    routes_linkages,
    routes_roster,
    routes_seats,
)
from router.web.endpoint import Route

ROUTES: Final[tuple[Route, ...]] = (
    *routes_house.ROUTES,
    *routes_incidents.ROUTES,
    *routes_seats.ROUTES,
    *routes_calls.ROUTES,
    *routes_callbacks.ROUTES,
    *routes_escalations.ROUTES,
    *routes_linkages.ROUTES,
    *routes_bundles.ROUTES,
    *routes_roster.ROUTES,
)
"""Every route there is."""
