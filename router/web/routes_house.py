"""Routes about the house: itself, its lines, queues, alarms, announcements, and who is told of all that."""

from __future__ import annotations

from typing import Final

from router.domain.errors import StateLost
from router.web.endpoint import Route
from router.web.errors import ArchiveAway, BundleMissing, NotASocket, NotWritten, TooManyListeners, UnknownAnnouncement
from router.web.handlers import about, alarms, announcements, channels, events, incidents, queues, webhooks
from router.web.incident_views import IncidentPage
from router.web.models import AlarmPage, Health, Lines, Queues, WhoAmI
from router.web.models_house import Announcements, AnnouncementView, Channels, Webhooks
from router.web.permissions import Permission
from router.web.queries import AlarmsQuery, EventsQuery, IncidentsQuery, SwitchBody

P = Permission

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
        path="/v1/incidents",
        permission=P.ALARMS_READ,
        handler=incidents.list_incidents,
        summary="Many callers about one thing in a short time, newest first",
        reply=IncidentPage,
        query=IncidentsQuery,
        refusals=(ArchiveAway,),
    ),
    Route(
        method="GET",
        path="/v1/announcements",
        permission=P.LINES_READ,
        handler=announcements.list_announcements,
        summary="Announcements of the bundle in force, on or off",
        reply=Announcements,
        refusals=(BundleMissing,),
    ),
    Route(
        method="POST",
        path="/v1/announcements/{announcement}",
        permission=P.ANNOUNCEMENTS_SET,
        handler=announcements.switch_announcement,
        summary="Switch an announcement on or off; the next caller hears it, or does not",
        reply=AnnouncementView,
        body=SwitchBody,
        refusals=(UnknownAnnouncement, BundleMissing, NotWritten),
    ),
    Route(
        method="GET",
        path="/v1/webhooks",
        permission=P.WEBHOOKS_READ,
        handler=webhooks.list_webhooks,
        summary="Webhooks of the bundle in force, and how telling them goes",
        reply=Webhooks,
        refusals=(BundleMissing, StateLost),
    ),
    Route(
        method="GET",
        path="/v1/channels",
        permission=P.CHANNELS_READ,
        handler=channels.list_channels,
        summary="Who is told of alarms by the bundle in force, and how telling them goes",
        reply=Channels,
        refusals=(BundleMissing, StateLost),
    ),
    Route(
        method="GET",
        path="/v1/events",
        permission=None,
        handler=events.stream_events,
        summary="A WebSocket: what happens to calls and seats, as it happens; needs `events:read`, by a header or by a "
        'first message `{"token": ...}`',
        query=EventsQuery,
        status=101,
        refusals=(NotASocket, TooManyListeners),
    ),
)
