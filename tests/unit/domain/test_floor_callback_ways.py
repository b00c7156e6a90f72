"""Beyond a callback: what comes after it, instead of it, and who takes its place."""

from __future__ import annotations

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import CallState, Outcome, Where
from tests.unit.domain.callback_desk import NUMBER, CallbackDesk, ringing_bundle
from tests.unit.domain.passing_sample import with_ways_on

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
