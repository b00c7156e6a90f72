"""When callbacks are made, and who is owed one without having asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain.bundle import Hours, Span
from router.domain.call import CallState, Outcome
from router.domain.outbound import Callbacks, OwedWhy
from tests.unit.domain.callback_desk import NUMBER, OTHER, CallbackDesk, ringing_bundle

DAY = 86_400.0
FROM_NINE = Hours(id="day", spans=(Span(days=tuple(range(7)), start=9 * 60, until=18 * 60),))
"""The desk's clock begins at 08:16:40."""
UNTIL_NINE = 9 * 3600 - (8 * 3600 + 16 * 60 + 40)


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
