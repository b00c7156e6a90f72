"""The roster leads the seats: signing on, the end of a shift, who is missing."""

from __future__ import annotations

import pytest

from router.domain import requests as r
from router.domain.call import CallState, Outcome
from router.domain.history import SeatRecorded
from router.domain.seat import SeatCause, SeatState
from router.domain.shifts.days import Day, DayKind, Overridden, Week
from router.domain.shifts.plan import SeatRules
from router.domain.shifts.role import Role
from tests.unit.domain.shift_desk import ShiftDesk
from tests.unit.domain.shifts.house import NEW_YORK, calendar, on, roster, shift, work

ONE = roster(work("8001", "12", "early"))
"""One agent, on Monday's early shift."""
TWO = roster(work("8001", "12", "early"), work("8002", "12", "late"))
READY, NOT_READY = ("ready", ""), ("not_ready", "shift_over")


def seated(desk: ShiftDesk, *seats: str) -> ShiftDesk:
    for seat in seats:
        assert desk.sits(seat).ok
        assert desk.wants_calls(seat).ok
    return desk


# ---------------------------------------------------------------------- signing on


def test_a_second_before_the_window_is_too_early() -> None:
    desk = ShiftDesk("2026-10-12 07:44:59", ONE)
    reply = desk.sits("1001")
    assert reply.code == "too_early"
    assert "early of agent 8001 begins at 08:00; signing on is open from 07:45 on" in reply.message
    assert desk.stands("1001") == ("signed_off", "")


def test_at_the_windows_first_moment_the_door_is_open() -> None:
    desk = ShiftDesk("2026-10-12 07:45", ONE)
    assert desk.sits("1001").ok
    assert desk.seat("1001").shift == "2026-10-12/early"


def test_a_lead_may_force_it_and_the_shift_counts_once_it_runs() -> None:
    desk = ShiftDesk("2026-10-12 06:00", ONE)
    assert desk.sits("1001", forced=True).ok
    assert desk.wants_calls("1001").ok
    desk.until("2026-10-12 08:00")
    desk.plan(ONE)
    desk.until("2026-10-12 16:00")
    assert desk.stands("1001") == NOT_READY


def test_a_refused_sign_on_signs_nobody_off() -> None:
    desk = ShiftDesk("2026-10-12 09:00", TWO)
    seated(desk, "1001")
    assert desk.ask(r.SignOn(seat="1001", actor="t", agent="8002")).code == "too_early"
    assert desk.seat("1001").agent == "8001"


def test_a_stranger_is_told_of_and_works() -> None:
    desk = seated(ShiftDesk("2026-10-12 09:00", ONE), "1003")
    assert desk.told("not_on_roster") == ["8003"]
    desk.until("2026-10-13 09:00")
    assert desk.stands("1003") == READY


def test_a_stranger_is_refused_where_the_house_wants_it() -> None:
    desk = ShiftDesk("2026-10-12 09:00", ONE, rules=SeatRules(drive=True, refuse_strangers=True))
    assert desk.sits("1003").code == "not_on_shift"
    assert desk.sits("1003", forced=True).ok


def test_across_midnight_a_night_belongs_to_those_who_began_it() -> None:
    desk = ShiftDesk("2026-10-13 00:30", roster(work("8001", "12", "night")))
    seated(desk, "1001")
    assert desk.told("not_on_roster") == []
    desk.until("2026-10-13 07:59:59")
    assert desk.stands("1001") == READY
    desk.until("2026-10-13 08:00")
    assert desk.stands("1001") == NOT_READY


def test_a_shift_that_begins_soon_after_midnight_is_of_today() -> None:
    house = calendar(shift("small", "00:30-08:00"))
    desk = ShiftDesk("2026-10-12 23:00", roster(work("8001", "13", "small")), house=house)
    assert desk.sits("1001").code == "too_early"


def test_who_is_on_call_may_come_at_once_and_is_never_missed() -> None:
    desk = ShiftDesk("2026-10-12 20:00", roster(work("8001", "12", "night", Role.ON_CALL)))
    desk.until("2026-10-13 02:00")
    assert desk.told("missing_on_shift") == []
    assert desk.sits("1001").ok


@pytest.mark.parametrize("drive", [True, False])
def test_a_roster_that_does_not_drive_changes_nothing(drive: bool) -> None:
    desk = ShiftDesk("2026-10-12 06:00", ONE, rules=SeatRules(drive=drive))
    assert desk.sits("1001").ok is not drive
    desk.until("2026-10-12 09:00")
    assert bool(desk.told("missing_on_shift")) is drive


# ---------------------------------------------------------------------- the end of a shift


def test_the_end_is_told_before_it_comes() -> None:
    desk = seated(ShiftDesk("2026-10-12 08:00", ONE), "1001")
    desk.until("2026-10-12 15:54:59")
    assert not desk.seat("1001").shift_ending
    desk.until("2026-10-12 15:55")
    assert desk.seat("1001").shift_ending
    assert desk.kept(SeatRecorded)[-1].seat.shift_ending
    assert desk.stands("1001") == READY


def test_a_talk_goes_on_and_the_next_caller_goes_elsewhere() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", TWO), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    seated(desk, "1002")
    desk.until("2026-10-12 16:07")
    assert desk.call(citizen).state is CallState.TALKING
    assert desk.seat("1001").wish is SeatCause.PAUSE
    other = desk.caller()
    assert desk.call(other).offer is not None
    assert desk.seat("1002").call == other.call
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.stands("1001") == NOT_READY
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


def test_a_wrap_up_is_finished_and_the_overrun_is_on_record() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:58", ONE, wrap_up=60), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.until("2026-10-12 16:02")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1001").state is SeatState.WRAP_UP
    assert desk.done("shift_overrun") == []
    desk.until("2026-10-12 16:03")
    assert desk.stands("1001") == NOT_READY
    (entry,) = desk.done("shift_overrun")
    assert (entry.subject, entry.reason, entry.detail) == ("8001", "2026-10-12/early", "3.0")


def test_who_wished_to_leave_leaves_and_the_overrun_counts_all_the_same() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:58", ONE), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.ask(r.SignOff(seat="1001", actor="t"))
    desk.until("2026-10-12 16:01")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.stands("1001") == ("signed_off", "")
    assert [entry.detail for entry in desk.done("shift_overrun")] == ["1.0"]


def test_an_offer_under_way_at_the_end_is_answered_or_missed_as_ever() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:59:55", ONE), "1001")
    citizen = desk.caller()
    desk.until("2026-10-12 16:00")
    assert desk.call(citizen).state is CallState.OFFERED
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    assert desk.call(citizen).state is CallState.TALKING


def test_an_offer_that_comes_to_nothing_after_the_end_is_no_overrun() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:59:55", ONE), "1001")
    citizen = desk.caller()
    desk.until("2026-10-12 16:00:03")
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.stands("1001") == NOT_READY
    assert desk.done("shift_overrun") == []


def test_a_break_asked_for_in_the_overrun_is_a_break() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:58", ONE), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.until("2026-10-12 16:01")
    desk.pause("1001")
    desk.plan(ONE)
    desk.passes(0)
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.stands("1001") == ("not_ready", "break")
    assert len(desk.done("shift_overrun")) == 1


def test_a_call_of_ones_own_after_the_end_is_no_overrun() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:58", ONE), "1001")
    desk.until("2026-10-12 16:10")
    desk.tell(desk.asterisk.direct("1001", desk.now))
    desk.passes(1)
    assert desk.seat("1001").state is SeatState.TALKING
    desk.plan(ONE)
    desk.passes(60)
    desk.tell(desk.asterisk.direct("1001", desk.now))
    assert desk.stands("1001") == NOT_READY
    assert desk.done("shift_overrun") == []


def test_a_pause_that_a_person_gave_keeps_its_reason() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", ONE), "1001")
    desk.pause("1001")
    desk.until("2026-10-12 16:00")
    assert desk.stands("1001") == ("not_ready", "break")
    assert desk.wants_calls("1001").code == "shift_over"


def test_one_shift_leads_into_the_next_of_the_same_agent() -> None:
    planned = roster(work("8001", "12", "late"), work("8001", "12", "night"))
    desk = seated(ShiftDesk("2026-10-12 15:00", planned), "1001")
    desk.until("2026-10-12 21:30")
    assert desk.stands("1001") == READY
    assert desk.seat("1001").shift == "2026-10-12/night"


def test_who_goes_home_to_be_on_call_is_done_at_the_seat() -> None:
    standby = shift("standby", "18:00-09:00")
    house = calendar(shift("late", "13:00-21:00"), standby)
    planned = roster(work("8001", "12", "late"), work("8001", "12", "standby", Role.ON_CALL))
    desk = seated(ShiftDesk("2026-10-12 13:00", planned, house=house), "1001")
    desk.until("2026-10-12 21:00")
    assert desk.stands("1001") == NOT_READY
    desk.plan(planned)
    assert desk.stands("1001") == NOT_READY
    assert desk.wants_calls("1001").ok, "whom somebody has rung to come"
    desk.until("2026-10-13 09:00")
    assert desk.stands("1001") == NOT_READY


# ---------------------------------------------------------------------- staying on


def test_an_overlap_lets_an_agent_stay_until_the_other_shift_ends() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", TWO), "1001")
    desk.until("2026-10-12 16:00")
    assert desk.wants_calls("1001").ok
    desk.plan(TWO)
    desk.until("2026-10-12 20:59:59")
    assert desk.stands("1001") == READY
    desk.until("2026-10-12 21:00")
    assert desk.stands("1001") == NOT_READY


def test_without_an_overlap_it_takes_a_leads_word() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", roster(*ONE.assignments, work("8002", "12", "night"))), "1001")
    desk.until("2026-10-12 16:00")
    assert desk.wants_calls("1001").code == "shift_over"
    assert desk.wants_calls("1001", forced=True).ok
    desk.until("2026-10-12 23:00")
    assert desk.stands("1001") == READY
    desk.pause("1001")
    assert desk.wants_calls("1001").ok, "a lead's word holds until the agent signs off"


def test_signing_on_anew_after_the_shift_is_no_way_round() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", ONE), "1001")
    desk.until("2026-10-12 16:30")
    desk.ask(r.SignOff(seat="1001", actor="t"))
    assert desk.sits("1001").ok
    assert desk.told("not_on_roster") == []
    assert desk.wants_calls("1001").code == "shift_over"


def test_signing_on_after_midnight_for_a_shift_of_the_evening_before_is_no_strangers() -> None:
    desk = ShiftDesk("2026-10-13 00:30", roster(work("8001", "12", "late")))
    assert desk.sits("1001").ok
    assert desk.told("not_on_roster") == []


def test_ready_in_the_overrun_is_staying_on() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", TWO), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.until("2026-10-12 16:02")
    assert desk.wants_calls("1001").ok
    assert [entry.detail for entry in desk.done("shift_overrun")] == ["2.0"]
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.stands("1001") == READY


# ---------------------------------------------------------------------- the roster changes


def test_leave_given_at_noon_leaves_time_to_mend_it() -> None:
    desk = seated(ShiftDesk("2026-10-12 11:00", ONE), "1001")
    desk.until("2026-10-12 12:00")
    away = roster(away=(("8001", "2026-10-12"),))
    desk.plan(away)
    desk.plan(away)
    desk.pause("1001")
    assert desk.wants_calls("1001").ok, "there is time left, overlap or not"
    assert desk.stands("1001") == READY
    assert desk.told("shift_over") == ["8001"]
    desk.until("2026-10-12 12:05")
    assert desk.stands("1001") == NOT_READY


def test_a_slip_that_is_mended_in_time_costs_nobody_a_call() -> None:
    desk = seated(ShiftDesk("2026-10-12 11:00", ONE), "1001")
    desk.plan(roster())
    desk.until("2026-10-12 11:04")
    desk.plan(ONE)
    desk.until("2026-10-12 15:59")
    assert desk.stands("1001") == READY


def test_a_shift_made_longer_takes_the_end_back() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", ONE), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.until("2026-10-12 16:01")
    desk.plan(roster(*ONE.assignments, work("8001", "12", "late")))
    assert desk.seat("1001").wish is None
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.stands("1001") == READY


def test_a_swapped_holiday_is_worked() -> None:
    class Swapped:
        def day(self, when: object) -> Day:
            return Day(date=on("2026-10-10"), kind=DayKind.SWAPPED, name="National Day")

    saturday = roster(work("8001", "10", "office"))
    office = shift("office", "09:00-17:00", days=frozenset({DayKind.WORKING, DayKind.SWAPPED}))
    worked = ShiftDesk("2026-10-10 06:00", saturday, house=calendar(office, days=Swapped()))
    assert worked.sits("1001").code == "too_early"
    off = calendar(office, days=Overridden(kinds=Week()))
    idle = ShiftDesk("2026-10-10 06:00", saturday, house=off)
    assert idle.sits("1001").ok
    assert idle.told("not_on_roster") == ["8001"]


def test_a_night_in_which_the_clock_is_set_back_lasts_an_hour_longer() -> None:
    house = calendar(shift("night", "21:00-08:00"), zone=NEW_YORK)
    desk = ShiftDesk("2026-10-31 21:00", roster(work("8001", "2026-10-31", "night")), house=house, zone=NEW_YORK)
    seated(desk, "1001")
    began = desk.now
    desk.until("2026-11-01 07:59:59")
    assert desk.stands("1001") == READY
    desk.until("2026-11-01 08:00")
    assert desk.stands("1001") == NOT_READY
    assert desk.now - began == 12 * 3600


def test_a_roster_switched_off_gives_the_seats_back() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", ONE), "1001")
    desk.until("2026-10-12 16:00")
    desk.take(desk.floor.use_roster(None, desk.now))
    assert desk.wants_calls("1001").ok
    assert desk.seat("1001").shift_until is None


def test_a_roster_that_cannot_be_read_leaves_the_former_one_in_force() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:50", ONE), "1001")
    desk.take(desk.floor.use_roster(None, desk.now, problem="journal.jsonl, line 3"))
    desk.until("2026-10-12 16:00")
    assert desk.told("roster_unreadable") == ["roster"]
    assert desk.stands("1001") == NOT_READY


def test_another_router_knows_what_the_former_one_knew() -> None:
    desk = seated(ShiftDesk("2026-10-12 15:58", ONE), "1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.now += 180
    desk.restart()
    desk.plan(ONE)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    desk.passes(1)
    assert desk.call(citizen).state is CallState.TALKING
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.stands("1001") == NOT_READY


# ---------------------------------------------------------------------- who is missing


def test_who_has_not_signed_on_is_missing_once_and_found_when_signing_on() -> None:
    desk = ShiftDesk("2026-10-12 07:00", TWO)
    desk.until("2026-10-12 08:09:59")
    assert desk.told("missing_on_shift") == []
    desk.until("2026-10-12 08:10")
    assert desk.told("missing_on_shift") == ["8001"]
    desk.plan(TWO)
    desk.until("2026-10-12 09:00")
    assert desk.told("missing_on_shift") == ["8001"]
    assert desk.done("alarm_resolved") == []
    seated(desk, "1001")
    (entry,) = desk.done("alarm_resolved")
    assert (entry.subject, entry.detail, entry.reason) == ("8001", "missing_on_shift", "2026-10-12/early")
    desk.ask(r.SignOff(seat="1001", actor="t"))
    desk.sits("1001")
    assert len(desk.done("alarm_resolved")) == 1


def test_who_went_after_signing_on_in_time_is_not_missing() -> None:
    desk = seated(ShiftDesk("2026-10-12 07:50", ONE), "1001")
    desk.until("2026-10-12 12:00")
    desk.ask(r.SignOff(seat="1001", actor="t"))
    desk.plan(ONE)
    desk.until("2026-10-12 13:00")
    assert desk.told("missing_on_shift") == []


def test_who_is_given_a_running_shift_has_as_long_to_come_as_others() -> None:
    desk = ShiftDesk("2026-10-12 12:00", roster())
    desk.plan(ONE)
    desk.until("2026-10-12 12:09:59")
    assert desk.told("missing_on_shift") == []
    desk.until("2026-10-12 12:10")
    assert desk.told("missing_on_shift") == ["8001"]


def test_who_is_on_leave_is_not_missing() -> None:
    desk = ShiftDesk("2026-10-12 07:00", ONE)
    desk.plan(roster(*ONE.assignments, away=(("8001", "2026-10-12"),)))
    desk.until("2026-10-12 12:00")
    assert desk.told("missing_on_shift") == []


def test_who_left_the_house_is_not_missing() -> None:
    desk = ShiftDesk("2026-10-12 07:00", roster(work("9999", "12", "early")))
    desk.until("2026-10-12 09:00")
    assert desk.told("missing_on_shift") == []
