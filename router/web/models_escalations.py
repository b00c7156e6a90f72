"""What the API says of ladders that were climbed, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.web.models import Shape


class LadderRingView(Shape):
    id: str
    round: int
    step: int = Field(description="from 1")
    person: str = Field(description="agent number")
    seat: str = Field(description="where it rang; empty: outside, at `number`")
    number: str
    at: datetime
    answered_at: datetime | None = Field(description="by a person, or by what answers for one; null: by nobody")
    key: str = Field(description="1 takes it, 2 passes it on; empty: none was pressed")
    keyed_at: datetime | None
    ended_at: datetime | None = Field(description="null: it rings")
    seconds: float | None = Field(description="from the first ring to its end")
    end: str = Field(description="accepted, passed_on, no_key, busy, no_answer, failed, cancelled; empty: it rings")


class EscalationView(Shape):
    id: str
    ladder: str
    trigger: str = Field(description="waiting, help, nobody, part_down or incident")
    subject: str = Field(description="queue, part or incident that it is about")
    calls: list[str] = Field(description="ids of the calls that it is about, in the order in which they joined")
    text: str
    began_at: datetime
    state: str = Field(description="climbing, resting (until the next round), accepted or over")
    round: int
    alarmed: bool = Field(description="all rounds came to nothing, and every channel was told")
    person: str = Field(description="who took it; empty: nobody")
    accepted_at: datetime | None
    ended_at: datetime | None = Field(description="null: it goes on")
    end: str = Field(description="connected, acknowledged, cause_over or withdrawn; empty: it goes on")
    rings: list[LadderRingView]


class EscalationPage(Shape):
    escalations: list[EscalationView] = Field(description="newest first")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")
