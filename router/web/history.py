"""What the API needs of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from router.domain.call import Call, Outcome
from router.domain.incidents.incident import Incident
from router.domain.ladder.climb import Escalation
from router.services.why_call import Story


@dataclass(frozen=True, kw_only=True)
class CallFilter:
    """Which calls; all that is given must hold. Times are Unix seconds of the arrival: from `since`, before `until`."""

    since: float | None = None
    until: float | None = None
    line: str | None = None
    queue: str | None = None
    seat: str | None = None
    outcome: Outcome | None = None
    grade: int | None = None
    topic: str | None = None
    """what the call was tagged with; the live state does not hold tags, so a live call is none of these"""
    place: str | None = None
    before: tuple[float, str] | None = None
    """only calls that arrived before this one, by (arrival, id)"""
    limit: int = 50

    def takes(self, call: Call) -> bool:
        """Whether a call is one of these; the limit is the caller's business."""
        seats = {segment.seat for segment in call.segments} | {o.seat for s in call.segments for o in s.offers}
        return (
            (self.since is None or call.arrived_at >= self.since)
            and (self.until is None or call.arrived_at < self.until)
            and self.line in {None, call.line}
            and self.queue in {None, call.queue}
            and (self.seat is None or self.seat in seats)
            and self.outcome in {None, call.outcome}
            and self.grade in {None, call.grade}
            and self.topic is None
            and self.place is None
            and (self.before is None or (call.arrived_at, call.id) < self.before)
        )


@dataclass(frozen=True, kw_only=True)
class AlarmFilter:
    """Which alarms; all that is given must hold. Times are Unix seconds: from `since`, before `until`."""

    since: float | None = None
    until: float | None = None
    code: str | None = None
    subject: str | None = None
    before: tuple[float, int] | None = None
    """only alarms below this one, by (at, id)"""
    limit: int = 50

    def takes(self, alarm: Alarm) -> bool:
        """Whether an alarm is one of these; the limit is the caller's business."""
        return (
            (self.since is None or alarm.at >= self.since)
            and (self.until is None or alarm.at < self.until)
            and self.code in {None, alarm.code}
            and self.subject in {None, alarm.subject}
            and (self.before is None or (alarm.at, alarm.id) < self.before)
        )


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Something that a person had to know. `at` in Unix seconds."""

    id: int
    at: float
    code: str
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What the archive knows of the recording of one talk, of a part of one, or of a message (segment 0)."""

    id: str
    call: str
    segment: int
    recorded: bool
    part: int = 1
    reason: str = ""
    """why there is none, or no more"""
    seconds: float | None = None
    sha256: str = ""
    path: Path | None = None
    """the finished file; None: not there (yet, or any more)"""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """What a call was about. `at` in Unix seconds."""

    at: float
    seat: str
    agent: str
    topic: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Pause:
    """The recording went silent (`paused`), or on. `at` in Unix seconds."""

    at: float
    seat: str
    paused: bool
    actor: str


@dataclass(frozen=True, kw_only=True)
class ListeningStep:
    """One step of a lead in a talk, as `TalkHeardBy` has it. `at` in Unix seconds."""

    at: float
    listening: str
    what: str
    seat: str
    agent: str
    actor: str
    heard_seat: str
    heard_agent: str
    segment: int
    mode: str
    end: str
    note: str


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """A call with all that the archive has about it."""

    call: Call
    recordings: tuple[Recording, ...] = ()
    tag: Tag | None = None
    pauses: tuple[Pause, ...] = ()
    listenings: tuple[ListeningStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a caller left. Times in Unix seconds."""

    call: str
    left_at: float
    line: str
    queue: str
    caller: str
    language: str
    seconds: float
    done_at: float | None = None
    """None: open"""
    done_by: str = ""
    note: str = ""
    audio: str | None = None
    """the recording; None: not there (yet, or any more)"""


@dataclass(frozen=True, kw_only=True)
class MessageFilter:
    """Which messages; all that is given must hold. Times are Unix seconds: from `since`, before `until`."""

    done: bool | None = None
    line: str | None = None
    queue: str | None = None
    since: float | None = None
    until: float | None = None
    before: tuple[float, str] | None = None
    """only messages below this one, by (left_at, call)"""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Access:
    """Somebody heard or downloaded a recording. `at` in Unix seconds."""

    id: int
    at: float
    actor: str
    how: str
    subject: str
    """a recording, or a call for all of its talks"""
    call: str


@dataclass(frozen=True, kw_only=True)
class AccessFilter:
    """Which accesses; all that is given must hold. Times are Unix seconds: from `since`, before `until`."""

    call: str | None = None
    actor: str | None = None
    since: float | None = None
    until: float | None = None
    before: tuple[float, int] | None = None
    """only accesses below this one, by (at, id)"""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class IncidentFilter:
    """Which incidents."""

    open_only: bool = False
    """those that go on"""
    since: float | None = None
    until: float | None = None
    before: tuple[float, str] | None = None
    """only incidents below this one, by (seen_at, id)"""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Somebody who is to be told of an incident. `at` in Unix seconds."""

    incident: str
    number: str
    at: float
    call: str
    line: str
    language: str


@dataclass(frozen=True, kw_only=True)
class EscalationFilter:
    """Which climbs of ladders. Times are Unix seconds of the beginning: from `since`, before `until`."""

    open_only: bool = False
    """those that go on"""
    since: float | None = None
    until: float | None = None
    before: tuple[float, str] | None = None
    """only climbs below this one, by (began_at, id)"""
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class FollowerFilter:
    """Followers of one incident."""

    incident: str
    before: tuple[float, str] | None = None
    """only followers below this one, by (at, call)"""
    limit: int = 50


class History(Protocol):
    """The archive as the API reads it. Every method raises `router.web.errors.ArchiveAway` when it does not answer."""

    async def find_calls(self, wanted: CallFilter) -> list[Call]:
        """Calls without their segments, newest first by (arrival, id), at most `wanted.limit`.

        Raises BadField when it cannot look for such a time.
        """
        ...

    async def call(self, call: str) -> CallRecord | None:
        """One call with its segments and offers, and all about it. Recordings by segment and part, messages first."""
        ...

    async def why(self, call: str, *, language: str, full: bool) -> Story | None:
        """Why a call went where it went, told in a language of `why_words`. None: no such call."""
        ...

    async def recording(self, recording: str) -> Recording | None: ...

    async def peaks(self, recordings: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Recording to (channels, a byte per point, channel after channel), for those that have any."""
        ...

    async def find_messages(self, wanted: MessageFilter) -> list[Message]:
        """Newest first by (left_at, call), at most `wanted.limit`. Raises BadField as above."""
        ...

    async def message(self, call: str) -> Message | None: ...

    async def finish_message(self, call: str, *, by: str, at: float, note: str) -> bool:
        """Set an open message done. False: it is not open, or not there."""
        ...

    async def put_access(self, *, at: float, actor: str, how: str, subject: str, call: str) -> None:
        """Put on record who heard what."""
        ...

    async def find_accesses(self, wanted: AccessFilter) -> list[Access]:
        """Newest first by (at, id), at most `wanted.limit`. Raises BadField as above."""
        ...

    async def find_alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        """Newest first by (at, id), at most `wanted.limit`. Raises BadField when it cannot look for such a time."""
        ...

    async def find_incidents(self, wanted: IncidentFilter) -> list[Incident]:
        """Newest first by (seen_at, id), at most `wanted.limit`. Raises BadField as above."""
        ...

    async def incident(self, incident: str) -> Incident | None: ...

    async def find_escalations(self, wanted: EscalationFilter) -> list[Escalation]:
        """Newest first by (began_at, id), at most `wanted.limit`. Raises BadField as above."""
        ...

    async def find_followers(self, wanted: FollowerFilter) -> list[Follower]:
        """Newest first by (at, call), at most `wanted.limit`. Raises BadField as above."""
        ...

    async def count_alarms(self, since: float | None = None) -> dict[str, int]:
        """Alarms by code, of all time or raised at Unix time `since` or later."""
        ...

    async def count_outcomes(self) -> dict[str, int]:
        """Calls by outcome, of all time."""
        ...
