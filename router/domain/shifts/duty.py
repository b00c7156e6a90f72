"""Who works when, as moments: what the roster asks of each person, for those who lead seats by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property

from router.domain.shifts.calendar import Calendar
from router.domain.shifts.plan import SeatRules
from router.domain.shifts.role import AT_WORK, Role
from router.domain.shifts.roster import Absence, Roster
from router.domain.shifts.wall import DAY, Period, local_day, moment

NEAR = timedelta(hours=12)
"""What begins or ended within this is of today, whatever the clock's date says: nights cross midnight."""


class Standing(StrEnum):
    """How somebody stands to the roster at a moment."""

    ON = "on"  # in a shift, or so shortly before one that signing on is right
    EARLY = "early"  # a shift of today is still to come
    AFTER = "after"  # a shift of today is over, and none is to come
    STRANGER = "stranger"  # not on today's roster


@dataclass(frozen=True, kw_only=True, order=True)
class Duty:
    """One person's work in one shift. Times are Unix seconds."""

    start: float
    end: float
    agent: str
    date: date
    """on which the shift begins"""
    shift: str
    name: str
    """of the shift"""
    role: Role = Role.AGENT

    @property
    def key(self) -> str:
        """`2026-10-01/night`: which shift of which date."""
        return f"{self.date}/{self.shift}"


@dataclass(frozen=True, kw_only=True)
class Duties:
    """Everybody's work around a day, and what the house wants of it."""

    rules: SeatRules
    zone: tzinfo
    all: tuple[Duty, ...] = field(default=())

    @cached_property
    def _of(self) -> Mapping[str, tuple[Duty, ...]]:
        found: dict[str, tuple[Duty, ...]] = {}
        for duty in sorted(self.all):
            found[duty.agent] = (*found.get(duty.agent, ()), duty)
        return found

    def of(self, agent: str) -> tuple[Duty, ...]:
        """All of one person's, in order."""
        return self._of.get(agent, ())

    def running(self, agent: str, at: float, shift: str = "") -> Duty | None:
        """The work that somebody is in, or may sign on for. Where one shift leads into the next of the same person, or
        ends within the time in which one may sign on for it, the last of them.

        Who is on call is at home, so that counts only where nothing else does, and, with the key of a `shift` that the
        person sits there for, only for that one: who goes home to be on call has gone home."""
        ahead = self.rules.sign_on_minutes * 60
        found: Duty | None = None
        for duty in self.of(agent):
            if duty.role in AT_WORK and duty.start - ahead <= (found.end if found else at) < duty.end:
                found = duty
        if found is not None:
            return found
        on_call = (duty for duty in self.of(agent) if duty.role not in AT_WORK and shift in {"", duty.key})
        return next((duty for duty in on_call if duty.start - ahead <= at < duty.end), None)

    def standing(self, agent: str, at: float) -> tuple[Standing, Duty | None]:
        """How somebody stands now, and the shift that it is about."""
        if duty := self.running(agent, at):
            return Standing.ON, duty
        now = datetime.fromtimestamp(at, UTC)
        today = local_day(now, self.zone)
        midnight = moment(today, DAY, self.zone).timestamp()
        began = moment(today, 0, self.zone).timestamp()
        near = NEAR.total_seconds()
        for duty in self.of(agent):
            if at < duty.start < max(midnight, at + near):
                return Standing.EARLY, duty
        for duty in reversed(self.of(agent)):
            if min(began, at - near) < duty.end <= at:
                return Standing.AFTER, duty
        return Standing.STRANGER, None

    def stays(self, since: float, at: float) -> float | None:
        """Until when somebody whose work ended at `since` may stay on: the end of the next shift that others were in by
        then and still are. None: there is no such overlap."""
        ends = [duty.end for duty in self.all if duty.role in AT_WORK and duty.start < since and duty.end > at]
        return min(ends, default=None)

    def clock(self, at: float) -> str:
        """`21:00`, as the house's clock shows it."""
        return f"{datetime.fromtimestamp(at, self.zone):%H:%M}"


def duties_between(calendar: Calendar, roster: Roster, people: Iterable[str], window: Period) -> tuple[Duty, ...]:
    """All that is worked at some time of a window, in order; who left the bundle or is on leave works nothing."""
    known = frozenset(people)
    wanted: dict[tuple[date, str], list[tuple[str, Role]]] = {}
    for each in roster.assignments:
        if each.person in known and Absence(date=each.date, person=each.person) not in roster.absences:
            wanted.setdefault((each.date, each.shift), []).append((each.person, each.role))
    return tuple(
        sorted(
            Duty(
                start=span.start.timestamp(),
                end=span.end.timestamp(),
                agent=agent,
                date=on,
                shift=shift.id,
                name=shift.name,
                role=role,
            )
            for on, shift, span in calendar.within(window)
            for agent, role in wanted.get((on, shift.id), ())
        )
    )
