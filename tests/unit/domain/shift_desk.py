"""A floor that a roster leads, for tests that tell a story. The clock of the house is the story's."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from router.domain import requests as r
from router.domain.history import ActionTaken, AlarmRaised
from router.domain.requests import Reply
from router.domain.seat import Seat
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.duty import Duties, duties_between
from router.domain.shifts.plan import SeatRules
from router.domain.shifts.roster import Roster
from router.domain.shifts.wall import Period
from tests.unit.domain.desk import Desk
from tests.unit.domain.shifts.house import SHANGHAI, calendar, local, shift

EARLY = shift("early", "08:00-16:00")
LATE = shift("late", "15:00-21:00")
NIGHT = shift("night", "21:00-08:00")
RULES = SeatRules(drive=True)


class ShiftDesk(Desk):
    """`at` is the wall's time at the beginning, such as `2026-10-12 07:50`."""

    def __init__(
        self,
        at: str,
        planned: Roster,
        *,
        house: Calendar | None = None,
        rules: SeatRules = RULES,
        wrap_up: int = 0,
        zone: ZoneInfo = SHANGHAI,
    ) -> None:
        super().__init__(seats=3, wrap_up=wrap_up)
        self.zone, self.rules = zone, rules
        self.house = house or calendar(EARLY, LATE, NIGHT, zone=zone)
        # What was set before the clock came to the story's day is long past.
        self.now = local(at, zone).timestamp()
        self.passes(0)
        self.plan(planned)

    def plan(self, planned: Roster) -> None:
        """The roster is changed."""
        now = local("1970-01-01 00:00", ZoneInfo("UTC")) + timedelta(seconds=self.now)
        window = Period(start=now - timedelta(hours=24), end=now + timedelta(hours=48))
        duties = duties_between(self.house, planned, self.floor.bundle.agents, window)
        self.take(self.floor.use_roster(Duties(rules=self.rules, zone=self.zone, all=duties), self.now))

    def until(self, at: str, *, fold: int = 0) -> None:
        """Time goes by, deadline by deadline, until the wall shows this."""
        end = local(at, self.zone, fold=fold).timestamp()
        while (due := self.floor.deadline) is not None and due <= end:
            # Beats are of no interest here: half a minute of them at once will do.
            self.passes(max(0.0, min(max(due, self.now + 30), end) - self.now))
        self.passes(end - self.now)

    def sits(self, seat: str, *, forced: bool = False) -> Reply:
        return self.ask(r.SignOn(seat=seat, actor="t", agent=f"8{seat[1:]}", forced=forced))

    def wants_calls(self, seat: str, *, forced: bool = False) -> Reply:
        return self.ask(r.MakeReady(seat=seat, actor="t", forced=forced))

    def stands(self, seat: str) -> tuple[str, str]:
        found: Seat = self.seat(seat)
        return found.state.value, found.reason

    def told(self, code: str) -> list[str]:
        """Whom an alarm was about."""
        return [one.subject for one in self.kept(AlarmRaised) if one.code == code]

    def done(self, what: str) -> list[ActionTaken]:
        """What the router did and put on record."""
        return [one for one in self.kept(ActionTaken) if one.what == what]
