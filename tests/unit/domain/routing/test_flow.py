"""How long a call will wait."""

from __future__ import annotations

from math import log

import pytest

from router.benchmarks.surge import SurgeRun
from router.domain.routing.flow import Flow, naive_wait
from router.domain.routing.policy import CallerRule
from tests.unit.domain.routing.desk import Story, queue, step


def test_before_anything_was_seen_it_is_handling_time_over_the_seats_that_could() -> None:
    flow = Flow(240.0)
    assert flow.expect(ahead=0, staff=4, at=0.0) == pytest.approx(60.0)
    assert flow.expect(ahead=3, staff=4, at=0.0) == pytest.approx(240.0)
    assert flow.expect(ahead=3, staff=0, at=0.0) is None


def busy_queue(handovers: int, gap: float) -> Flow:
    """Ten wait all the time, two seats take one of them every `gap` seconds."""
    flow = Flow(240.0)
    flow.see(waiting=10, staff=2, at=0.0)
    for number in range(1, handovers + 1):
        flow.handed()
        flow.see(waiting=10, staff=2, at=number * gap)
    return flow


def test_it_learns_how_fast_the_queue_moves_whatever_the_handling_time_was_said_to_be() -> None:
    flow = busy_queue(400, 10.0)
    # 40 hand-overs of 10 s weigh against 3 of 120 s.
    assert flow.expect(ahead=4, staff=2, at=4_000.0) == pytest.approx(5 * (40 * 10 + 3 * 120) / 43, rel=0.01)


def test_twice_the_seats_halve_the_wait_at_once() -> None:
    flow = busy_queue(400, 10.0)
    two, four = (flow.expect(ahead=4, staff=staff, at=4_000.0) for staff in (2, 4))
    assert two is not None
    assert four == pytest.approx(two / 2)


def test_an_empty_queue_teaches_nothing() -> None:
    flow = busy_queue(400, 10.0)
    before = flow.expect(ahead=0, staff=2, at=4_000.0)
    flow.see(waiting=0, staff=2, at=4_000.0)
    flow.see(waiting=1, staff=2, at=90_000.0)
    assert flow.expect(ahead=0, staff=2, at=90_000.0) == pytest.approx(before)


def test_who_gives_up_makes_room() -> None:
    flow = Flow(100.0)
    flow.see(waiting=10, staff=1, at=0.0)
    flow.see(waiting=10, staff=1, at=100.0)
    for _ in range(10):
        flow.left()
    # One in a hundred seconds gives up, of each that waits; served is 3 in 400 seconds.
    leave, serve = 0.01, 3 / 400
    assert flow.expect(ahead=9, staff=1, at=100.0) == pytest.approx(log(1 + 10 * leave / serve) / leave)


def test_the_naive_word() -> None:
    assert naive_wait(waiting=10, handling_seconds=240.0, seats=24) == 100.0
    assert naive_wait(waiting=10, handling_seconds=240.0, seats=0) is None


def test_a_call_that_finds_a_seat_waits_for_nothing() -> None:
    story = Story(queue("q", step(0.0, {"q": 1})), handling_seconds=100.0)
    assert story.engine.expected_wait("q", 0.0) is None
    story.seat("s", 0.0, {"q": 1})
    assert story.engine.expected_wait("q", 1.0) == 0.0
    story.engine.busy("s", 1.0)
    assert story.engine.expected_wait("q", 1.0) == 100.0
    story.call("c", "q", 2.0)
    assert story.engine.expected_wait_of("c", 2.0) == 100.0
    assert story.engine.expected_wait_of("nobody", 2.0) is None


@pytest.mark.parametrize("callers", list(CallerRule))
def test_on_a_surge_day_it_is_nearer_than_the_naive_word(callers: CallerRule) -> None:
    day = SurgeRun(callers, seed=3).run()
    assert day.served + day.abandoned == day.calls
    assert day.wait_error_s < day.naive_error_s / 2
