"""What the API says, in shapes. Times are UTC (RFC 3339), spans are seconds, null: has not happened or is not known."""

from __future__ import annotations

import datetime as dt
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.listening import ListenMode
from router.domain.seat import SeatCause, SeatState, TalkKind
from router.domain.shifts.checks.finding import Weight
from router.web.permissions import Permission, Role


class Shape(BaseModel):
    """Base of all replies."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ConfigProblem(Shape):
    """One thing that is wrong with a configuration, where, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str


class FindingView(Shape):
    """One thing that is wrong with a roster."""

    code: str
    weight: Weight = Field(description="wrong: never goes in; rule: only with `even_so`; short: keeps nothing out")
    date: dt.date
    shift: str
    agent: str
    what: str
    remedy: str


class Problem(Shape):
    """Every refusal: a stable code for programs, a sentence for people."""

    code: str
    message: str
    problems: list[ConfigProblem] | None = Field(
        None, description="with `config_refused`, `roster_refused` and `shifts_unusable` only"
    )
    findings: list[FindingView] | None = Field(None, description="with `roster_broken` only")


class WhoAmI(Shape):
    name: str
    role: Role
    permissions: list[Permission]


class PartView(Shape):
    ok: bool
    detail: str


class Health(Shape):
    status: str = Field(description="ok; degraded: calls are taken, something else is wrong; down")
    takes_calls: bool = Field(description="false: only the dialplan's fallback serves callers")
    parts: dict[str, PartView] | None = Field(None, description="only for tokens that may see it")
    alarms_last_hour: dict[str, int] | None = Field(
        None, description="how many by code; only for tokens that may see it, and while the archive answers"
    )


class SeatView(Shape):
    id: str
    name: str
    state: SeatState
    reason: str
    kind: TalkKind | None
    agent: str
    agent_name: str
    since: datetime | None
    seconds: float = Field(description="how long it has been in this state")
    available: bool = Field(description="would be offered a call now")
    reachable: bool
    unreachable_since: datetime | None
    idle_since: datetime | None
    call: str
    last_call: str = Field(description="the citizen's call it was in last")
    until: datetime | None = Field(description="when the wrap-up ends by itself")
    wish: SeatCause | None = Field(description="what the agent asked for while busy")
    wish_reason: str
    talks: int
    shift: str = Field(description="date and id of the shift that its agent works; empty: the roster knows of none")
    shift_until: datetime | None = Field(description="it gets no call from then on; null: nothing ends it")
    shift_ending: bool = Field(description="that end is near")
    cause: SeatCause | None
    actor: str
    version: int


class Seats(Shape):
    seats: list[SeatView]


class Waiting(Shape):
    call: str
    caller: str
    place: int = Field(description="1 is served next")
    state: CallState
    line: str
    waited_seconds: float


class QueueView(Shape):
    id: str
    name: str
    target_seconds: int | None = Field(description="answered within this counts as in time")
    waiting: int
    longest_wait_seconds: float
    expected_wait_seconds: float | None = Field(
        description="how long a caller who comes now is expected to wait; null: nobody on duty could serve, or unknown"
    )
    callers: list[Waiting]


class Queues(Shape):
    queues: list[QueueView]


class LineView(Shape):
    id: str
    number: str
    name: str
    queue: str
    language: str
    live_calls: int | None = Field(description="null while the live state is not reachable")


class Lines(Shape):
    lines: list[LineView]


class OfferView(Shape):
    id: str
    seat: str
    agent: str
    at: datetime
    rang_at: datetime | None
    ended_at: datetime | None
    result: OfferResult
    cause: int = Field(description="Q.850, 0 when none")


class SegmentView(Shape):
    number: int
    queue: str
    queued_at: datetime | None
    talked_at: datetime | None
    ended_at: datetime | None
    seat: str
    agent: str
    kind: str
    end: str
    to: str = Field(description="number that the caller was handed on to")
    held: bool = Field(description="the agent has the caller on hold just now")
    paused: bool = Field(description="the recording is silent by order just now")
    offers: list[OfferView]


class RecordingView(Shape):
    id: str
    segment: int = Field(description="0: the message that was left")
    part: int = Field(description="a talk that was held goes on in another part")
    recorded: bool
    reason: str = Field(description="why there is none, or no more")
    seconds: float | None
    sha256: str
    url: str | None = Field(description="null when there is none, or the token may not hear it")


class TagView(Shape):
    at: datetime
    seat: str
    agent: str
    topic: str
    topic_name: str = Field(description="by the bundle in force; empty when it has no such code")
    place: str
    place_name: str


class PauseView(Shape):
    at: datetime
    seat: str
    paused: bool = Field(description="false: the recording went on")
    actor: str


class ModeView(Shape):
    at: datetime
    mode: ListenMode


class ListeningView(Shape):
    id: str
    seat: str = Field(description="the lead's")
    agent: str = Field(description="who is signed on there; empty: nobody")
    actor: str = Field(description="who asked for it")
    note: str
    heard_seat: str
    heard_agent: str
    segment: int
    asked_at: datetime
    began_at: datetime | None = Field(description="null: the lead's phone was not answered (yet)")
    ended_at: datetime | None
    end: str = Field(
        description="hung_up, stopped, taken_over (the lead has the talk), talk_over, transferred, not_answered, "
        "failed, lost_sight; empty: it goes on"
    )
    ended_by: str
    modes: list[ModeView] = Field(description="who heard the lead, from when on")


class LinkedView(Shape):
    ring: str
    linkage: str = Field(description="id of the sister service")
    name: str = Field(description="empty: the bundle in force does not know it")
    number: str
    seat: str = Field(description="whose agent asked for it")
    agent: str
    actor: str = Field(description="who asked: agent:8001 by key, token:<name>")
    segment: int
    asked_at: datetime
    dialled_at: datetime | None
    answered_at: datetime | None = Field(description="it is in the talk from then on")
    ended_at: datetime | None
    end: str = Field(description="talk_over, busy, no_answer, failed, cancelled, lost_sight; empty: it goes on")


class CallView(Shape):
    id: str
    live: bool
    state: CallState
    line: str
    queue: str
    caller: str
    language: str
    arrived_at: datetime
    answered_at: datetime | None
    queued_at: datetime | None
    first_offer_at: datetime | None
    talked_at: datetime | None
    ended_at: datetime | None
    waited_seconds: float | None = Field(description="from the queue to an agent's answer, the end, or now")
    outcome: Outcome | None
    where: Where | None
    informed: bool = Field(description="was told an information, or that all are busy, to its end")
    message: bool = Field(description="left a message")
    grade: int | None = Field(description="1 to 5; 0: none was given; null: not asked")


class CallDetail(CallView):
    cause: int
    bundle: int
    fallback_reason: str
    segments: list[SegmentView]
    recordings: list[RecordingView]
    recording_url: str | None = Field(
        description="all talks in one; null when there are none (yet), or the token may not hear them"
    )
    tag: TagView | None
    pauses: list[PauseView]
    listenings: list[ListeningView] = Field(description="leads who were in its talks, or were rung for that")
    linkages: list[LinkedView] = Field(description="sister services that were rung for it, in order")
    missing: list[str]


class CallPage(Shape):
    calls: list[CallView] = Field(description="newest arrival first")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")
    missing: list[str] = Field(description="stores that did not answer: live, history")


class AlarmView(Shape):
    id: int
    at: datetime
    code: str
    severity: str = Field(description="info, warning, urgent")
    subject: str = Field(description="the call, recording, seat or process that it is about")
    text: str


class AlarmPage(Shape):
    alarms: list[AlarmView] = Field(description="newest first")
    next: str | None = Field(description="give it as `cursor` for the next page; null: that was all")
