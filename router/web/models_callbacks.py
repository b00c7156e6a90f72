"""What the API says of callbacks that are owed, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.domain.call import CallState
from router.domain.outbound import OwedWhy
from router.web.models import Shape


class CallbackView(Shape):
    call: str
    state: CallState = Field(description="`owed` waits for a seat, or for the next try; any other: it is being made")
    line: str
    queue: str
    number: str = Field(description="that is rung")
    why: OwedWhy = Field(description="asked by the caller; cut_off, left, outage: owed unasked")
    arrived_at: datetime = Field(description="the place in the queue is that of this time")
    since: datetime
    not_before: datetime | None = Field(description="when the next try may be made; null: now")
    tries: int = Field(description="how often the number was rung")
    reached_at: datetime | None


class CallbackPage(Shape):
    callbacks: list[CallbackView] = Field(description="in the order in which they are made")
