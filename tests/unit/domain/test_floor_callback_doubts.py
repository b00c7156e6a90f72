"""Callbacks when routers and Asterisk restart, commands are lost, and facts come late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import telephony as t
from router.domain.call import CallState, Outcome
from router.domain.floor import Floor
from router.domain.floor.rung import Rung
from router.domain.history import RingRecorded
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.callback_desk import NUMBER, CallbackDesk, ringing_bundle

DAY = 86_400.0


def look(desk: CallbackDesk) -> None:
    """A snapshot, a moment later than all that was told."""
    desk.now += 3
    desk.tell([desk.asterisk.snapshot(desk.now)])


def outages(desk: CallbackDesk) -> None:
    """The node is out of sight for a moment: what it tells meanwhile is heard of by nobody."""
    desk.tell([t.NodeLost(node=NODE, at=desk.now)])


# ---------------------------------------------------------------------- another router


def test_what_is_owed_outlives_the_router() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.restart()
    look(desk)
    assert desk.call(citizen).state is CallState.OWED
    desk.ready("1001")
    assert desk.tries() == [(citizen.call, "1001")]


def test_another_router_looks_again_when_the_next_try_may_be_made() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    desk.in_vain(citizen)
    desk.restart()
    look(desk)
    desk.passes(296)
    assert len(desk.tries()) == 1
    desk.passes(1)
    assert len(desk.tries()) == 2


def test_another_router_knows_what_was_rung_within_the_day() -> None:
    desk = CallbackDesk(ringing_bundle(a_day=1))
    citizen = desk.owed()
    desk.ready("1001")
    rung_at = desk.now
    desk.in_vain(citizen)
    rings = [(one.number, one.at) for one in desk.kept(RingRecorded) if one.phase is RingPhase.DIALLED]
    former = desk.floor
    desk.floor = Floor(
        bundle=former.bundle, epoch=2, seats=former.seats, calls=former.calls, boots=former.boots, rung=Rung(rings)
    )
    desk.take(desk.floor.start(desk.now, [NODE]))
    look(desk)
    desk.passes(DAY - (desk.now - rung_at) - 1)
    assert len(desk.tries()) == 1
    desk.passes(1)
    assert len(desk.tries()) == 2


def test_an_order_that_another_router_finds_carried_out_goes_on() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    desk.restart()
    look(desk)
    assert (desk.call(citizen).state, desk.seat("1001").state) == (CallState.OFFERED, SeatState.RINGING)
    desk.agent_answers(citizen)
    desk.presses(citizen, "1")
    desk.tell(desk.asterisk.hang_up(desk.stand_in(citizen), desk.now))
    assert desk.ended(citizen).outcome is Outcome.CALLED_BACK
    assert len(desk.tries()) == 1


def test_an_order_that_was_never_carried_out_is_given_again() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.deaf = True
    desk.ready("1001")
    desk.restart()
    desk.deaf = False
    look(desk)
    assert desk.tries() == [(citizen.call, "1001")] * 2
    assert desk.stand_in(citizen).state == "offer"


def test_an_order_of_a_moment_ago_is_waited_for_and_not_for_ever() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.deaf = True
    desk.ready("1001")
    desk.restart()
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert desk.call(citizen).state is CallState.OFFERED
    assert len(desk.tries()) == 1
    desk.deaf = False
    before = len(desk.sent(t.TakeSnapshot))
    desk.passes(20)
    assert len(desk.sent(t.TakeSnapshot)) > before
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert len(desk.tries()) == 2


def test_a_router_that_comes_while_the_citizens_phone_rings_takes_it_up() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.restart()
    look(desk)
    assert (desk.call(citizen).state, desk.call(citizen).absent) == (CallState.TALKING, True)
    assert desk.seat("1001").state is SeatState.TALKING
    desk.not_reached(citizen)
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.state, len(call.owed.tried_at)) == (CallState.OWED, 1)


def test_a_try_that_ended_while_no_router_lived_has_failed() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    desk.asterisk.not_reached(desk.stand_in(citizen), desk.now, "BUSY")
    desk.restart()
    look(desk)
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.state, call.owed.not_before, len(call.owed.tried_at)) == (CallState.OWED, desk.now + 300, 1)
    assert desk.is_free("1001")


def test_an_agent_who_answered_while_no_router_lived_talks_for_a_callback() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    answered = desk.asterisk.answer(desk.stand_in(citizen), desk.now)
    desk.restart()
    look(desk)
    call = desk.call(citizen)
    assert call.segment is not None
    assert (call.state, call.segment.kind, call.talked_at) == (CallState.TALKING, "callback", None)
    desk.tell(answered)
    desk.not_reached(citizen)
    assert desk.call(citizen).state is CallState.OWED
    assert desk.call(citizen).talked_at is None


def test_a_caller_who_hung_up_after_the_promise_is_owed_it_though_nobody_heard() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    desk.tell(desk.asterisk.ask_for_callback(citizen, desk.now))
    desk.tell(desk.asterisk.agree(citizen, NUMBER, desk.now))
    desk.asterisk.hang_up(citizen, desk.now)
    desk.restart()
    look(desk)
    assert desk.call(citizen).state is CallState.OWED


def test_a_snapshot_finds_who_says_where_to_be_called_back() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    desk.asterisk.ask_for_callback(citizen, desk.now)
    desk.restart(forget=True)
    look(desk)
    assert desk.call(citizen).state is CallState.ARRANGING
    before = desk.call(citizen)
    look(desk)
    assert desk.call(citizen) == before
    desk.asks(citizen)
    assert desk.call(citizen).state is CallState.OWED


# ---------------------------------------------------------------------- the live state is lost


@pytest.mark.parametrize("reached", [True, False])
@pytest.mark.parametrize("rung", [True, False])
def test_a_callback_that_nobody_remembers_has_one_outcome(reached: bool, rung: bool) -> None:
    desk = CallbackDesk(ringing_bundle(retries=()))
    citizen = desk.owed()
    desk.ready("1001")
    if rung:
        desk.agent_answers(citizen)
    desk.restart(forget=True)
    look(desk)
    if not rung:
        desk.agent_answers(citizen)
    if reached:
        desk.presses(citizen, "1")
        desk.tell(desk.asterisk.hang_up(desk.stand_in(citizen), desk.now))
    else:
        desk.not_reached(citizen)
    over = desk.ended(citizen)
    assert over.outcome is (Outcome.CALLED_BACK if reached else Outcome.CALLBACK_FAILED)
    assert (over.talked_at is not None) == reached


def test_a_callback_that_nobody_remembers_is_tried_again_at_the_callers_number() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    desk.restart(forget=True)
    look(desk)
    desk.agent_answers(citizen)
    desk.not_reached(citizen)
    desk.passes(299)
    assert len(desk.tries()) == 1
    desk.passes(1)
    assert desk.sent(t.CallBack)[-1].number == NUMBER


# ---------------------------------------------------------------------- Asterisk restarts


def test_what_is_owed_outlives_asterisk() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.asterisk.restart()
    look(desk)
    assert desk.call(citizen).state is CallState.OWED
    assert desk.alarms == []


@pytest.mark.parametrize("answered", [True, False])
def test_a_try_that_asterisk_took_along_is_one_only_if_the_citizen_was_rung(answered: bool) -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    if answered:
        desk.agent_answers(citizen)
    desk.asterisk.restart()
    look(desk)
    call = desk.call(citizen)
    assert call.owed is not None
    assert len(call.owed.tried_at) == answered
    assert (call.state is CallState.OWED) == answered, "else it is tried again at once"
    assert "cut_off" not in desk.alarms, "there was nobody to be cut off"


def test_a_citizen_who_was_reached_and_cut_off_is_an_alarm() -> None:
    desk = CallbackDesk()
    reached = desk.reached()
    desk.asterisk.restart()
    look(desk)
    assert desk.ended(reached).outcome is Outcome.CUT_OFF
    assert desk.alarms == ["cut_off"]


# ---------------------------------------------------------------------- lost, late, out of step


@pytest.mark.parametrize("reason", ["late", "refused", "asterisk_away"])
def test_an_order_that_came_to_nothing_is_given_again_and_costs_nothing(reason: str) -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.deaf = True
    desk.ready("1001")
    (order,) = desk.sent(t.CallBack)
    failed = t.CommandFailed(
        node=NODE, at=desk.now, command="CallBack", call=order.call, offer=order.offer, reason=reason
    )
    desk.tell([failed])
    assert (desk.call(citizen).state, desk.seat("1001").state) == (CallState.OWED, SeatState.READY)
    desk.deaf = False
    desk.passes(1)
    desk.passes(1)
    assert desk.tries() == [(citizen.call, "1001")] * 2
    call = desk.call(citizen)
    assert call.owed is not None
    assert (call.owed.tried_at, call.owed.failed_offers) == ((), 0)


def test_a_channel_that_is_there_already_is_looked_at() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.deaf = True
    desk.ready("1001")
    (order,) = desk.sent(t.CallBack)
    failed = t.CommandFailed(
        node=NODE, at=desk.now, command="CallBack", call=order.call, offer=order.offer, reason="on_the_line"
    )
    before = len(desk.sent(t.TakeSnapshot))
    desk.tell([failed])
    desk.passes(0)
    assert len(desk.sent(t.TakeSnapshot)) == before + 1
    assert desk.call(citizen).state is CallState.OWED


def test_it_is_not_tried_again_before_the_channel_of_the_last_try_has_gone() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001", "1002")
    *told, over = desk.asterisk.offer_over(desk.stand_in(citizen), desk.now, "NOANSWER", 0)
    desk.tell(told)
    assert desk.call(citizen).state is CallState.OWED
    desk.passes(1)
    assert len(desk.tries()) == 1
    desk.tell([over])
    assert len(desk.tries()) == 2


def test_it_is_tried_again_though_nobody_heard_the_channel_go() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001", "1002")
    desk.tell(desk.asterisk.offer_over(desk.stand_in(citizen), desk.now, "NOANSWER", 0)[:-1])
    desk.passes(2)
    assert len(desk.tries()) == 2


@pytest.mark.parametrize("state", ["callback", "offer", "talk", "hold", "fallback"])
def test_a_snapshot_of_before_does_not_bring_back_who_has_hung_up(state: str) -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    stale = desk.asterisk.snapshot(desk.now)
    stale = replace(stale, calls=(replace(stale.calls[0], state=state, seat="1001", offer="1.1", bridged=True),))
    desk.now += 1
    desk.asks(citizen)
    desk.tell([stale])
    assert desk.call(citizen).state is CallState.OWED
    desk.ready("1002")
    assert desk.tries() == [(citizen.call, "1002")]


def test_a_snapshot_of_before_does_not_undo_the_next_order() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001", "1002")
    stale = desk.asterisk.snapshot(desk.now)
    desk.now += 1
    desk.misses(citizen)
    assert desk.tries()[-1] == (citizen.call, "1002")
    desk.tell([stale])
    offer = desk.call(citizen).offer
    assert offer is not None
    assert offer.seat == "1002"


def test_who_is_found_in_hold_was_reached() -> None:
    """The key was pressed, and the agent's phone died, while nobody listened."""
    desk = CallbackDesk(ringing_bundle(wrap_up=10))
    citizen = desk.rung()
    outages(desk)
    desk.asterisk.press(desk.stand_in(citizen), "1", desk.now)
    desk.asterisk.agent_leaves(desk.stand_in(citizen), desk.now, died=True)
    look(desk)
    assert (desk.call(citizen).state, desk.call(citizen).absent) == (CallState.QUEUED, False)
    desk.ready("1002")
    waiting = desk.stand_in(citizen)
    desk.tell(desk.asterisk.offer_over(waiting, desk.now, "NOANSWER", 0))
    assert desk.call(citizen).state is CallState.QUEUED
    desk.tell(desk.asterisk.fall_back(waiting, desk.now, "beat"))
    desk.tell(desk.asterisk.fallback_answer(waiting, "1003", desk.now))
    desk.tell(desk.asterisk.hang_up(waiting, desk.now))
    assert desk.ended(citizen).outcome is Outcome.CALLED_BACK


def test_who_is_found_in_the_fallback_was_reached() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    outages(desk)
    waiting = desk.stand_in(citizen)
    desk.asterisk.press(waiting, "1", desk.now)
    desk.asterisk.agent_leaves(waiting, desk.now, died=True)
    desk.asterisk.fall_back(waiting, desk.now, "beat")
    look(desk)
    assert desk.call(citizen).state is CallState.FALLBACK
    desk.tell(desk.asterisk.hang_up(waiting, desk.now))
    assert desk.ended(citizen).outcome is Outcome.CUT_OFF
    assert len(desk.tries()) == 1


@pytest.mark.parametrize("reached", [True, False])
def test_the_end_of_a_ring_is_on_record_when_it_comes_last(reached: bool) -> None:
    """The half of the stand-in that rang the citizen outlives the other when the agent hangs up."""
    desk = CallbackDesk(ringing_bundle(retries=()))
    citizen = desk.rung()
    if reached:
        desk.presses(citizen, "1")
    desk.tell(desk.asterisk.agent_leaves(desk.stand_in(citizen), desk.now, died=False))
    assert desk.ended(citizen).outcome is (Outcome.CALLED_BACK if reached else Outcome.CALLBACK_FAILED)
    assert desk.ring_ends() == ["accepted" if reached else "cancelled"]


def test_a_ring_for_a_call_that_is_owed_nothing_is_nobodys() -> None:
    desk = CallbackDesk()
    citizen = desk.caller(number=NUMBER)
    before = desk.call(citizen)
    for subject in (citizen.call, "n1-9.9"):
        for phase in RingPhase:
            ring = t.RingTold(
                node=NODE, at=desk.now, ring="r", purpose=RingPurpose.CALLBACK, subject=subject, phase=phase, key="1"
            )
            desk.tell([ring])
    assert desk.call(citizen) == before
    assert desk.kept(RingRecorded) == []


def test_the_last_word_of_a_former_ring_does_not_touch_the_next_try() -> None:
    desk = CallbackDesk()
    citizen = desk.rung()
    *told, late = desk.asterisk.agent_leaves(desk.stand_in(citizen), desk.now, died=False)
    desk.tell(told)
    desk.passes(300)
    desk.agent_answers(citizen)
    before = desk.call(citizen)
    desk.tell([late])
    assert desk.call(citizen) == before


def test_an_end_told_twice_uses_up_no_try() -> None:
    desk = CallbackDesk(ringing_bundle(retries=(5,)))
    citizen = desk.rung()
    over = desk.asterisk.not_reached(desk.stand_in(citizen), desk.now, "BUSY")
    desk.tell([*over, over[-1]])
    assert desk.call(citizen).state is CallState.OWED
