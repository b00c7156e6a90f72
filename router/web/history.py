"""What the API needs of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from router.domain.call import Call, Outcome


@dataclass(frozen=True, kw_only=True)
class CallFilter:
    """Which calls; all that is given must hold. Times are Unix seconds of the arrival: from `since`, before `until`."""

    since: float | None = None
    until: float | None = None
    line: str | None = None
    queue: str | None = None
    seat: str | None = None
    outcome: Outcome | None = None
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
    """What the archive knows of the recording of one talk."""

    id: str
    call: str
    segment: int
    recorded: bool
    reason: str = ""
    """why there is none"""
    seconds: float | None = None
    sha256: str = ""
    path: Path | None = None
    """the finished file; None: not there (yet)"""


class History(Protocol):
    """The archive as the API reads it. Every method raises `router.web.errors.ArchiveAway` when it does not answer."""

    async def find_calls(self, wanted: CallFilter) -> list[Call]:
        """Calls without their segments, newest first by (arrival, id), at most `wanted.limit`.

        Raises BadField when it cannot look for such a time.
        """
        ...

    async def call(self, call: str) -> tuple[Call, list[Recording]] | None:
        """One call with its segments and offers, and its recordings."""
        ...

    async def recording(self, recording: str) -> Recording | None: ...

    async def find_alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        """Newest first by (at, id), at most `wanted.limit`. Raises BadField when it cannot look for such a time."""
        ...

    async def count_alarms(self, since: float | None = None) -> dict[str, int]:
        """Alarms by code, of all time or raised at Unix time `since` or later."""
        ...

    async def count_outcomes(self) -> dict[str, int]:
        """Calls by outcome, of all time."""
        ...
