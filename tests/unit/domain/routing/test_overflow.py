"""Passed on, told, and never left in silence."""

from __future__ import annotations

from router.domain.routing.notices import Diverted, WaitTold
from router.domain.routing.policy import Overflow, Target, TargetKind
from tests.unit.domain.routing.desk import Story, queue, step

TO_B = Target(kind=TargetKind.QUEUE, id="b")
CALLBACK = Target(kind=TargetKind.CALLBACK)
NARROW = step(0.0, {"a": 1})


def diverted(story: Story) -> list[tuple[str, str, str]]:
    return [(n.call, n.to.id or n.to.kind.value, n.why) for n in story.engine.notices() if isinstance(n, Diverted)]


def test_after_a_while_a_call_waits_in_another_queue_at_its_old_place() -> None:
    story = Story(queue("a", NARROW, overflows=(Overflow(to=TO_B, after=60.0),)), queue("b"))
    story.call("old", "a", 0.0)
    story.call("b", "b", 30.0)
    assert story.due(60.0) == []
    assert diverted(story) == [("old", "b", "after")]
    assert story.engine.waiting_in("a") == 0
    assert story.engine.ahead_of("b") == 1
    assert story.seat("s", 61.0) == [("old", "s")]
    assert story.last[0].decision.place.queue == "b"


def test_it_takes_a_free_seat_there_at_once() -> None:
    story = Story(queue("a", NARROW, overflows=(Overflow(to=TO_B, after=60.0),)), queue("b"))
    story.seat("s", 0.0)
    story.call("c", "a", 0.0)
    assert story.due(60.0) == [("c", "s")]


def test_a_full_queue_passes_on_and_a_free_seat_is_asked_first() -> None:
    story = Story(queue("a", NARROW, limit=1, last_resort=CALLBACK))
    story.call("one", "a", 0.0)
    story.call("two", "a", 1.0)
    assert diverted(story) == [("two", "callback", "limit")]
    assert story.engine.place_of("two") is None
    story.seat("s", 2.0, {"a": 1})
    story.seat("s", 3.0, {"a": 1})
    story.call("three", "a", 4.0)
    assert diverted(story) == []


def test_so_many_waiting_send_the_next_elsewhere() -> None:
    story = Story(queue("a", NARROW, overflows=(Overflow(to=TO_B, waiting=1),)), queue("b"))
    story.call("one", "a", 0.0)
    story.call("two", "a", 1.0)
    assert diverted(story) == [("two", "b", "waiting")]


def test_nobody_on_duty_who_could_is_told_from_nobody_free() -> None:
    story = Story(queue("a", NARROW, overflows=(Overflow(to=CALLBACK, nobody=True),)))
    story.seat("s", 0.0, {"a": 1})
    story.engine.busy("s", 0.0)
    story.call("waits", "a", 1.0)
    assert diverted(story) == []
    story.engine.gone("s", 2.0)
    story.call("hopeless", "a", 3.0)
    assert diverted(story) == [("hopeless", "callback", "nobody")]


def test_queues_that_pass_on_in_a_circle_end_in_the_fallback() -> None:
    to_a = Target(kind=TargetKind.QUEUE, id="a")
    story = Story(
        queue("a", NARROW, longest=10.0, last_resort=TO_B),
        queue("b", step(0.0, {"b": 1}), longest=10.0, last_resort=to_a),
    )
    story.call("c", "a", 0.0)
    story.due(10.0)
    assert diverted(story) == [("c", "b", "longest"), ("c", "fallback", "longest")]
    assert story.engine.waiting == 0
    assert story.engine.deadline is None


def test_a_waiting_call_is_told_its_wait_again_and_again() -> None:
    story = Story(queue("a", NARROW, tell_every=15.0), handling_seconds=100.0)
    story.seat("s", 0.0, {"a": 1})
    story.engine.busy("s", 0.0)
    story.call("c", "a", 1.0)
    story.due(31.0)
    told = [n for n in story.engine.notices() if isinstance(n, WaitTold)]
    assert [n.at for n in told] == [1.0, 16.0, 31.0]
    assert told[0].seconds == 100.0
    assert story.engine.notices() == []
