"""Who heard which recording."""

from __future__ import annotations

from router.web.context import Ask
from router.web.cursor import read_number, write_cursor
from router.web.history import AccessFilter
from router.web.models_told import AccessPage, AccessView
from router.web.queries import AccessesQuery, Nothing
from router.web.views import utc


async def list_accesses(ask: Ask[AccessesQuery, Nothing]) -> AccessPage:
    """Newest first."""
    query = ask.query
    since, until = query.span
    found = await ask.sources.history.find_accesses(
        AccessFilter(
            call=query.call,
            actor=query.actor,
            since=since,
            until=until,
            before=read_number(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        )
    )
    page = found[: query.limit]
    return AccessPage(
        accesses=[
            AccessView(at=utc(one.at), actor=one.actor, how=one.how, subject=one.subject, call=one.call) for one in page
        ],
        next=write_cursor(page[-1].at, str(page[-1].id)) if len(found) > len(page) else None,
    )
