"""What ops staff say about shifts: their times, who is needed, the rules of work, when lines are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from router.domain.shifts.days import DayKind
from router.domain.shifts.role import Role
from router.domain.shifts.wall import DAY, ClockSpan

EVERY_DAY = frozenset(DayKind)
DEEP_NIGHT = ClockSpan(start=0, until=5 * 60)
NIGHT_MINUTES = 3 * 60
"""A shift that covers so much of the deep night, on the clock, is a night shift."""


@dataclass(frozen=True, kw_only=True)
class SkillNeed:
    """How many people with a skill."""

    heads: int
    level: int = 1
    """the least that counts, 1 to 5"""


@dataclass(frozen=True, kw_only=True)
class Need:
    """The fewest people that will do."""

    roles: Mapping[Role, int] = field(default_factory=dict)
    skills: Mapping[str, SkillNeed] = field(default_factory=dict)
    """skill to people; agents and experts count"""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A named span of the day. It belongs to the date on which it begins."""

    id: str
    name: str
    span: ClockSpan
    breaks: tuple[ClockSpan, ...] = ()
    """its agents and experts rest; a break before the shift's start is one after midnight"""
    days: frozenset[DayKind] = EVERY_DAY
    """kinds of day on which it is worked, by the date it begins on"""
    need: Need = field(default_factory=Need)

    @property
    def is_night(self) -> bool:
        """Whether it covers at least three hours between 00:00 and 05:00."""
        return sum(_shared(self.span, DEEP_NIGHT, offset) for offset in (0, DAY)) >= NIGHT_MINUTES


@dataclass(frozen=True, kw_only=True)
class Cover:
    """People that are needed at some time of the day, whichever shifts they come from."""

    id: str
    span: ClockSpan
    need: Need
    days: frozenset[DayKind] = EVERY_DAY


@dataclass(frozen=True, kw_only=True)
class WorkRules:
    """What a roster may ask of a person."""

    rest_hours: float = 11
    """least time between two shifts, 0: any"""
    nights_per_month: int = 7
    """most night shifts that begin in one month"""


@dataclass(frozen=True, kw_only=True)
class SeatRules:
    """How the roster leads the seats."""

    drive: bool = False
    """False: the roster is for people alone, and seats know nothing of it"""
    sign_on_minutes: int = 15
    """how long before a shift its agents may sign on"""
    warn_minutes: int = 5
    """how long before the end of a shift its seats are told"""
    missing_minutes: int = 10
    """who has not signed on so long after the start of a shift is missing"""
    refuse_strangers: bool = False
    """whether somebody who is not on today's roster is refused, or only told of"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All of it."""

    shifts: Mapping[str, Shift]
    cover: tuple[Cover, ...] = ()
    rules: WorkRules = field(default_factory=WorkRules)
    own_days: Mapping[date, DayKind] = field(default_factory=dict)
    """dates whose kind the house has decided on itself"""
    lines: Mapping[str, Mapping[DayKind, tuple[ClockSpan, ...]]] = field(default_factory=dict)
    """line to when it is open, one entry per kind of day; a line that is not here is always open"""
    country: str = ""
    """whose holidays, ISO 3166 such as CN; empty: weekends alone"""
    region: str = ""
    """part of the country, as the `holidays` package names it"""
    seats: SeatRules = field(default_factory=SeatRules)


def _shared(one: ClockSpan, other: ClockSpan, offset: int) -> int:
    """Minutes in both, the other moved by an offset."""
    return max(0, min(one.end, other.end + offset) - max(one.start, other.start + offset))
