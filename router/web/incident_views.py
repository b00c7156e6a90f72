"""An incident as the API shows it, what callers are told of it, and who is to be told."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pydantic import Field

from router.domain.bundle import Bundle
from router.domain.incidents.announcement import IncidentAnnouncement
from router.domain.incidents.incident import Incident
from router.services.say_incident import say_both
from router.web.history import Follower
from router.web.masking import show_number
from router.web.models import Shape
from router.web.views import utc


class IncidentView(Shape):
    id: str
    open: bool = Field(description="it goes on")
    dimension: str = Field(description="topic_place, topic, place, choice (a queue) or line")
    value: str = Field(description="code of the topic or place, id of the queue or line")
    place: str = Field(description="code; of a topic_place alone")
    name: str = Field(description="of the value, as the configuration had it")
    place_name: str
    since: datetime = Field(description="beginning of the window in which it was seen")
    first_at: datetime = Field(description="of its first call")
    seen_at: datetime
    last_at: datetime = Field(description="of its newest call")
    over_at: datetime | None = Field(description="null: it goes on")
    count: int = Field(description="calls so far")
    callers: int = Field(description="distinct")
    usual: float = Field(description="calls that are usual in as long a time")
    chance: float = Field(description="of as many calls by chance, as it was seen: the test's p-value")
    calls: list[str] = Field(description="ids, oldest first")
    text: dict[str, str] = Field(description="language to a sentence")


class IncidentPage(Shape):
    incidents: list[IncidentView] = Field(description="newest first")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")


class IncidentAnnouncementView(Shape):
    incident: str
    on: bool = Field(description="callers hear it")
    lines: list[str] = Field(description="whose callers; empty: every line's")
    text: dict[str, str] = Field(description="language to what is said of it; the offer to be told follows by itself")
    until: datetime | None = Field(description="at the longest; null: callers hear nothing of it")
    at: datetime | None = Field(description="since when")
    by: str


class FollowerView(Shape):
    number: str = Field(description="at which to be told")
    at: datetime
    call: str
    line: str
    language: str


class FollowerPage(Shape):
    callers: list[FollowerView] = Field(description="newest first; each number once")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")


def announcement_view(incident: str, told: IncidentAnnouncement | None) -> IncidentAnnouncementView:
    """None: callers hear nothing of it."""
    return IncidentAnnouncementView(
        incident=incident,
        on=told is not None,
        lines=list(told.lines) if told else [],
        text=dict(told.text) if told else {},
        until=utc(told.until) if told else None,
        at=utc(told.at) if told else None,
        by=told.by if told else "",
    )


def follower_view(one: Follower, *, in_full: bool) -> FollowerView:
    return FollowerView(
        number=show_number(one.number, in_full=in_full),
        at=utc(one.at),
        call=one.call,
        line=one.line,
        language=one.language,
    )


def incident_view(one: Incident, bundle: Bundle | None) -> IncidentView:
    """Sentences have the times of the house; UTC without a bundle."""
    return IncidentView(
        id=one.id,
        open=one.over_at is None,
        dimension=one.dimension.value,
        value=one.value,
        place=one.place,
        name=one.name,
        place_name=one.place_name,
        since=utc(one.since),
        first_at=utc(one.first_at),
        seen_at=utc(one.seen_at),
        last_at=utc(one.last_at),
        over_at=None if one.over_at is None else utc(one.over_at),
        count=len(one.calls),
        callers=one.callers,
        usual=round(one.expected, 3),
        chance=one.chance,
        calls=list(one.calls),
        text=say_both(one, ZoneInfo(bundle.site.timezone) if bundle else UTC),
    )
