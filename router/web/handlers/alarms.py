"""Alarms: what a person has to know."""

from __future__ import annotations

from router.domain.alarms.catalogue import kind_of
from router.web.context import Ask
from router.web.cursor import read_number, write_cursor
from router.web.history import AlarmFilter
from router.web.models import AlarmPage, AlarmView
from router.web.queries import AlarmsQuery, Nothing
from router.web.views import utc


async def list_alarms(ask: Ask[AlarmsQuery, Nothing]) -> AlarmPage:
    """Newest first."""
    query = ask.query
    since, until = query.span
    # One more than the page holds tells whether there is another.
    found = await ask.sources.history.find_alarms(
        AlarmFilter(
            since=since,
            until=until,
            code=query.code,
            subject=query.subject,
            before=read_number(query.cursor) if query.cursor else None,
            limit=query.limit + 1,
        )
    )
    page = found[: query.limit]
    return AlarmPage(
        alarms=[
            AlarmView(
                id=one.id,
                at=utc(one.at),
                code=one.code,
                severity=kind_of(one.code).severity,
                subject=one.subject,
                text=one.text,
            )
            for one in page
        ],
        next=write_cursor(page[-1].at, str(page[-1].id)) if len(found) > len(page) else None,
    )
