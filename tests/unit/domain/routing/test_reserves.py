"""Seats that a queue keeps for itself."""

from __future__ import annotations

from router.domain.routing.decision import Lost
from tests.unit.domain.routing.desk import Story, queue, step

URGENT = queue("urgent", step(0.0, {"u": 1}), reserve=1)
PLAIN = queue("plain")
U = {"u": 1}


def test_the_last_free_seat_is_kept_from_others_and_not_from_its_queue() -> None:
    story = Story(URGENT, PLAIN)
    story.seat("a", 0.0, U)
    assert story.call("p", "plain", 1.0) == []
    assert story.call("u", "urgent", 2.0) == [("u", "a")]


def test_as_soon_as_more_are_free_than_are_kept_the_waiting_get_one() -> None:
    story = Story(URGENT, queue("zh", step(0.0, {"zh": 1})))
    story.seat("a", 0.0, {"u": 1, "zh": 1})
    assert story.call("c", "zh", 1.0) == []
    # The seat that comes cannot serve the call: but now the one that was kept may go.
    assert story.seat("b", 2.0, U) == [("c", "a")]


def test_a_decision_counts_what_was_kept() -> None:
    story = Story(URGENT, PLAIN)
    story.seat("a", 0.0, U)
    story.seat("b", 0.0)
    assert story.call("p", "plain", 1.0) == [("p", "b")]
    assert story.last[0].decision.counts[Lost.RESERVED] == 1
    assert story.last[0].decision.able == 1


def test_two_reserves_on_one_seat_do_not_lock_each_other_out() -> None:
    story = Story(URGENT, queue("grave", step(0.0, {"u": 1}), reserve=1))
    story.seat("a", 0.0, U)
    assert story.call("g", "grave", 1.0) == [("g", "a")]
    story.seat("a", 2.0, U)
    assert story.call("u", "urgent", 3.0) == [("u", "a")]
