"""What the API says of what callers left and people did, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.web.models import Shape
from router.web.queries import MessageStatus


class MessageView(Shape):
    call: str
    status: MessageStatus
    left_at: datetime
    line: str
    queue: str = Field(description="who is to follow it up")
    caller: str
    language: str
    seconds: float
    done_at: datetime | None
    done_by: str
    note: str
    url: str | None = Field(description="its sound; null when there is none (yet), or the token may not hear it")


class MessagePage(Shape):
    messages: list[MessageView] = Field(description="newest first")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")


class Peaks(Shape):
    seconds: float
    citizen: list[float] = Field(description="the loudest of each equal stretch, 0 to 1")
    agent: list[float] | None = Field(description="the same of the agent; null: a message has one voice")


class AccessView(Shape):
    at: datetime
    actor: str
    how: str = Field(description="heard, downloaded")
    subject: str = Field(description="the recording, or the call for all of its talks")
    call: str


class AccessPage(Shape):
    accesses: list[AccessView] = Field(description="newest first")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")
