"""Seats on duty, and when they are free."""

from __future__ import annotations

from router.domain.matching import Free
from router.domain.routing.decision import Lost
from tests.unit.domain.routing.desk import Story, queue, step

A = {"a": 1}


def test_a_wrap_up_ends_by_itself() -> None:
    story = Story(queue("a", step(0.0, A)))
    story.engine.wrap_up(Free(seat="s", skills=A), 30.0, 0.0)
    story.call("c", "a", 5.0)
    assert story.engine.deadline == 30.0
    assert story.due(30.0) == [("c", "s")]
    assert story.last[0].decision.seat.idle_since == 30.0


def test_a_wrap_up_that_was_ended_by_hand_does_not_end_again() -> None:
    story = Story(queue("a", step(0.0, A)))
    story.engine.wrap_up(Free(seat="s", skills=A), 30.0, 0.0)
    story.seat("s", 10.0, A)
    story.call("one", "a", 11.0)
    story.call("two", "a", 12.0)
    assert story.due(100.0) == []


def test_at_one_second_seats_end_their_wrap_up_before_calls_ask_for_less() -> None:
    story = Story(queue("a", step(0.0, {"a": 5}), step(30.0, A)))
    story.engine.wrap_up(Free(seat="better", skills={"a": 2}), 30.0, 0.0)
    story.seat("s", 0.0, A)
    story.call("c", "a", 0.0)
    assert story.due(30.0) == [("c", "better")]


def test_a_busy_seat_is_counted_and_one_that_is_gone_is_not() -> None:
    story = Story(queue("a", step(0.0, A)))
    for seat in ("one", "two", "three"):
        story.seat(seat, 0.0, A)
    story.engine.busy("two", 1.0)
    story.engine.gone("three", 1.0)
    story.engine.busy("never heard of", 1.0)
    assert story.call("c", "a", 2.0) == [("c", "one")]
    assert story.last[0].decision.counts == {Lost.ORDER: 0, Lost.BUSY: 1, Lost.SKILL: 0, Lost.RESERVED: 0}


def test_who_is_served_in_the_same_breath_is_not_served_twice() -> None:
    story = Story(queue("a", step(0.0, {"a": 5}), step(30.0, A)))
    story.seat("s", 0.0, A)
    story.seat("t", 0.0, A)
    story.call("c", "a", 0.0)
    place = story.engine.place_of("c")
    assert place is not None
    # Said again at a time at which its deadline has just given it a seat.
    assert story.pairs(story.engine.wait(place.wants, 31.0)) == [("c", "s")]
    assert story.engine.waiting == 0
    story.call("d", "a", 31.0)
    assert story.seat("t", 61.0, A) == [("d", "t")]
    assert story.engine.free_seats == 0


def test_a_clock_that_steps_back_counts_as_now() -> None:
    story = Story(queue("a", step(0.0, {"a": 5}), step(30.0, A)))
    story.seat("s", 100.0, A)
    story.call("c", "a", 100.0)
    assert story.due(131.0) == [("c", "s")]
    assert story.seat("s", 90.0, A, idle_since=131.0) == []
    # Queued at 95 by its own word, so it has waited 36 s by now.
    assert story.call("d", "a", 95.0) == [("d", "s")]
    assert story.last[0].decision.at == 131.0
