"""Callbacks: the place is kept, an agent comes first, and a try is made when it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import Hours, Span
from router.domain.call import CallState, OfferResult, Outcome, Where
from router.domain.history import RingRecorded
from router.domain.outbound import Callbacks, OwedWhy, RingPhase
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.callback_desk import NUMBER, OTHER, CallbackDesk, ringing_bundle
from tests.unit.domain.passing_sample import with_ways_on

DAY = 86_400.0
FROM_NINE = Hours(id="day", spans=(Span(days=tuple(range(7)), start=9 * 60, until=18 * 60),))
"""The desk's clock begins at 08:16:40."""
UNTIL_NINE = 9 * 3600 - (8 * 3600 + 16 * 60 + 40)


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


# ---------------------------------------------------------------------- when


def test_nobody_is_rung_before_the_hours_open() -> None:
    desk = CallbackDesk(ringing_bundle(hours=FROM_NINE))
    citizen = desk.owed()
    desk.ready("1001")
    desk.passes(UNTIL_NINE - 1)
    assert desk.tries() == []
    desk.passes(1)
    assert desk.tries() == [(citizen.call, "1001")]


def test_nobody_is_rung_after_the_hours_have_closed_meanwhile() -> None:
    desk = CallbackDesk(ringing_bundle(hours=FROM_NINE))
    desk.passes(UNTIL_NINE)
    citizen = desk.owed()
    desk.passes(9 * 3600)
    desk.ready("1001")
    assert desk.tries() == []
    assert desk.is_free("1001")
    desk.passes(15 * 3600)
    assert desk.tries() == [(citizen.call, "1001")]


def test_while_it_may_not_be_rung_others_are_served() -> None:
    desk = CallbackDesk(ringing_bundle(hours=FROM_NINE))
    desk.owed()
    later = desk.caller()
    desk.ready("1001")
    assert later.state == "offer"


def test_no_number_is_rung_more_often_than_a_day_allows() -> None:
    desk = CallbackDesk(ringing_bundle(a_day=2, retries=(1, 1, 1)))
    citizen = desk.owed()
    desk.ready("1001")
    first = desk.now
    desk.in_vain(citizen)
    desk.passes(60)
    desk.in_vain(citizen)
    desk.passes(60)
    assert len(desk.tries()) == 2
    assert desk.call(citizen).owed == replace(desk.call(citizen).owed, not_before=first + DAY)  # type: ignore[type-var]
    desk.passes(first + DAY - desk.now)
    assert len(desk.tries()) == 3


def test_the_number_counts_and_not_the_call() -> None:
    desk = CallbackDesk(ringing_bundle(a_day=1))
    first, second = desk.owed(), desk.owed()
    desk.ready("1001")
    desk.in_vain(first)
    desk.passes(3600)
    assert desk.tries() == [(first.call, "1001")]
    desk.passes(DAY - 3600)
    assert len(desk.tries()) == 2
    assert [desk.call(one).state for one in (first, second)] == [CallState.OFFERED, CallState.OWED]


@pytest.mark.parametrize("reached", [True, False])
def test_a_number_is_not_rung_while_it_is_on_the_line_for_another_call(reached: bool) -> None:
    desk = CallbackDesk()
    first, second = desk.owed(), desk.owed()
    desk.ready("1001", "1002")
    assert desk.tries() == [(first.call, "1001")]
    desk.agent_answers(first)
    if reached:
        desk.presses(first, "1")
    desk.passes(30)
    assert len(desk.tries()) == 1
    assert desk.is_free("1002")
    desk.tell(desk.asterisk.agent_leaves(desk.stand_in(first), desk.now, died=False))
    desk.passes(30)
    assert desk.tries()[1][0] == second.call


def test_two_numbers_are_rung_side_by_side() -> None:
    desk = CallbackDesk()
    first, second = desk.owed(), desk.owed(number="13811138111")
    desk.ready("1001", "1002")
    assert desk.tries() == [(first.call, "1001"), (second.call, "1002")]


def test_a_number_that_may_not_be_rung_any_more_is_left_alone_until_it_may() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.bundles[2] = replace(ringing_bundle(number=2), outbound_allowed=("139*",))
    assert desk.ask(r.AdoptBundle(seat="", actor="t", number=2)).ok
    desk.ready("1001")
    desk.passes(600)
    assert desk.tries() == []
    assert desk.call(citizen).state is CallState.OWED
    assert desk.is_free("1001")
    assert desk.alarms == ["callback_refused"]
    desk.bundles[3] = ringing_bundle(number=3)
    assert desk.ask(r.AdoptBundle(seat="", actor="t", number=3)).ok
    desk.passes(60)
    assert desk.tries() == [(citizen.call, "1001")]


def test_a_bundle_that_rings_nobody_keeps_what_is_owed_for_the_next_one() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.bundles[2] = replace(ringing_bundle(number=2), outbound=None)
    assert desk.ask(r.AdoptBundle(seat="", actor="t", number=2)).ok
    desk.ready("1001")
    desk.passes(3600)
    assert desk.tries() == []
    assert desk.call(citizen).state is CallState.OWED
    desk.bundles[3] = ringing_bundle(number=3)
    assert desk.ask(r.AdoptBundle(seat="", actor="t", number=3)).ok
    desk.passes(60)
    assert desk.tries() == [(citizen.call, "1001")]


def test_a_try_that_is_under_way_ends_by_another_bundle_as_well() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.bundles[2] = replace(ringing_bundle(number=2), outbound=None)
    assert desk.ask(r.AdoptBundle(seat="", actor="t", number=2)).ok
    desk.not_reached(citizen)
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.state, len(call.owed.tried_at)) == (CallState.OWED, 1)


# ---------------------------------------------------------------------- unasked


def cut_off_rules(**more: int) -> CallbackDesk:
    return CallbackDesk(ringing_bundle(callbacks=Callbacks(cut_off=True, left_after_seconds=60, **more)))


def test_who_waited_long_and_left_is_owed_one() -> None:
    desk = cut_off_rules()
    short, long = desk.caller(number=NUMBER), desk.caller(number="13811138111")
    desk.passes(59)
    desk.tell(desk.asterisk.hang_up(short, desk.now))
    assert desk.ended(short).outcome is Outcome.ABANDONED
    desk.passes(1)
    desk.tell(desk.asterisk.hang_up(long, desk.now))
    call = desk.call(long)
    assert call.owed is not None
    assert (call.state, call.owed.why, call.owed.number) == (CallState.OWED, OwedWhy.LEFT, "13811138111")
    desk.ready("1001")
    assert desk.tries() == [(long.call, "1001")]


@pytest.mark.parametrize("number", [OTHER, "", "anonymous"])
def test_who_cannot_be_rung_is_owed_nothing(number: str) -> None:
    desk = cut_off_rules()
    citizen = desk.caller(number=number)
    desk.passes(100)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.ABANDONED


def test_whose_agent_was_lost_in_the_talk_and_who_left_is_owed_one() -> None:
    desk = cut_off_rules()
    desk.ready("1001")
    citizen = desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=True))
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.state, call.owed.why) == (CallState.OWED, OwedWhy.CUT_OFF)


@pytest.mark.parametrize("talks", [True, False])
def test_whom_the_switch_cut_off_is_owed_one_and_it_is_an_alarm(talks: bool) -> None:
    desk = cut_off_rules()
    if talks:
        desk.ready("1001")
    citizen = desk.caller(number=NUMBER)
    if talks:
        desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.now += 5
    desk.asterisk.restart()
    desk.tell([desk.asterisk.snapshot(desk.now, "start")])
    call = desk.call(citizen)
    assert call.owed is not None
    assert call.owed.why is OwedWhy.CUT_OFF
    assert desk.alarms == ["cut_off"]
    assert desk.tries() == ([(citizen.call, "1001")] if talks else [])


def test_no_more_are_owed_at_once_than_the_bundle_says() -> None:
    desk = cut_off_rules(at_most=2)
    callers = [desk.caller(number=f"1380013800{digit}") for digit in range(3)]
    desk.asks(callers[0], callers[0].caller)
    desk.passes(100)
    for citizen in callers[1:]:
        desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert [call.id for call in desk.floor.calls.values()] == [one.call for one in callers[:2]]
    assert desk.ended(callers[2]).outcome is Outcome.ABANDONED


def test_who_was_promised_one_beyond_that_is_owed_it_all_the_same() -> None:
    desk = CallbackDesk(ringing_bundle(callbacks=Callbacks(at_most=1)))
    first, second = desk.owed(), desk.owed(number="13811138111")
    assert [desk.call(one).state for one in (first, second)] == [CallState.OWED, CallState.OWED]
    assert desk.alarms == []


def test_who_left_again_and_again_is_owed_one() -> None:
    desk = cut_off_rules()
    first, second = desk.caller(number=NUMBER), desk.caller(number=NUMBER)
    desk.passes(100)
    for citizen in (first, second):
        desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.call(first).state is CallState.OWED
    assert desk.ended(second).outcome is Outcome.ABANDONED


def test_callers_are_owed_nothing_unless_the_bundle_says_so() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    desk.passes(1000)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.ABANDONED


# ---------------------------------------------------------------------- beyond the first talk


def test_a_talk_that_is_lost_after_the_citizen_was_reached_goes_on_like_any_other() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    later = desk.caller()
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=True))
    call = desk.call(reached)
    assert (call.state, call.absent, reached.state) == (CallState.QUEUED, False, "hold")
    desk.ready("1002")
    assert (reached.state, later.state) == ("offer", "hold")
    desk.tell(desk.asterisk.answer(reached, desk.now))
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=False))
    assert desk.ended(reached).outcome is Outcome.CALLED_BACK
    assert len(desk.tries()) == 1


def test_agents_who_did_not_answer_the_callback_do_not_send_who_was_reached_to_the_last_resort() -> None:
    desk = CallbackDesk(ringing_bundle(seats=5))
    citizen = desk.owed()
    desk.ready("1001", "1002", "1003")
    for _ in range(3):
        desk.misses(citizen)
    desk.passes(60)
    desk.agent_answers(citizen)
    desk.presses(citizen, "1")
    reached = desk.stand_in(citizen)
    desk.pause(reached.seat)
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=True))
    assert desk.call(reached).state is CallState.QUEUED
    assert "poisoned_call" not in desk.alarms


def test_an_offer_that_fails_to_who_was_reached_and_lost_has_the_citizen_wait_on() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=True))
    desk.ready("1002")
    desk.tell(desk.asterisk.offer_over(reached, desk.now, "NOANSWER", 0))
    assert desk.call(reached).state is CallState.QUEUED
    assert len(desk.tries()) == 1


def test_who_was_reached_and_lost_and_then_left_was_cut_off() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=True))
    desk.tell(desk.asterisk.hang_up(reached, desk.now))
    assert desk.ended(reached).outcome is Outcome.CUT_OFF


def test_who_was_reached_and_lost_may_ask_again() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=True))
    desk.asks(reached)
    call = desk.call(reached)
    assert call.owed is not None
    assert (call.state, call.owed.reached_at, call.owed.tried_at) == (CallState.OWED, None, ())


def test_who_was_reached_may_be_handed_on() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    desk.ready("1002")
    desk.tell(desk.asterisk.hand_on(reached, "1002", desk.now))
    assert desk.call(reached).state is CallState.TRANSFERRED
    desk.tell(desk.asterisk.rings_through(reached, "1002", desk.now))
    assert desk.call(reached).state is CallState.TALKING
    desk.tell(desk.asterisk.agent_leaves(reached, desk.now, died=False))
    over = desk.ended(reached)
    assert (over.outcome, [one.kind for one in over.segments]) == (Outcome.CALLED_BACK, ["", "callback", "transfer"])


def test_who_was_reached_may_be_handed_on_to_a_queue_and_keeps_the_place() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    later = desk.caller("legal")
    desk.tell(desk.asterisk.hand_on(reached, "7001", desk.now))
    reached.queue = "legal"
    desk.tell(desk.asterisk.hold(reached, desk.now, "transfer"))
    assert [desk.floor.places.of(one.call) for one in (reached, later)] == [1, 2]
    desk.tell(desk.asterisk.hang_up(reached, desk.now))
    assert desk.ended(reached).outcome is Outcome.CALLED_BACK


# ---------------------------------------------------------------------- the caller calls again


def test_a_new_call_takes_the_place() -> None:
    desk = CallbackDesk()
    gone, later = desk.owed(), desk.caller()
    desk.passes(100)
    again = desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.hold(again, desk.now, takes=gone.call))
    assert desk.ended(gone).outcome is Outcome.ABANDONED
    assert [desk.floor.places.of(one.call) for one in (again, later)] == [1, 2]
    desk.ready("1001")
    assert (again.state, later.state) == ("offer", "hold")
    assert desk.tries() == []


def test_a_place_is_not_taken_while_the_callback_is_under_way() -> None:
    desk = CallbackDesk()
    gone = desk.owed()
    desk.ready("1001")
    later, again = desk.caller(), desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.hold(again, desk.now, takes=gone.call))
    assert desk.call(gone).state is CallState.OFFERED
    assert [desk.floor.places.of(one.call) for one in (later, again)] == [1, 2]


@pytest.mark.parametrize("whose", ["n1-9.9", "itself", "in_hold"])
def test_no_other_place_is_taken(whose: str) -> None:
    desk = CallbackDesk()
    waiting, again = desk.caller(), desk.caller()
    takes = {"itself": again.call, "in_hold": waiting.call}.get(whose, whose)
    desk.tell(desk.asterisk.hold(again, desk.now, takes=takes))
    assert [desk.floor.places.of(one.call) for one in (waiting, again)] == [1, 2]


# ---------------------------------------------------------------------- ways on


def test_an_absent_caller_is_passed_on_to_another_queue_and_called_back_by_it() -> None:
    desk = CallbackDesk(with_ways_on(ringing_bundle()))
    gone = desk.owed("relaxes_then_goes")
    desk.passes(30)
    call = desk.call(gone)
    assert (call.queue, call.came_by, call.state) == ("relaxes", ("relaxes_then_goes",), CallState.OWED)
    assert desk.sent(t.SendOn) == []
    desk.ready("1002")
    (command,) = desk.sent(t.CallBack)
    assert command.queue == "relaxes"


@pytest.mark.parametrize("queue", ["message", "message_elsewhere", "fallback", "and_back"])
def test_an_absent_caller_comes_to_no_last_resort(queue: str) -> None:
    desk = CallbackDesk(with_ways_on(ringing_bundle()))
    gone = desk.owed(queue)
    for _ in range(10):
        desk.passes(20)
    assert desk.call(gone).state is CallState.OWED
    assert desk.sent(t.SendOn) == desk.sent(t.SendToFallback) == []
    assert desk.floor.brain.engine.place_of(gone.call) is not None


def test_its_waiting_goes_on_though_nobody_holds_the_line() -> None:
    """1002 will do after 10 s, 1001 after 30."""
    desk = CallbackDesk(with_ways_on(ringing_bundle()))
    citizen = desk.caller("relaxes", number=NUMBER)
    desk.ready("1001")
    desk.passes(20)
    desk.asks(citizen)
    desk.passes(9.9)
    assert desk.tries() == []
    desk.passes(0.1)
    assert desk.tries() == [(citizen.call, "1001")]


# ---------------------------------------------------------------------- cancelled


def test_a_callback_may_be_cancelled() -> None:
    desk = CallbackDesk()
    gone = desk.owed()
    assert desk.ask(r.CancelCallback(seat="", actor="t", call=gone.call)).ok
    assert (desk.ended(gone).outcome, desk.ended(gone).where) == (Outcome.CALLBACK_FAILED, Where.OWED)
    assert all(segment.ended_at is not None for segment in desk.ended(gone).segments)
    desk.ready("1001")
    assert desk.tries() == []


@pytest.mark.parametrize("state", ["unknown", "in_hold", "offered", "talking", "over"])
def test_none_is_cancelled_that_is_not_owed_or_is_being_made(state: str) -> None:
    desk = CallbackDesk()
    if state == "in_hold":
        call = desk.caller().call
    elif state == "unknown":
        call = "n1-9.9"
    else:
        gone = desk.owed()
        call = gone.call
        desk.ready("1001")
        if state == "talking":
            desk.agent_answers(gone)
        elif state == "over":
            desk.misses(gone)
            desk.ask(r.CancelCallback(seat="", actor="t", call=call))
    assert desk.ask(r.CancelCallback(seat="", actor="t", call=call)).code == "no_call"
