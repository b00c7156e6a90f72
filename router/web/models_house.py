"""What the API says of the house itself, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.web.models import Shape


class AnnouncementView(Shape):
    id: str
    text: dict[str, str] = Field(description="language to what is spoken")
    lines: list[str] = Field(description="empty: every line")
    on: bool
    at: datetime | None = Field(description="when it was switched last; null: never")
    by: str


class Announcements(Shape):
    announcements: list[AnnouncementView]


class ChannelView(Shape):
    id: str
    kind: str
    alarms: list[str] = Field(description="codes, or heads of codes; empty: all")
    least: str = Field(description="least severity that is told")
    language: str
    waiting: int = Field(description="alarms that it was not told yet")
    last_success: datetime | None
    failing_since: datetime | None = Field(description="null: the last try succeeded, or there was none")
    last_error: str
    messages: int = Field(description="that it took, ever")
    failed_tries: int
    given_up: int = Field(description="alarms that it was not told in time, and will not be told")


class Channels(Shape):
    channels: list[ChannelView]


class WebhookView(Shape):
    id: str
    url: str
    events: list[str] = Field(description="names of events, or heads of names; empty: all")
    last_success: datetime | None
    lag_seconds: float | None = Field(description="how far behind it is; null: nobody has begun to tell it")
    failing_since: datetime | None = Field(description="null: the last try succeeded, or there was none")
    last_error: str
    given_up: int = Field(description="events that it was not told within a day, and will not be told")


class Webhooks(Shape):
    webhooks: list[WebhookView]
