"""October 2026 in a house of 40: eight overlapping shifts, five crews in turn, a holiday week, a swapped Saturday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from router.adapters.calendars.china import China
from router.domain.bundle import Agent
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.days import DayKind
from router.domain.shifts.plan import Cover, Need, Plan, Shift, SkillNeed
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment
from tests.unit.domain.shifts.house import SHANGHAI, shift, span

OFFICE_DAYS = frozenset({DayKind.WORKING, DayKind.SWAPPED})
LEGAL = {"legal": SkillNeed(heads=1, level=3)}


def needed(agents: int, *, lead: int = 0, skills: dict[str, SkillNeed] | None = None) -> Need:
    return Need(roles={Role.AGENT: agents, **({Role.LEAD: lead} if lead else {})}, skills=skills or {})


SHIFTS = (
    shift("dawn", "06:00-14:00", need=needed(1)),
    shift("early", "08:00-16:00", need=needed(4, lead=1, skills=LEGAL), breaks=(span("11:30-12:00"),)),
    shift("office", "09:00-17:00", need=needed(4), days=OFFICE_DAYS),
    shift("ten", "10:00-18:00", need=needed(2)),
    shift("noon", "12:00-20:00", need=needed(4)),
    shift("late", "13:00-21:00", need=needed(4, lead=1, skills=LEGAL)),
    shift("evening", "16:00-24:00", need=needed(2)),
    shift("night", "21:00-08:00", need=needed(7, lead=1, skills=LEGAL)),
    shift("standby", "18:00-09:00", need=Need(roles={Role.ON_CALL: 1})),
)
NAMES: dict[str, str] = dict(
    zip(
        (each.id for each in SHIFTS),
        ("晨班", "早班", "正常班", "十点班", "中班", "晚班", "小夜班", "夜班", "听班"),
        strict=True,
    )
)
ALWAYS = Cover(id="always", span=span("00:00-24:00"), need=needed(5, skills=LEGAL))
AGENTS = {
    str(8001 + number): Agent(
        id=str(8001 + number), name=f"话务员{number}", skills={"legal": 3} if number % 4 == 1 else {}
    )
    for number in range(40)
}
TURN: tuple[tuple[str, ...], ...] = (
    ("night",) * 8,
    (),
    ("dawn", "early", "early", "early", "office", "office", "ten", "ten"),
    ("early", "early", "office", "office", "noon", "late", "late", "noon"),
    ("noon", "late", "late", "late", "evening", "evening", "noon", "standby"),
)
"""what the eight people of a crew work on each day of their turn of five: a night, a day to sleep, three days"""
LEADS = {(0, 0), (2, 1), (3, 6)}
FIRST = date(2026, 9, 30)
LAST = date(2026, 10, 31)


def house() -> Calendar:
    named = {
        each.id: Shift(
            id=each.id, name=NAMES[each.id], span=each.span, breaks=each.breaks, days=each.days, need=each.need
        )
        for each in SHIFTS
    }
    return Calendar(plan=Plan(shifts=named, cover=(ALWAYS,)), zone=SHANGHAI, days=China())


def month() -> tuple[Assignment, ...]:
    """Everything that is worked, the last night of September included: it ends in October."""
    return tuple(sorted(_month()))


def _month() -> Iterator[Assignment]:
    days = China()
    on = FIRST
    while on <= LAST:
        for crew in range(5):
            turn = ((on - date(2026, 10, 1)).days - crew) % 5
            for place, name in enumerate(TURN[turn]):
                worked = "ten" if name == "office" and days.day(on).kind not in OFFICE_DAYS else name
                role = Role.LEAD if (turn, place) in LEADS else Role.ON_CALL if worked == "standby" else Role.AGENT
                yield Assignment(date=on, shift=worked, person=str(8001 + 8 * crew + place), role=role)
        on += timedelta(days=1)
