"""Routes about what callers are told of an incident, and who asked to be told how it goes."""

from __future__ import annotations

from typing import Final

from router.web.endpoint import Route
from router.web.errors import (
    ArchiveAway,
    BadUntil,
    BundleMissing,
    IncidentIsOver,
    NoSuchRoute,
    NotSpoken,
    NotWritten,
    TextNeeded,
    UnknownIncident,
    UnknownLanguage,
    UnknownLine,
)
from router.web.handlers import incident_announcements as incidents
from router.web.incident_views import FollowerPage, IncidentAnnouncementView
from router.web.permissions import Permission
from router.web.queries import AnnounceBody, FollowersQuery

P = Permission

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/incidents/{incident}/announcement",
        permission=P.ALARMS_READ,
        handler=incidents.get_announcement,
        summary="What new callers are told of an incident",
        reply=IncidentAnnouncementView,
        refusals=(NoSuchRoute,),
    ),
    Route(
        method="POST",
        path="/v1/incidents/{incident}/announcement",
        permission=P.ANNOUNCEMENTS_SET,
        handler=incidents.announce_incident,
        summary="Tell new callers of an incident; who presses 9 is put on its list and needs no agent",
        reply=IncidentAnnouncementView,
        body=AnnounceBody,
        refusals=(
            UnknownIncident, IncidentIsOver, UnknownLine, UnknownLanguage, TextNeeded, BadUntil, NotSpoken,
            NotWritten, ArchiveAway, BundleMissing,
        ),
    ),
    Route(
        method="DELETE",
        path="/v1/incidents/{incident}/announcement",
        permission=P.ANNOUNCEMENTS_SET,
        handler=incidents.end_announcement,
        summary="Tell new callers no more of an incident",
        reply=IncidentAnnouncementView,
        refusals=(NoSuchRoute, NotWritten),
    ),
    Route(
        method="GET",
        path="/v1/incidents/{incident}/callers",
        permission=P.CALLS_READ,
        handler=incidents.list_followers,
        summary="Who asked to be told of an incident, newest first; numbers in full for those who may see them",
        reply=FollowerPage,
        query=FollowersQuery,
        refusals=(UnknownIncident, ArchiveAway),
    ),
)  # fmt: skip
