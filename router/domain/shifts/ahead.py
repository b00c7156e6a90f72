"""What the roster has ahead: people by skill per half hour, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.checks.scene import People
from router.domain.shifts.gaps import find_gaps
from router.domain.shifts.levels import heads_at, levels
from router.domain.shifts.roster import Roster
from router.domain.shifts.wall import Period

SLOT: Final = timedelta(minutes=30)
SLOTS: Final = 48


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """The next 24 hours by the roster. Times are Unix seconds."""

    since: float
    """a full or half hour; one number per half hour from then on"""
    heads: Mapping[str, tuple[int, ...]]
    """skill (empty: all) to people"""
    gaps: tuple[tuple[str, float, float, int, int], ...]
    """of what, from, to, how many there are, how many are needed"""


def look_ahead(calendar: Calendar, roster: Roster, people: People, now: datetime) -> Ahead:
    """Heads of every skill at the start of each half hour, and the gaps from now on. `now` is aware."""
    first = now - timedelta(seconds=now.timestamp() % SLOT.total_seconds())
    counted = heads_at(calendar, roster, people, [first + SLOT * number for number in range(SLOTS)])
    skills = ["", *sorted({skill for known in people.values() for skill in known})]
    found = find_gaps(levels(calendar, roster, people, Period(start=now, end=now + timedelta(hours=24))))
    return Ahead(
        since=first.timestamp(),
        heads={skill: tuple(heads.get(skill, 0) for heads in counted) for skill in skills},
        gaps=tuple((gap.of, gap.period.start.timestamp(), gap.period.end.timestamp(), gap.have, gap.need)
                   for gap in found),
    )  # fmt: skip
