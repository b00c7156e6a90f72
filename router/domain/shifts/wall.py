"""Times of day on the wall, and the moments they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = 24 * 60
"""minutes on the clock"""


@dataclass(frozen=True, kw_only=True, order=True)
class ClockSpan:
    """From one minute of the day to another. `until` not above `start`: it ends on the next day."""

    start: int
    """minutes since midnight, 0 to 1439"""
    until: int
    """1 to 1440"""

    @property
    def end(self) -> int:
        """Minutes since the midnight before its start; above 1440 when it ends on the next day."""
        return self.until if self.until > self.start else self.until + DAY


@dataclass(frozen=True, kw_only=True, order=True)
class Period:
    """From one moment up to another, which is no longer in it. Both UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def meets(self, other: Period) -> bool:
        """Whether some moment is in both."""
        return self.start < other.end and other.start < self.end


def moment(day: date, minute: int, zone: tzinfo) -> datetime:
    """The first moment, in UTC, at which the clock shows that minute of the day or later.

    So a time that the clock skips is the moment of the jump, and one that it shows twice is the first of the two: what
    ends at a minute and what begins at it always meet. `minute` may be 1440 or more: a later day.
    """
    wall = datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minute)
    found = wall.astimezone(UTC)
    shown = found.astimezone(zone)
    if shown.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    # Read with the offset after the jump, a skipped time lies before it; with the offset before the jump, behind it.
    low = wall.replace(fold=1).astimezone(UTC)
    before = low.astimezone(zone).utcoffset()
    while found - low > timedelta(seconds=1):
        middle = (low + (found - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            found = middle
    return found


def period(day: date, start: int, end: int, zone: tzinfo) -> Period | None:
    """What runs from one minute to another, counted from a day's midnight; None when the clock skips all of it."""
    found = Period(start=moment(day, start, zone), end=moment(day, end, zone))
    return found if found.start < found.end else None


def local_day(at: datetime, zone: tzinfo) -> date:
    """The date that the clock shows."""
    return at.astimezone(zone).date()
