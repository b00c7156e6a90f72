"""When there are fewer people than are needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from router.domain.shifts.heads import Count
from router.domain.shifts.levels import Levels
from router.domain.shifts.wall import DAY, Period, moment


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A role or a skill with too few heads."""

    of: str
    period: Period
    have: int
    need: int

    def sentence(self, zone: tzinfo, today: date) -> str:
        """`legal: gap 02:00 to 04:00 (1 of 2)`; a date stands before a time that is not of today."""

        def shown(at: datetime) -> str:
            wall = at.astimezone(zone)
            return f"{wall:%H:%M}" if wall.date() == today else f"{wall:%Y-%m-%d %H:%M}"

        end = "24:00" if self.period.end == moment(today, DAY, zone) else shown(self.period.end)
        return f"{self.of}: gap {shown(self.period.start)} to {end} ({self.have} of {self.need})"


def find_gaps(found: Levels) -> tuple[Gap, ...]:
    """Every gap, by its start. One ends where the number that is there, or that is needed, changes."""
    open_gaps: dict[Count, Gap] = {}
    closed: list[Gap] = []
    for piece, counts in found:
        still: dict[Count, Gap] = {}
        for each in counts:
            if each.have >= each.need:
                continue
            before = open_gaps.pop(each, None)
            start = before.period.start if before else piece.start
            still[each] = Gap(of=each.of, period=Period(start=start, end=piece.end), have=each.have, need=each.need)
        closed += open_gaps.values()
        open_gaps = still
    closed += open_gaps.values()
    return tuple(sorted(closed, key=lambda gap: (gap.period.start, gap.of)))
