"""Hours of the week, by which usual rates are told apart."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final

from router.domain.shifts.days import DayKind, DayKinds

SLOTS: Final = 7 * 24
HOUR: Final = 3600.0
_SUNDAY, _WEDNESDAY = 6, 2


def slot_of(at: datetime, zone: tzinfo, kinds: DayKinds) -> int:
    """0: Monday 00:00 to 01:00, 167: Sunday 23:00 to 24:00. A holiday is like a Sunday, and a weekend's day that is
    worked like a Wednesday."""
    wall = at.astimezone(zone)
    day = wall.weekday()
    match kinds.day(wall.date()).kind:
        case DayKind.HOLIDAY:
            day = _SUNDAY
        case DayKind.SWAPPED:
            day = _WEDNESDAY
        case DayKind.WEEKEND if day < 5:
            day = _SUNDAY
    return day * 24 + wall.hour


class Clock:
    """The hours before a moment, as slots. Remembers those of the hour it was last asked about."""

    def __init__(self, zone: tzinfo, kinds: DayKinds, *, back: int) -> None:
        self._zone, self._kinds = zone, kinds
        self._reach = back + 2
        self._start = -HOUR * 10
        self._slots: tuple[int, ...] = ()

    def slot(self, at: float) -> int:
        """The slot of a moment, in seconds since 1970."""
        self._turn(at)
        return self._slots[0]

    def hour_ends(self, at: float) -> float:
        """When the clock's hour that holds a moment is over."""
        self._turn(at)
        return self._start + HOUR

    def spans(self, at: float, minutes: int) -> tuple[tuple[int, float], ...]:
        """Slots of the last `minutes`, each with the hours in it."""
        self._turn(at)
        left, piece = minutes / 60, (at - self._start) / HOUR
        found = []
        for slot in self._slots:
            piece = min(piece, left)
            found.append((slot, piece))
            left -= piece
            if left <= 0:
                break
            piece = 1.0
        return tuple(found)

    def _turn(self, at: float) -> None:
        if 0 <= at - self._start < HOUR:
            return
        wall = datetime.fromtimestamp(at, self._zone)
        self._start = at - wall.minute * 60 - wall.second - wall.microsecond / 1e6
        self._slots = tuple(
            slot_of(datetime.fromtimestamp(self._start - back * HOUR, UTC), self._zone, self._kinds)
            for back in range(self._reach)
        )
