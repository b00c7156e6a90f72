"""What Asterisk's log, Redis and the archive say of a call: the other three accounts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from router.domain.call import Outcome


@dataclass(kw_only=True)
class Logged:
    """A call as Asterisk's channel event log has it, read without the archiver's own reader of calls."""

    call: str
    caller: str = ""
    seats: list[str] = field(default_factory=list)
    """of its talks, in order"""
    talk_ended: bool = False
    """the agent's side left last"""
    message: bool = False
    ended: bool = False
    """its channel's end is in the log"""
    cut: bool = False
    """Asterisk was started anew with it still open"""

    def __str__(self) -> str:
        end = "cut" if self.cut else "ended" if self.ended else "open"
        talks = f"talks at {', '.join(self.seats)}" if self.seats else "no talk"
        return f"{talks}{', message' if self.message else ''}, {end}"


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One talk as the archive has it. Unix seconds."""

    seat: str
    began: float
    ended: float | None


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A call as the archive has it."""

    call: str
    caller: str
    outcome: Outcome | None
    ended_at: float | None
    source: str
    """live, or cel"""
    talks: tuple[Talk, ...] = ()
    recorded: bool | None = None
    not_recorded: str = ""

    def __str__(self) -> str:
        talks = f"talks at {', '.join(talk.seat for talk in self.talks)}" if self.talks else "no talk"
        sound = {True: "recorded", False: f"not recorded ({self.not_recorded})", None: "recording unknown"}
        return f"{self.outcome or 'no outcome'} by {self.source}, {talks}" + (
            f", {sound[self.recorded]}" if self.talks else ""
        )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What Redis still holds."""

    calls: Mapping[str, str] = field(default_factory=dict)
    """live call to its state"""
    seats: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """seat to its state and its call"""
    outbox: int = 0
    """records that nobody has stored yet"""
