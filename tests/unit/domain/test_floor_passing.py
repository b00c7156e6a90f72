"""Callers whose queue passes them on: where they wait then, and what happens when nobody hears of it."""

from __future__ import annotations

import pytest

from router.domain import telephony as t
from router.domain.call import CallState, Outcome
from router.domain.seat import SeatState
from tests.unit.domain.desk import Desk
from tests.unit.domain.passing_sample import with_ways_on
from tests.unit.domain.sample import bundle


def desk() -> Desk:
    return Desk(bundle=with_ways_on(bundle(seats=3, wrap_up=0)))


def sent_on(desk: Desk) -> list[tuple[str, bool]]:
    return [(command.queue, command.message) for command in desk.sent(t.SendOn)]


def test_what_will_do_later_rings_later() -> None:
    """1002 has law 1, 1003 has law 2, 1001 none."""
    house = desk()
    house.ready("1001", "1002", "1003")
    first, second, third = (house.caller("relaxes") for _ in range(3))
    assert [one.seat for one in (first, second, third)] == ["1003", "", ""]
    house.passes(10.0)
    assert [one.seat for one in (first, second, third)] == ["1003", "1002", ""]
    house.passes(19.9)
    assert third.state == "hold"
    house.passes(0.1)
    assert third.seat == "1001"


def test_a_queue_passes_its_caller_on_and_the_dialplan_is_told() -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.passes(30.0)
    assert sent_on(house) == [("relaxes", False)]
    call = house.call(waiting)
    assert (call.queue, call.came_by, call.state) == ("relaxes", ("relaxes_then_goes",), CallState.QUEUED)
    assert waiting.queue == "relaxes"
    assert not house.floor.untold


def test_the_place_is_as_old_as_the_call() -> None:
    house = desk()
    first = house.caller("relaxes_then_goes")
    house.passes(29.0)
    later = house.caller("relaxes")
    house.passes(1.0)
    assert [house.floor.places.of(one.call) for one in (first, later)] == [1, 2]
    house.ready("1003")
    assert (first.state, later.state) == ("offer", "hold")


def test_an_offer_names_the_queue_that_the_dialplan_may_not_know() -> None:
    house = desk()
    first = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    assert first.queue == "relaxes_then_goes"
    house.deaf = False
    house.ready("1002")
    (offer,) = house.sent(t.Offer)
    assert (offer.queue, first.queue, first.state) == ("relaxes", "relaxes", "offer")


def test_an_offer_within_a_queue_names_none() -> None:
    house = desk()
    house.ready("1003")
    house.caller("relaxes")
    assert [offer.queue for offer in house.sent(t.Offer)] == [""]


@pytest.mark.parametrize("told", [True, False])
def test_what_was_not_heard_is_said_again_until_it_is(told: bool) -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    if told:
        failed = t.CommandFailed(node="n1", at=house.now, command="SendOn", call=waiting.call, reason="late")
        house.tell([failed])
    house.passes(1.0 if told else 3.0)
    house.deaf = False
    house.passes(3.0)
    assert sent_on(house) == [("relaxes", False)] * 3
    assert waiting.queue == "relaxes"
    house.passes(100.0)
    assert len(sent_on(house)) == 3


def test_a_snapshot_does_not_take_it_back() -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    house.tell([house.asterisk.snapshot(house.now)])
    assert house.call(waiting).queue == "relaxes"
    assert house.floor.brain.engine.place_of(waiting.call) is not None


def test_another_router_sends_on_who_was_not() -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    house.restart()
    house.deaf = False
    house.tell([house.asterisk.snapshot(house.now)])
    assert (house.call(waiting).queue, waiting.queue) == ("relaxes", "relaxes")


def test_back_from_an_offer_that_was_never_made_it_is_where_it_was_passed_on_to() -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    house.ready("1002")
    assert house.call(waiting).state is CallState.OFFERED
    house.deaf = False
    house.passes(1.0)
    house.tell([house.asterisk.snapshot(house.now)])
    assert house.call(waiting).queue == "relaxes"
    assert waiting.queue == "relaxes"


def test_the_way_there_heard_late_ends_no_offer() -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    house.deaf = False
    late = house.asterisk.hold(waiting, house.now, "passed_on")
    house.ready("1002")
    house.tell(late)
    assert house.call(waiting).state is CallState.OFFERED
    assert house.seat("1002").state is SeatState.RINGING


def test_it_does_not_come_back_to_a_queue_that_passed_it_on() -> None:
    house = desk()
    waiting = house.caller("there")
    house.passes(10.0)
    house.passes(10.0)
    assert house.call(waiting).queue == "and_back"
    house.passes(20.0)
    assert house.call(waiting).state is CallState.FALLBACK, "the last resort leads back, and is none"
    assert house.call(waiting).fallback_reason == "queue_longest"


def test_an_agent_may_send_it_back() -> None:
    """And then it waits there anew, and may be passed on anew."""
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.passes(30.0)
    house.ready("1002")
    house.tell(house.asterisk.answer(waiting, house.now))
    house.tell(house.asterisk.hand_on(waiting, "7001", house.now))
    waiting.queue = "relaxes_then_goes"
    house.tell(house.asterisk.hold(waiting, house.now, "transfer"))
    call = house.call(waiting)
    assert (call.queue, call.came_by, call.state) == ("relaxes_then_goes", (), CallState.QUEUED)
    house.pause("1002")
    house.passes(30.0)
    assert house.call(waiting).queue == "relaxes"


@pytest.mark.parametrize(
    ("queue", "asked"), [("message", "message"), ("message_elsewhere", "general"), ("goes_then_message", "message")]
)
def test_the_last_resort_may_be_a_message(queue: str, asked: str) -> None:
    house = desk()
    waiting = house.caller(queue)
    house.passes(10.0)
    house.passes(10.0)
    assert sent_on(house)[-1] == (asked, True)
    assert (waiting.state, waiting.queue) == ("message", asked)
    assert house.call(waiting).state is CallState.MESSAGE
    house.tell(house.asterisk.leave_message(waiting, house.now))
    assert house.ended(waiting).outcome is Outcome.MESSAGE_LEFT


def test_who_is_asked_for_a_message_is_offered_nothing_until_it_turns_out_that_nobody_asked() -> None:
    house = desk()
    waiting = house.caller("message")
    house.deaf = True
    house.passes(20.0)
    assert waiting.call in house.floor.leaving
    house.tell([house.asterisk.snapshot(house.now)])
    assert house.floor.brain.engine.place_of(waiting.call) is None
    house.deaf = False
    house.passes(3.0)
    assert waiting.state == "message"
    assert waiting.call not in house.floor.leaving


def test_who_says_nothing_waits_on_and_is_not_asked_again() -> None:
    house = desk()
    waiting = house.caller("message")
    house.passes(20.0)
    house.tell(house.asterisk.hold(waiting, house.now, "silent"))
    assert house.floor.brain.engine.place_of(waiting.call) is not None
    house.passes(100.0)
    assert waiting.state == "hold"
    assert house.floor.brain.engine.place_of(waiting.call) is not None
    assert sent_on(house) == [("message", True)]


def test_the_fallback_serves_it_as_a_caller_of_the_queue_it_came_to() -> None:
    """Which the dialplan may not have heard of."""
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    house.tell(house.asterisk.fall_back(waiting, house.now, "beat"))
    assert house.call(waiting).queue == "relaxes"


def test_what_was_not_heard_is_said_again_after_an_offer_that_nobody_heard_of_either() -> None:
    house = desk()
    waiting = house.caller("relaxes_then_goes")
    house.deaf = True
    house.passes(30.0)
    house.ready("1002")
    house.tell(house.asterisk.reach("1002", False, house.now))
    house.passes(1.0)
    house.tell([house.asterisk.snapshot(house.now)])
    assert house.call(waiting).state is CallState.QUEUED
    house.deaf = False
    house.passes(3.0)
    assert waiting.queue == "relaxes"
