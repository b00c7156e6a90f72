"""Whatever the roster says and however often it changes: nobody is cut off by it, and who is done gets no new call."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.history import CallRecorded
from router.domain.seat import SeatState
from router.domain.shifts.duty import Duties, Duty
from router.domain.shifts.plan import SeatRules
from tests.unit.domain.test_floor_properties import SEATS, Hotline

RULES = SeatRules(drive=True, sign_on_minutes=1, warn_minutes=1, missing_minutes=1)
MINUTE = 60.0
SPANS = st.lists(
    st.tuples(st.sampled_from(SEATS), st.integers(min_value=-5, max_value=5), st.integers(min_value=1, max_value=5)),
    max_size=6,
)
"""seat whose agent works, minutes from now to the start, minutes that it lasts"""


class HotlineByShifts(Hotline):
    """The same hotline, whose seats a roster leads."""

    duties: Duties | None = None

    def start(self) -> None:
        super().start()
        self.store(self.floor.use_roster(self.duties, self.now))

    @rule(spans=SPANS)
    @precondition(lambda self: self.router_up)
    def the_roster_changes(self, spans: list[tuple[str, int, int]]) -> None:
        found = tuple(
            Duty(
                start=self.now + begins * MINUTE,
                end=self.now + (begins + lasts) * MINUTE,
                agent=f"8{seat[1:]}",
                date=date(2026, 10, 12),
                shift=f"s{number}",
                name=f"S{number}",
            )
            for number, (seat, begins, lasts) in enumerate(spans)
        )
        self.duties = Duties(rules=RULES, zone=ZoneInfo("UTC"), all=found)
        before = {citizen.call: citizen.state for citizen in self.asterisk.citizens.values()}
        effects = self.floor.use_roster(self.duties, self.now)
        assert not [record for record in effects.records if isinstance(record, CallRecorded) and record.call.outcome]
        assert {type(command) for command in effects.commands} <= {t.Offer, t.MarkDuty}
        self.store(effects)
        assert {citizen.call: citizen.state for citizen in self.asterisk.citizens.values()} == before

    @rule()
    @precondition(lambda self: self.router_up and self.duties is not None)
    def the_roster_is_switched_off(self) -> None:
        self.duties = None
        self.store(self.floor.use_roster(None, self.now))

    @rule(seat=st.sampled_from(SEATS), on=st.booleans())
    @precondition(lambda self: self.router_up)
    def a_lead_forces(self, seat: str, on: bool) -> None:
        request: r.Request = (
            r.SignOn(seat=seat, actor="t", agent=f"8{seat[1:]}", forced=True)
            if on
            else r.MakeReady(seat=seat, actor="t", forced=True)
        )
        self.store(self.floor.ask(request, self.now, pin_ok=lambda _agent, _pin: True))

    @invariant()
    def who_is_done_gets_no_new_call(self) -> None:
        if not self.router_up:
            return
        for seat in self.floor.seats.values():
            if seat.state is SeatState.READY and seat.shift_until is not None:
                waits = self.floor.timers.waits("shift", seat.id)
                assert seat.shift_until > self.now or waits, f"{seat.id} is done, and nobody will tell it"

    @invariant()
    def who_has_no_shift_to_end_waits_for_no_end(self) -> None:
        for seat in self.floor.seats.values():
            if seat.overrun_since is not None:
                assert seat.state in {
                    SeatState.RESERVED, SeatState.RINGING, SeatState.TALKING, SeatState.WRAP_UP,
                }  # fmt: skip
                assert seat.overrun_since <= self.now


HotlineByShifts.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHotlineByShifts = HotlineByShifts.TestCase
