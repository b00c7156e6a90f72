"""Messages and grades: kept, once, with the outcome they deserve."""

from __future__ import annotations

import pytest

from router.domain import telephony as t
from router.domain.call import CallState, Outcome, Where
from router.domain.history import FollowerAdded, MessageKept, SurveyAnswered
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk


def in_menu(desk: Desk) -> Citizen:
    desk.tell(desk.asterisk.arrive(desk.now))
    return list(desk.asterisk.citizens.values())[-1]


@pytest.mark.parametrize(("queued", "where"), [(True, Where.HOLD), (False, Where.MENU)])
def test_a_message_is_kept_and_is_the_outcome(queued: bool, where: Where) -> None:
    desk = Desk()
    citizen = desk.caller() if queued else in_menu(desk)
    citizen.queue = "legal"
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    assert desk.call(citizen).state is CallState.MESSAGE
    desk.tell(desk.asterisk.leave_message(citizen, desk.now))
    (kept,) = desk.kept(MessageKept)
    assert (kept.call, kept.queue, kept.line, kept.caller, kept.seconds) == (citizen.call, "legal", "l12345", "1", 9.0)
    over = desk.ended(citizen)
    assert (over.outcome, over.where, over.message) == (Outcome.MESSAGE_LEFT, where, kept.recording)


def test_who_leaves_a_message_waits_no_longer() -> None:
    desk = Desk()
    citizen, next_one = desk.caller(), desk.caller()
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    assert desk.floor.places.of(next_one.call) == 1
    desk.ready("1001")
    assert desk.call(citizen).state is CallState.MESSAGE
    assert desk.call(next_one).state is CallState.OFFERED
    assert desk.call(citizen).segments[0].end == "message"


def test_a_message_begun_while_an_offer_was_on_its_way_costs_the_agent_nothing() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.asterisk.phones["1001"] = t.DeviceState.NOT_INUSE
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    assert desk.seat("1001").state is SeatState.READY
    assert desk.call(citizen).state is CallState.MESSAGE


@pytest.mark.parametrize(("informed", "outcome"), [(True, Outcome.INFORMED), (False, Outcome.ABANDONED)])
def test_a_message_that_was_not_left_is_none(informed: bool, outcome: Outcome) -> None:
    desk = Desk()
    citizen = in_menu(desk)
    citizen.informed = informed
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    citizen.state = "end"
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is outcome
    assert desk.kept(MessageKept) == []


def test_a_message_told_twice_is_one() -> None:
    desk = Desk()
    citizen = in_menu(desk)
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    left = desk.asterisk.leave_message(citizen, desk.now)
    desk.tell([left[0], *left])
    assert len(desk.kept(MessageKept)) == 1


def test_a_message_of_a_call_that_nobody_knows_is_kept() -> None:
    desk = Desk()
    desk.tell([t.MessageLeft(node=NODE, at=desk.now, call="n1-9.9", queue="legal", recording="x-m.alaw", seconds=4.0)])
    assert [kept.recording for kept in desk.kept(MessageKept)] == ["x-m.alaw"]


def test_a_lost_talk_with_a_message_after_it_is_a_message() -> None:
    desk = Desk()
    citizen = desk.talk()
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=True))
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    desk.tell(desk.asterisk.leave_message(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.MESSAGE_LEFT


@pytest.mark.parametrize(
    ("informed", "queued", "outcome"),
    [
        (True, False, Outcome.INFORMED),
        (False, False, Outcome.ABANDONED),
        # Who asked for a person and got none was not served by an information heard before.
        (True, True, Outcome.ABANDONED),
    ],
)
def test_informed_is_who_asked_for_nobody(informed: bool, queued: bool, outcome: Outcome) -> None:
    desk = Desk()
    citizen = desk.caller() if queued else in_menu(desk)
    citizen.informed = informed
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert (desk.ended(citizen).outcome, desk.ended(citizen).informed) == (outcome, informed)


@pytest.mark.parametrize("grade", [5, 0])
def test_a_grade_belongs_to_the_last_talk(grade: int) -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.ready("1002")
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.ask_for_grade(citizen, desk.now))
    graded = desk.asterisk.grade(citizen, grade, desk.now)
    desk.tell([graded[0], *graded])
    (answered,) = desk.kept(SurveyAnswered)
    assert (answered.seat, answered.agent, answered.grade) == ("1002", "8002", grade)
    over = desk.ended(citizen)
    assert (over.outcome, over.where, over.grade) == (Outcome.ANSWERED, Where.TALKING, grade)


def test_a_grade_says_that_the_talk_is_over() -> None:
    desk = Desk()
    citizen = desk.talk()
    desk.asterisk.ask_for_grade(citizen, desk.now)
    desk.tell(desk.asterisk.grade(citizen, 4, desk.now))
    assert [one.end for one in desk.ended(citizen).segments] == ["talk_over"]
    assert desk.seat("1001").state is not SeatState.TALKING


def test_a_talk_that_was_over_is_not_cut_off_by_an_end_of_the_switch() -> None:
    desk = Desk()
    citizen = desk.talk()
    desk.tell(desk.asterisk.ask_for_grade(citizen, desk.now))
    desk.asterisk.restart()
    desk.now += 1
    desk.tell([t.NodeLost(node=NODE, at=desk.now), desk.asterisk.snapshot(desk.now)])
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.ANSWERED, Where.TALKING)
    assert "cut_off" not in desk.alarms


def test_who_said_nothing_for_a_message_waits_on_at_the_old_place() -> None:
    desk = Desk()
    citizen, later = desk.caller(), desk.caller()
    desk.tell(desk.asterisk.begin_message(citizen, desk.now))
    desk.now += 20
    desk.tell(desk.asterisk.hold(citizen, desk.now, "silent"))
    assert [desk.floor.places.of(one.call) for one in (citizen, later)] == [1, 2]
    assert [one.end for one in desk.call(citizen).segments] == ["message", ""]
    desk.ready("1001")
    assert desk.call(citizen).state is CallState.OFFERED
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


def test_an_agent_whose_redirect_came_with_the_key_for_a_message_talks() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell([t.MessageBegun(node=NODE, at=desk.now, call=citizen.call, queue="general")])
    assert desk.call(citizen).state is CallState.MESSAGE
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    assert (desk.call(citizen).state, desk.seat("1001").call) == (CallState.TALKING, citizen.call)
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("way", "state", "outcome"),
    [
        ("message", CallState.MESSAGE, Outcome.ABANDONED),
        ("survey", CallState.TALKING, Outcome.ANSWERED),
        ("transfer", CallState.TRANSFERRED, Outcome.ANSWERED),
    ],
)
def test_a_snapshot_finds_the_call_beyond_its_talk(way: str, state: CallState, outcome: Outcome, known: bool) -> None:
    desk = Desk(wrap_up=10)
    if way == "message":
        citizen = desk.caller()
        desk.asterisk.begin_message(citizen, desk.now)
    elif way == "survey":
        citizen = desk.talk()
        desk.asterisk.ask_for_grade(citizen, desk.now)
    else:
        citizen = desk.talk()
        desk.asterisk.hand_on(citizen, "1002", desk.now)
    if not known:
        desk.restart(forget=True)
    desk.now += 1
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert desk.call(citizen).state is state
    before = desk.call(citizen)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert desk.call(citizen) == before
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is outcome
    if way != "message" and known:
        assert desk.seat("1001").state is SeatState.WRAP_UP


def test_a_caller_on_an_incidents_list_is_informed_and_on_record() -> None:
    desk = Desk()
    citizen = in_menu(desk)
    asked = t.IncidentFollowed(
        node=NODE, at=desk.now, call=citizen.call, line="city", language="en", incident="17-ab", number="139"
    )
    citizen.state, citizen.informed = "end", True
    desk.tell([asked, *desk.asterisk.hang_up(citizen, desk.now)])
    (added,) = desk.kept(FollowerAdded)
    assert (added.incident, added.call, added.number, added.line) == ("17-ab", citizen.call, "139", "city")
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.INFORMED, Where.MENU)


@pytest.mark.parametrize(("incident", "number", "count"), [("17-ab", "139", 1), ("", "139", 0), ("17-ab", "", 0)])
def test_who_was_told_to_be_on_a_list_is_on_it_though_nobody_knows_the_call(
    incident: str, number: str, count: int
) -> None:
    desk = Desk()
    asked = t.IncidentFollowed(
        node=NODE, at=desk.now, call="n1-9.9", line="city", language="en", incident=incident, number=number
    )
    desk.tell([asked])
    assert len(desk.kept(FollowerAdded)) == count
