"""How many people there are and how many are needed, from moment to moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from router.domain.shifts.calendar import Calendar, dates
from router.domain.shifts.checks.scene import People
from router.domain.shifts.heads import Count, Head, count
from router.domain.shifts.plan import Need, Shift
from router.domain.shifts.role import SERVING
from router.domain.shifts.roster import Absence, Roster
from router.domain.shifts.wall import Period, period

Levels = Sequence[tuple[Period, tuple[Count, ...]]]
"""pieces of a window in order, without a hole between them, each with what is needed in it"""


@dataclass(frozen=True, kw_only=True)
class _Presence:
    """A shift of a date, its breaks and its people."""

    shift: Shift
    period: Period
    breaks: tuple[Period, ...]
    heads: Mapping[str, Head]


def levels(calendar: Calendar, roster: Roster, people: People, window: Period) -> Levels:
    """Pieces of a window in which nothing changes. What is needed of a role or skill is the most that a running shift
    or a `cover` asks for; whoever works then counts, from whichever shift, once; a break
    takes agents and experts away, a lead is there for them all the same."""
    there = list(_presences(calendar, roster, people, window))
    covers = list(_covers(calendar, window))
    edges = {window.start, window.end}
    for one in there:
        edges |= _edges(window, one.period, *one.breaks)
    for span, _ in covers:
        edges |= _edges(window, span)
    pieces = [Period(start=start, end=end) for start, end in pairwise(sorted(edges))]
    return [(piece, _counts(there, covers, piece)) for piece in pieces]


def heads_at(
    calendar: Calendar, roster: Roster, people: People, moments: Sequence[datetime]
) -> list[Mapping[str, int]]:
    """Skill to how many people with it are there at each of some moments, empty: all of them; `moments` is in order.
    Counted as `levels` does, at any level."""
    if not moments:
        return []
    there = list(_presences(calendar, roster, people, Period(start=moments[0], end=moments[-1] + timedelta(seconds=1))))
    found: list[Mapping[str, int]] = []
    for at in moments:
        heads: dict[str, Head] = {}
        for one in there:
            if one.period.holds(at) and not any(rest.holds(at) for rest in one.breaks):
                heads |= {who: head for who, head in one.heads.items() if head[0] in SERVING}
        found.append(Counter(skill for _, skills in heads.values() for skill in ("", *skills)))
    return found


def _edges(window: Period, *periods: Period) -> set[datetime]:
    return {edge for each in periods for edge in (each.start, each.end) if window.holds(edge)}


def _counts(there: list[_Presence], covers: list[tuple[Period, Need]], piece: Period) -> tuple[Count, ...]:
    running = [one for one in there if one.period.holds(piece.start)]
    needs = [one.shift.need for one in running] + [need for span, need in covers if span.holds(piece.start)]
    heads: dict[str, Head] = {}
    for one in running:
        resting = any(rest.holds(piece.start) for rest in one.breaks)
        heads |= {who: head for who, head in one.heads.items() if not (resting and head[0] in SERVING)}
    worst: dict[str, Count] = {}
    for need in needs:
        for each in count(need, heads.values()):
            known = worst.get(each.of)
            # Two needs may ask for different levels of one skill: the larger lack counts.
            if known is None or each.need - each.have > known.need - known.have:
                worst[each.of] = each
    return tuple(worst.values())


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
