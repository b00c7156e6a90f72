"""Sister services that an agent joins to a talk with one key: police, fire brigade, ambulance, another hotline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CODE: Final = "*6"
"""In a talk: this and the linkage's key."""


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
    """id, unique over restarts: the call's, and a number of its own"""
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
    dialled_at: float
    answered_at: float | None = None
    ended_at: float | None = None
    end: LinkEnd | None = None
    channel: str = ""
    """its own, good for one command"""
    parts: tuple[int, ...] = ()
    """parts of the talk's recording that were made on its channel, after the agent had left"""

    @property
    def talks(self) -> bool:
        """Whether it is in the talk now."""
        return self.answered_at is not None and self.ended_at is None
