"""Sister services that an agent joins to a talk with one key: police, fire brigade, ambulance, another hotline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CODE: Final = "*6"
"""In a talk: this and the linkage's key."""
BUSY_CAUSE: Final = 17
NO_ANSWER_CAUSES: Final = frozenset({18, 19})
CANCELLED_CAUSES: Final = frozenset({0, 16, 26})


@dataclass(frozen=True, kw_only=True)
class Linkage:
    """One sister service. Its number is always allowed: no list, no hours, no limit a day stands before it."""

    id: str
    key: str
    """1 to 9, pressed after `CODE`"""
    number: str
    name: str
    ring_seconds: int = 45


class LinkEnd(StrEnum):
    """What became of a sister service that was rung."""

    TALK_OVER = "talk_over"  # it was in the talk
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"  # could not be rung at all
    CANCELLED = "cancelled"  # the talk was over before it answered
    LOST_SIGHT = "lost_sight"  # it is gone, and nobody saw how


@dataclass(frozen=True, kw_only=True)
class Linked:
    """A sister service that is rung for a call, or in its talk. Times are Unix seconds."""

    ring: str
    """id, unique over restarts"""
    to: str
    """id of the linkage"""
    number: str
    seat: str
    agent: str = ""
    """who is signed on there"""
    actor: str
    """who asked for it: agent:8001, token:<name>"""
    segment: int
    """number of the talk in its call"""
    asked_at: float
    dialled_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    end: LinkEnd | None = None
    channel: str = ""
    """its own, good for one command"""
    recorded: bool = False
    """the talk is recorded on its channel, as the agent has left"""

    @property
    def talks(self) -> bool:
        """Whether it is in the talk now."""
        return self.answered_at is not None and self.ended_at is None


def link_end(one: Linked, cause: int) -> LinkEnd:
    """What it came to, by the Q.850 cause that its channel ended with; 0: none, the talk was over first."""
    if one.answered_at is not None:
        return LinkEnd.TALK_OVER
    if cause == BUSY_CAUSE:
        return LinkEnd.BUSY
    if cause in CANCELLED_CAUSES:
        return LinkEnd.CANCELLED
    return LinkEnd.NO_ANSWER if cause in NO_ANSWER_CAUSES else LinkEnd.FAILED
