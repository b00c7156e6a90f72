"""Incidents: many callers about one thing in a short time."""

from __future__ import annotations

from router.web.context import Ask
from router.web.cursor import read_cursor, write_cursor
from router.web.history import IncidentFilter
from router.web.incident_views import IncidentPage, incident_view
from router.web.queries import IncidentsQuery, Nothing


async def list_incidents(ask: Ask[IncidentsQuery, Nothing]) -> IncidentPage:
    """Newest first."""
    query = ask.query
    since, until = query.span
    # One more than the page holds tells whether there is another.
    found = await ask.sources.history.find_incidents(
        IncidentFilter(
            open_only=query.open,
            since=since,
            until=until,
            before=read_cursor(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        )
    )
    page, bundle = found[: query.limit], ask.sources.bundle()
    return IncidentPage(
        incidents=[incident_view(one, bundle) for one in page],
        next=write_cursor(page[-1].seen_at, page[-1].id) if len(found) > len(page) else None,
    )
