"""Callbacks: the place is kept, an agent comes first, and a try is made when it may be."""

from __future__ import annotations

import pytest

from router.domain import telephony as t
from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.history import RingRecorded
from router.domain.outbound import OwedWhy, RingPhase
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.callback_desk import NUMBER, OTHER, CallbackDesk, ringing_bundle

DAY = 86_400.0


# ---------------------------------------------------------------------- asked for


def test_who_is_promised_a_callback_hangs_up_and_is_owed_it() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.ask_for_callback(citizen, desk.now))
    assert desk.call(citizen).state is CallState.ARRANGING
    desk.asks(citizen)
    call = desk.call(citizen)
    assert (call.state, call.outcome, call.channel) == (CallState.OWED, None, "")
    assert call.owed is not None
    assert (call.owed.number, call.owed.why, call.owed.tried_at) == (NUMBER, OwedWhy.ASKED, ())
    assert [one.end for one in call.segments] == ["callback", ""]


def test_who_says_where_to_be_called_back_is_offered_to_nobody() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.ask_for_callback(citizen, desk.now))
    desk.ready("1001")
    assert desk.is_free("1001")
    desk.asks(citizen)
    assert desk.seat("1001").state is SeatState.RINGING


def test_an_agent_who_was_just_being_offered_the_caller_is_let_go() -> None:
    desk = CallbackDesk()
    desk.ready("1001")
    desk.deaf = True
    citizen = desk.caller(number=NUMBER)
    assert desk.seat("1001").state is SeatState.RESERVED
    desk.tell(desk.asterisk.ask_for_callback(citizen, desk.now))
    assert desk.is_free("1001")
    assert desk.call(citizen).state is CallState.ARRANGING


def test_who_does_not_agree_waits_on_at_the_old_place() -> None:
    desk = CallbackDesk()
    citizen, later = desk.caller(number=NUMBER), desk.caller()
    desk.tell(desk.asterisk.ask_for_callback(citizen, desk.now))
    desk.tell(desk.asterisk.hold(citizen, desk.now, "kept"))
    assert [desk.floor.places.of(one.call) for one in (citizen, later)] == [1, 2]
    assert desk.call(citizen).owed is None


def test_who_hangs_up_before_agreeing_has_abandoned() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.ask_for_callback(citizen, desk.now))
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.ABANDONED


def test_what_is_told_twice_counts_once() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    asked = desk.asterisk.ask_for_callback(citizen, desk.now)
    agreed = desk.asterisk.agree(citizen, NUMBER, desk.now)
    desk.tell([*asked, *asked, *agreed])
    before = desk.call(citizen)
    desk.tell([*asked, *agreed])
    assert desk.call(citizen) == before


def test_a_promise_that_cannot_be_kept_is_an_alarm() -> None:
    desk = CallbackDesk()
    desk.owed(number=OTHER)
    assert desk.alarms == ["callback_refused"]


def test_a_promise_in_a_call_that_nobody_knows_is_an_alarm() -> None:
    desk = CallbackDesk()
    desk.tell([t.CallbackAgreed(node=NODE, at=desk.now, call="n1-9.9", queue="general", number=NUMBER)])
    assert desk.alarms == ["callback_refused"]


# ---------------------------------------------------------------------- the place


def test_the_place_is_kept_before_a_later_caller() -> None:
    desk = CallbackDesk()
    first, gone, last = desk.caller(), desk.caller(number=NUMBER), desk.caller()
    desk.asks(gone)
    assert [desk.floor.places.of(one.call) for one in (first, gone, last)] == [1, 2, 3]
    desk.ready("1001")
    assert first.state == "offer"
    desk.ready("1002")
    assert desk.tries() == [(gone.call, "1002")]
    assert last.state == "hold"


def test_the_command_says_all_that_the_dialplan_has_to_know() -> None:
    desk = CallbackDesk()
    citizen = desk.caller("legal", number=NUMBER)
    desk.asks(citizen, "13811138111")
    desk.ready("1003")
    (command,) = desk.sent(t.CallBack)
    assert (command.call, command.seat, command.number) == (citizen.call, "1003", "13811138111")
    assert (command.trunk, command.shows, command.out_seconds) == ("carrier", "12345", 30)
    assert (command.queue, command.caller, command.language) == ("legal", NUMBER, "zh-CN")
    assert (command.arrived_at, command.counter) == (citizen.arrived_at, citizen.counter)
    assert command.talks == 1, "its recordings go on behind the segment in which it waited"


def test_only_who_has_the_skills_is_rung() -> None:
    desk = CallbackDesk()
    desk.owed("legal")
    desk.ready("1001")
    assert desk.tries() == []


def test_who_is_reached_talks_and_was_called_back() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    desk.agent_answers(citizen)
    desk.now += 9
    desk.presses(citizen, "1")
    call = desk.call(citizen)
    assert (call.state, call.talked_at, call.absent) == (CallState.TALKING, desk.now, False)
    assert call.segment is not None
    assert (call.segment.kind, call.segment.number, call.segment.recording) == ("callback", 2, f"{citizen.call}-2.raw")
    desk.tell(desk.asterisk.agent_leaves(desk.stand_in(citizen), desk.now, died=False))
    over = desk.ended(citizen)
    assert (over.outcome, over.where, over.segments[-1].end) == (Outcome.CALLED_BACK, Where.TALKING, "talk_over")
    assert [(ring.phase, ring.end) for ring in desk.kept(RingRecorded)] == [
        (RingPhase.DIALLED, ""),
        (RingPhase.ANSWERED, ""),
        (RingPhase.KEYED, ""),
        (RingPhase.ENDED, "accepted"),
    ]


def test_the_citizen_may_end_it_as_well() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    desk.tell(desk.asterisk.hang_up(reached, desk.now))
    assert desk.ended(reached).outcome is Outcome.CALLED_BACK


def test_the_key_counts_though_it_is_only_heard_of_at_the_end() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.asterisk.press(desk.stand_in(citizen), "1", desk.now)
    desk.tell(desk.asterisk.hang_up(desk.stand_in(citizen), desk.now))
    assert desk.ended(citizen).outcome is Outcome.CALLED_BACK


# ---------------------------------------------------------------------- the agent


@pytest.mark.parametrize(
    ("status", "cause", "result", "parked"),
    [
        ("NOANSWER", 0, OfferResult.MISSED, True),
        ("BUSY", 17, OfferResult.REJECTED, True),
        ("CHANUNAVAIL", 58, OfferResult.FAILED, False),
    ],
)
def test_the_next_seat_is_rung_at_once_and_no_try_counted(
    status: str, cause: int, result: OfferResult, parked: bool
) -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001", "1002")
    first = desk.stand_in(citizen)
    desk.tell(desk.asterisk.offer_over(first, desk.now, status, cause))
    assert [seat for _call, seat in desk.tries()] == ["1001", "1002"]
    assert (desk.seat("1001").state is SeatState.NOT_READY) == parked
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.owed.tried_at, call.owed.failed_offers) == ((), 1)
    assert [offer.result for offer in call.segments[-1].offers] == [result, OfferResult.OPEN]


def test_after_three_agents_who_did_not_answer_it_rests() -> None:
    desk = CallbackDesk(ringing_bundle(seats=5))
    citizen = desk.owed()
    desk.ready("1001", "1002", "1003", "1004")
    for _ in range(3):
        desk.misses(citizen)
    assert len(desk.tries()) == 3
    assert desk.is_free("1004")
    desk.passes(59.9)
    assert len(desk.tries()) == 3
    desk.passes(0.1)
    assert len(desk.tries()) == 4


def test_two_seats_are_parked_by_one_callback_at_most() -> None:
    desk = CallbackDesk(ringing_bundle(seats=5))
    citizen = desk.owed()
    desk.ready("1001", "1002", "1003")
    for _ in range(3):
        desk.misses(citizen)
    assert [desk.seat(seat).state for seat in ("1001", "1002", "1003")] == [
        SeatState.NOT_READY,
        SeatState.NOT_READY,
        SeatState.READY,
    ]


def test_an_absent_caller_comes_to_no_last_resort_of_the_dialplan() -> None:
    desk = CallbackDesk(ringing_bundle(seats=5))
    citizen = desk.owed()
    desk.ready("1001", "1002", "1003", "1004")
    for _ in range(5):
        while citizen.call in desk.asterisk.citizens:
            desk.misses(citizen)
        desk.passes(60)
    assert desk.sent(t.SendToFallback) == []
    assert "poisoned_call" not in desk.alarms


def test_an_agent_who_leaves_before_the_citizen_answers_has_used_up_a_try() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.tell(desk.asterisk.agent_leaves(desk.stand_in(citizen), desk.now, died=False))
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.state, call.owed.tried_at, call.owed.not_before) == (CallState.OWED, (desk.now,), desk.now + 300)
    assert desk.ring_ends() == ["cancelled"]


def test_the_seat_wraps_up_after_a_try_that_came_to_nothing() -> None:
    desk = CallbackDesk(ringing_bundle(wrap_up=10))
    citizen = desk.rung()
    desk.not_reached(citizen)
    assert desk.seat("1001").state is SeatState.WRAP_UP
    desk.passes(10)
    assert desk.is_free("1001")


# ---------------------------------------------------------------------- the citizen


@pytest.mark.parametrize(
    ("status", "end"), [("BUSY", "busy"), ("NOANSWER", "no_answer"), ("ANSWER", "no_key"), ("CONGESTION", "failed")]
)
def test_who_is_not_reached_is_tried_again_after_a_while(status: str, end: str) -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.not_reached(citizen, status)
    assert desk.ring_ends() == [end]
    call = desk.call(citizen)
    assert (call.state, call.talked_at, call.segments[-2].end) == (CallState.OWED, None, "not_reached")
    assert desk.is_free("1001")
    desk.passes(299.9)
    assert len(desk.tries()) == 1
    desk.passes(0.1)
    assert len(desk.tries()) == 2


def test_another_key_than_the_one_is_nobody() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.presses(citizen, "2")
    assert desk.call(citizen).state is CallState.OWED
    assert desk.ring_ends() == ["passed_on"]


def test_after_the_last_retry_it_has_failed() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    for minutes in (5, 30):
        desk.in_vain(citizen)
        desk.passes(minutes * 60)
    desk.in_vain(citizen)
    over = desk.ended(citizen)
    assert (over.outcome, over.where, over.talked_at) == (Outcome.CALLBACK_FAILED, Where.OWED, None)
    assert over.owed is not None
    assert len(over.owed.tried_at) == 3
    assert desk.is_free("1001")
    desk.passes(DAY)
    assert len(desk.tries()) == 3


def test_agents_who_do_not_answer_between_two_tries_do_not_use_one_up() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001", "1002")
    desk.in_vain(citizen)
    desk.passes(300)
    desk.misses(citizen)
    call = desk.call(citizen)
    assert call.owed is not None
    assert len(call.owed.tried_at) == 1
    assert call.state is CallState.OFFERED, "by the other seat"


def test_who_was_tried_has_no_place_in_the_line_that_is_told() -> None:
    desk = CallbackDesk(ringing_bundle(wrap_up=10))
    gone, later = desk.owed(), desk.caller()
    assert desk.floor.places.of(later.call) == 2
    desk.ready("1001")
    desk.in_vain(gone)
    assert [desk.floor.places.of(one.call) for one in (gone, later)] == [0, 1]
