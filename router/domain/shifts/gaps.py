"""When there are fewer people than are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import pairwise

from router.domain.shifts.calendar import Calendar, dates
from router.domain.shifts.checks.scene import People
from router.domain.shifts.heads import Head, count
from router.domain.shifts.plan import Need, Shift
from router.domain.shifts.roster import Absence, Roster
from router.domain.shifts.wall import DAY, Period, moment, period


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


@dataclass(frozen=True, kw_only=True)
class _Presence:
    """A shift of a date, its breaks and its people."""

    shift: Shift
    period: Period
    breaks: tuple[Period, ...]
    heads: Mapping[str, Head]


def find_gaps(calendar: Calendar, roster: Roster, people: People, window: Period) -> tuple[Gap, ...]:
    """Every gap in a window, by its start. At a moment, what is needed of a role or skill is the most that a running
    shift or a `cover` asks for; whoever works then counts, from whichever shift, once, and not in a break."""
    there = list(_presences(calendar, roster, people, window))
    covers = list(_covers(calendar, window))
    edges = {window.start, window.end}
    for each in (
        *(one.period for one in there),
        *(rest for one in there for rest in one.breaks),
        *(span for span, _ in covers),
    ):
        edges |= {edge for edge in (each.start, each.end) if window.holds(edge)}
    open_gaps: dict[tuple[str, int, int], Gap] = {}
    found: list[Gap] = []
    marks = sorted(edges)
    for start, end in pairwise(marks):
        lacking = _lacking(there, covers, Period(start=start, end=end))
        found += [gap for key, gap in open_gaps.items() if key not in lacking]
        open_gaps = {
            key: Gap(
                of=key[0],
                have=key[1],
                need=key[2],
                period=Period(start=open_gaps[key].period.start if key in open_gaps else start, end=end),
            )
            for key in lacking
        }
    found += open_gaps.values()
    return tuple(sorted(found, key=lambda gap: (gap.period.start, gap.of)))


def _lacking(there: list[_Presence], covers: list[tuple[Period, Need]], piece: Period) -> list[tuple[str, int, int]]:
    running = [one for one in there if one.period.holds(piece.start)]
    needs = [one.shift.need for one in running] + [need for span, need in covers if span.holds(piece.start)]
    heads: dict[str, Head] = {}
    for one in running:
        if not any(rest.holds(piece.start) for rest in one.breaks):
            heads.update(one.heads)
    worst: dict[str, tuple[int, int]] = {}
    for need in needs:
        for each in count(need, heads.values()):
            have, wanted = worst.get(each.of, (0, 0))
            # Two needs may ask for different levels of one skill: the larger lack is told.
            if each.need - each.have > wanted - have:
                worst[each.of] = (each.have, each.need)
    return [(of, have, wanted) for of, (have, wanted) in worst.items() if have < wanted]


def _presences(calendar: Calendar, roster: Roster, people: People, window: Period) -> Iterator[_Presence]:
    lists: dict[tuple[date, str], dict[str, Head]] = {}
    for each in sorted(roster.assignments):
        # Who left the bundle, or is away, is not counted on.
        if each.person in people and Absence(date=each.date, person=each.person) not in roster.absences:
            lists.setdefault((each.date, each.shift), {})[each.person] = (each.role, people[each.person])
    for on, shift, span in calendar.within(window):
        yield _Presence(
            shift=shift, period=span, breaks=calendar.breaks(shift, on), heads=lists.get((on, shift.id), {})
        )


def _covers(calendar: Calendar, window: Period) -> Iterator[tuple[Period, Need]]:
    for each in calendar.plan.cover:
        for on in dates(window, calendar.zone):
            span = period(on, each.span.start, each.span.end, calendar.zone)
            if span is not None and span.meets(window) and calendar.days.day(on).kind in each.days:
                yield span, each.need
