"""A roster read slowly: no calendar, no time zone's rules, a look at every line for every question. Obviously right.

Times are minutes since the midnight in Shanghai with which 1 October 2026 begins; Shanghai never changes its clocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment

MIDNIGHT = datetime(2026, 9, 30, 16, 0, tzinfo=UTC).timestamp()
DAY = 24 * 60
HALF_DAY = 12 * 60
TIMES = {
    "dawn": (6, 14), "early": (8, 16), "office": (9, 17), "ten": (10, 18), "noon": (12, 20), "late": (13, 21),
    "evening": (16, 24), "night": (21, 32), "standby": (18, 33),
}  # fmt: skip
"""hours of the clock; above 24: of the next day"""
OFFICE_DAYS = {8, 9, 10, *range(12, 17), *range(19, 24), *range(26, 31)}
"""of October 2026: a week off for National Day, paid for with Saturday the 10th"""
DOOR, WARNED, MISSED = 15, 5, 10
"""minutes: the door opens before a shift, the end is told before it, who has not come is missing after the start"""


def minute(day: int, clock: str) -> int:
    """`minute(8, "21:30")`: of October 2026."""
    hours, minutes = clock.split(":")
    return (day - 1) * DAY + int(hours) * 60 + int(minutes)


def unix(at: float) -> float:
    return MIDNIGHT + at * 60


@dataclass(frozen=True)
class Work:
    """One line of the roster."""

    person: str
    date: date
    shift: str
    role: Role

    @cached_property
    def start(self) -> int:
        return (self.date - date(2026, 10, 1)).days * DAY + TIMES[self.shift][0] * 60

    @cached_property
    def end(self) -> int:
        return self.start + (TIMES[self.shift][1] - TIMES[self.shift][0]) * 60

    @property
    def at_home(self) -> bool:
        return self.role is Role.ON_CALL

    @property
    def key(self) -> str:
        return f"{self.date}/{self.shift}"


@dataclass
class SlowRoster:
    """Lines that are struck out and written in by hand."""

    lines: dict[str, list[Work]] = field(default_factory=dict)
    """by person"""
    given: dict[Work, float] = field(default_factory=dict)
    """when a line was written in, if that was not before the month"""

    @classmethod
    def of(cls, assignments: Iterable[Assignment]) -> SlowRoster:
        roster = cls()
        for each in assignments:
            roster.write(Work(each.person, each.date, each.shift, each.role))
        return roster

    def write(self, work: Work, at: float | None = None) -> None:
        self.lines.setdefault(work.person, []).append(work)
        if at is not None:
            self.given[work] = at

    def strike(self, work: Work) -> None:
        self.lines[work.person].remove(work)

    def all(self) -> list[Work]:
        return [work for works in self.lines.values() for work in works]

    def find(self, on: date, shift: str, role: Role = Role.AGENT) -> list[Work]:
        """Who is on a shift's list, by number."""
        named = (work for work in self.all() if (work.date, work.shift, work.role) == (on, shift, role))
        return sorted(named, key=lambda work: work.person)

    # ------------------------------------------------------------ what it says

    def sign_on(self, person: str, at: float) -> str:
        """What somebody hears who wants to sign on: nothing, or the refusal."""
        own = self.lines.get(person, [])
        if any(line.start - DOOR <= at < line.end for line in own):
            return ""
        today = at // DAY
        if any(at < line.start and (line.start // DAY <= today or line.start < at + HALF_DAY) for line in own):
            return "too_early"
        if any(line.end <= at and (line.end > today * DAY or line.end > at - HALF_DAY) for line in own):
            return ""
        return "not_on_shift"

    def until(self, person: str, at: float) -> float | None:
        """Until when somebody is to have calls, by the shifts that run into one another; None: no shift runs."""
        own = [line for line in self.lines.get(person, []) if not line.at_home]
        end = max((line.end for line in own if line.start - DOOR <= at < line.end), default=None)
        while end is not None:
            later = max((line.end for line in own if line.start - DOOR <= end < line.end), default=None)
            if later is None:
                return end
            end = later
        return None

    def stays(self, since: float, at: float) -> float | None:
        """Until when somebody may stay whose shift ended at `since`: while others work who began before."""
        others = (line for line in self.all() if not line.at_home)
        return min((line.end for line in others if line.start < since and line.end > at), default=None)

    def missed(self, work: Work) -> float:
        """The minute at which somebody who has not come is missing."""
        return max(work.start, self.given.get(work, work.start)) + MISSED

    def edges(self, first: float, last: float) -> list[float]:
        """Minutes at which some answer may change, in order."""
        found: set[float] = set()
        for number in range(int(first // DAY), int(last // DAY) + 1):
            found |= {number * DAY, number * DAY + HALF_DAY}
        for line in self.all():
            found |= {line.start - HALF_DAY, line.start - DOOR, line.start, line.end - WARNED, line.end}
            found.add(line.end + HALF_DAY)
        return sorted(each for each in found if first <= each <= last)


def day(number: int) -> date:
    """Of October 2026."""
    return date(2026, 10, 1) + timedelta(days=number - 1)
