"""What people ask of a seat: sitting down, longer wrap-ups, tags, a look."""

from __future__ import annotations

import pytest

from router.domain import requests as r
from router.domain.history import AlarmRaised, CallTagged
from router.domain.requests import Reply
from router.domain.seat import SeatState, TalkKind
from tests.unit.domain.desk import Desk


def sits(desk: Desk, seat: str, agent: str, pin: str | None = None) -> Reply:
    return desk.ask(r.SignOn(seat=seat, actor="seat:" + seat, agent=agent, pin=pin))


# ---------------------------------------------------------------------- who sits down counts


def test_who_forgot_to_sign_off_is_signed_off_on_record() -> None:
    desk = Desk()
    desk.ready("1001")
    assert sits(desk, "1001", "8002").ok
    assert (desk.seat("1001").agent, desk.seat("1001").state) == ("8002", SeatState.NOT_READY)
    left = [seat for seat in desk.seats_recorded("1001") if seat.state is SeatState.SIGNED_OFF]
    assert [seat.actor for seat in left if seat.cause] == ["seat:1001"]
    assert desk.alarms == []


def test_an_agent_who_moves_is_signed_off_where_the_agent_was() -> None:
    desk = Desk()
    desk.ready("1001")
    assert sits(desk, "1002", "8001").ok
    assert desk.seat("1001").state is SeatState.SIGNED_OFF
    assert (desk.seat("1002").agent, desk.floor.duty) == ("8001", {"1002"})


def test_wrapping_up_is_no_call() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1001").state is SeatState.WRAP_UP
    assert sits(desk, "1001", "8002").ok


@pytest.mark.parametrize("ringing", [True, False])
def test_nobody_is_signed_off_in_a_call(ringing: bool) -> None:
    desk = Desk()
    if ringing:
        desk.ready("1001")
        desk.caller()
    else:
        desk.talk("1001")
    before = desk.seat("1001")
    assert sits(desk, "1001", "8002").code == "seat_taken"
    assert sits(desk, "1002", "8001").code == "agent_elsewhere"
    assert (desk.seat("1001"), desk.seat("1002").state) == (before, SeatState.SIGNED_OFF)


def test_the_phone_that_asks_is_in_no_call() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.tell(desk.asterisk.direct("1001", desk.now))
    desk.passes(1.0)
    assert desk.seat("1001").kind is TalkKind.DIRECT
    assert sits(desk, "1001", "8002").ok
    assert (desk.seat("1001").agent, desk.seat("1001").state) == ("8002", SeatState.NOT_READY)


@pytest.mark.parametrize("seat", ["1001", "1002"])
def test_a_call_between_two_seats_is_a_call_for_both(seat: str) -> None:
    desk = Desk()
    desk.ready("1001", "1002")
    desk.tell(desk.asterisk.dial("1001", "1002", desk.now))
    desk.passes(1.0)
    assert sits(desk, seat, "8003").code == "seat_taken"


def test_a_code_is_no_talk() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.pause("1001")
    desk.tell(desk.asterisk.dial_code("1001", "*13", desk.now))
    desk.passes(1.0)
    assert desk.seat("1001").state is SeatState.NOT_READY
    assert desk.ask(r.MakeReady(seat="1001", actor="t")).ok
    desk.caller()
    assert desk.seat("1001").state is SeatState.READY, "its phone is in use"
    desk.tell(desk.asterisk.direct("1001", desk.now))
    assert desk.seat("1001").state is SeatState.RINGING


def test_a_seat_that_asks_for_calls_while_its_phone_is_in_use_gets_them_after_it() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.pause("1001")
    desk.tell(desk.asterisk.direct("1001", desk.now))
    desk.passes(1.0)
    assert desk.ask(r.MakeReady(seat="1001", actor="t")).ok
    desk.tell(desk.asterisk.direct("1001", desk.now))
    assert desk.seat("1001").state is SeatState.READY


# ---------------------------------------------------------------------- PINs


def test_too_many_wrong_pins_lock_the_agent_number_for_a_while() -> None:
    desk = Desk()
    tries = desk.floor.bundle.site.pin_tries
    assert [sits(desk, "1001", "8001", "0").code for _ in range(tries)] == ["wrong_pin"] * tries
    assert sits(desk, "1001", "8001", "1234").code == "pin_locked"
    (alarm,) = desk.kept(AlarmRaised)
    assert (alarm.code, alarm.subject) == ("pin_locked", "8001")
    assert sits(desk, "1002", "8002", "1234").ok, "another number is not locked"
    desk.now += desk.floor.bundle.site.pin_lock_seconds
    assert sits(desk, "1001", "8001", "1234").ok


def test_a_right_pin_begins_the_count_anew() -> None:
    desk = Desk()
    tries = desk.floor.bundle.site.pin_tries
    for _ in range(2):
        assert {sits(desk, "1001", "8001", "0").code for _ in range(tries - 1)} == {"wrong_pin"}
        assert sits(desk, "1001", "8001", "1234").ok
    assert desk.alarms == []


def test_who_may_do_without_a_pin_is_not_locked_out() -> None:
    desk = Desk()
    for _ in range(desk.floor.bundle.site.pin_tries):
        sits(desk, "1001", "8001", "0")
    assert sits(desk, "1001", "8001").ok


# ---------------------------------------------------------------------- wrap-up


def test_a_wrap_up_is_made_longer() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    more = desk.floor.bundle.site.more_wrap_up_seconds
    assert desk.ask(r.MoreWrapUp(seat="1001", actor="t")).ok
    desk.passes(10.0 + more - 1.0)
    assert desk.seat("1001").state is SeatState.WRAP_UP
    desk.passes(1.0)
    assert desk.seat("1001").state is SeatState.READY


def test_a_longer_wrap_up_outlives_the_router() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    desk.ask(r.MoreWrapUp(seat="1001", actor="t"))
    desk.now += 5
    desk.restart()
    desk.passes(55.0)
    assert desk.seat("1001").state is SeatState.WRAP_UP
    desk.passes(10.0)
    assert desk.seat("1001").state is SeatState.READY


def test_only_a_wrap_up_is_made_longer() -> None:
    desk = Desk()
    desk.ready("1001")
    assert desk.ask(r.MoreWrapUp(seat="1001", actor="t")).code == "not_allowed_now"


# ---------------------------------------------------------------------- tags


def test_a_call_is_tagged_in_the_talk_and_after_it() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    assert desk.ask(r.TagCall(seat="1001", actor="t", topic="1")).ok
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1001").last_call == citizen.call
    assert desk.ask(r.TagCall(seat="1001", actor="t", topic="12", place="1", call=citizen.call)).ok
    tags = [(one.call, one.agent, one.topic, one.place) for one in desk.kept(CallTagged)]
    assert tags == [(citizen.call, "8001", "1", ""), (citizen.call, "8001", "12", "1")]


def test_a_call_that_was_handed_on_is_still_tagged_by_its_agent() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    assert desk.ask(r.TagCall(seat="1001", actor="t", topic="1")).ok


def test_the_last_call_is_forgotten_with_the_agent() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    desk.ask(r.SignOff(seat="1001", actor="t"))
    desk.ready("1001")
    assert desk.ask(r.TagCall(seat="1001", actor="t", topic="1")).code == "no_call"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (r.TagCall(seat="1001", actor="t", topic="9"), "unknown_topic"),
        (r.TagCall(seat="1001", actor="t", topic="1", place="9"), "unknown_place"),
        (r.TagCall(seat="1001", actor="t", topic="1", call="n1-9.9"), "no_call"),
        (r.TagCall(seat="1002", actor="t", topic="1"), "no_call"),
        (r.TagCall(seat="9", actor="t", topic="1"), "unknown_seat"),
    ],
)
def test_a_tag_is_refused_with_its_code(request_: r.TagCall, code: str) -> None:
    desk = Desk()
    desk.talk("1001")
    assert desk.ask(request_).code == code
    assert desk.kept(CallTagged) == []


# ---------------------------------------------------------------------- nobody there, only a look


def test_a_look_changes_nothing() -> None:
    desk = Desk()
    desk.ready("1001")
    before = len(desk.records)
    assert desk.ask(r.LookAtSeat(seat="1001", actor="t")) == Reply(ok=True, seat=desk.seat("1001"))
    assert len(desk.records) == before
    assert desk.ask(r.LookAtSeat(seat="9", actor="t")).code == "unknown_seat"


@pytest.mark.parametrize(
    "request_", [r.MakeReady(seat="1002", actor="t"), r.Pause(seat="1002", actor="t", reason="break")]
)
def test_a_phone_that_talks_without_an_agent_wishes_for_nothing(request_: r.Request) -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    assert desk.ask(request_).code == "not_allowed_now"
    assert sits(desk, "1002", "8002").code == "seat_taken"
    assert desk.ask(r.SignOff(seat="1002", actor="t")).ok
    assert desk.seat("1002").wish is None
