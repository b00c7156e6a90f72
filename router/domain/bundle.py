"""A compiled bundle: everything that ops staff configure, checked and numbered. Never changed after it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Site:
    """The whole house."""

    name: str
    timezone: str
    """IANA name; stores hold UTC, paths and reports use this"""
    languages: tuple[str, ...]
    """the first is the default"""
    pause_reasons: tuple[str, ...] = ("break", "meal", "training", "other")
    ring_seconds: int = 15
    """how long a seat rings before the offer counts as missed"""
    unreachable_grace_seconds: int = 60
    """a phone back within this finds its seat as it was"""
    last_seat_back_seconds: int = 30
    """the last reachable seat that missed an offer comes back by itself after this"""
    silent_phone_seconds: int = 15
    """an agent's phone that sends no sound for this long in a talk has died: the citizen goes back to hold"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A published number and what answers it."""

    id: str
    number: str
    name: str
    queue: str
    language: str
    greeting: str
    """text to be spoken"""
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Where callers wait for a kind of service."""

    id: str
    name: str
    skills: Mapping[str, int] = field(default_factory=dict)
    """skill to the level that is required, 1 to 5; empty: everybody"""
    wrap_up_seconds: int = 30
    target_seconds: int = 15
    """answered within this counts as in time"""


@dataclass(frozen=True, kw_only=True)
class SeatPlace:
    """A position with a phone. `id` is its number and its SIP user."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A person who signs on at a seat."""

    id: str
    """the agent number"""
    name: str
    skills: Mapping[str, int] = field(default_factory=dict)
    """skill to level, 1 to 5"""


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """One numbered, immutable configuration."""

    number: int
    site: Site
    lines: Mapping[str, Line]
    queues: Mapping[str, Queue]
    skills: Mapping[str, str]
    """skill id to name"""
    seats: Mapping[str, SeatPlace]
    agents: Mapping[str, Agent]
    texts: Mapping[str, Mapping[str, str]]
    """language to prompt name to text; see `ivr.prompts` for the names that must be there"""

    def line_by_number(self, number: str) -> Line | None:
        """The line that a dialled number belongs to."""
        return next((line for line in self.lines.values() if line.number == number), None)
