"""Plans and calendars for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.days import DayKinds, Week
from router.domain.shifts.plan import Plan, Shift
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Absence, Assignment, Roster
from router.domain.shifts.wall import ClockSpan

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
"""2026: an hour is skipped on 8 March at 02:00, one comes twice on 1 November at 02:00."""


def minutes(text: str) -> int:
    hour, minute = text.split(":")
    return 60 * int(hour) + int(minute)


def span(text: str) -> ClockSpan:
    """`21:00-08:00`."""
    start, until = text.split("-")
    return ClockSpan(start=minutes(start), until=minutes(until))


def shift(name: str, times: str, **more: object) -> Shift:
    return Shift(id=name, name=name, span=span(times), **more)  # type: ignore[arg-type]


def calendar(*shifts: Shift, zone: ZoneInfo = SHANGHAI, days: DayKinds | None = None, **more: object) -> Calendar:
    plan = Plan(shifts={each.id: each for each in shifts}, **more)  # type: ignore[arg-type]
    return Calendar(plan=plan, zone=zone, days=days or Week())


def local(text: str, zone: ZoneInfo = SHANGHAI, *, fold: int = 0) -> datetime:
    """`2026-10-01 08:00` on the wall, as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def on(text: str) -> date:
    return date.fromisoformat(text)


def work(person: str, day: str, name: str, role: Role = Role.AGENT) -> Assignment:
    """One assignment; `day` is `2026-10-12` or, of that month, `12`."""
    whole = day if "-" in day else f"2026-10-{int(day):02}"
    return Assignment(date=on(whole), shift=name, person=person, role=role)


def roster(*assignments: Assignment, away: tuple[tuple[str, str], ...] = ()) -> Roster:
    absences = frozenset(Absence(person=person, date=on(day)) for person, day in away)
    return Roster(assignments=frozenset(assignments), absences=absences)
