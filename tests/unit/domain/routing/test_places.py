"""Who comes first, and which call a freed seat takes."""

from __future__ import annotations

from router.domain.routing.policy import CallerRule
from tests.unit.domain.routing.desk import Story, queue, step

PLAIN, HEAVY = queue("plain"), queue("heavy", weight=30.0)


def order(story: Story, at: float, seats: int, skills: dict[str, int] | None = None) -> list[str]:
    return [call for n in range(seats) for call, _ in story.seat(f"s{n}", at, skills)]


def test_weight_and_priority_count_as_seconds_waited_and_no_more() -> None:
    story = Story(PLAIN, HEAVY, priority_at_most=20.0)
    story.call("old", "plain", 0.0)
    story.call("heavy late", "heavy", 31.0)
    story.call("heavy", "heavy", 29.0)
    story.call("urgent", "plain", 19.0, priority=1e9)
    story.call("urgent late", "plain", 21.0, priority=1e9)
    assert order(story, 40.0, 5) == ["heavy", "urgent", "old", "heavy late", "urgent late"]


def test_of_equal_places_the_one_that_came_first_is_first() -> None:
    story = Story(PLAIN, HEAVY)
    story.call("second", "plain", 0.0)
    story.call("third", "heavy", 30.0)
    assert order(story, 40.0, 2) == ["second", "third"]


def test_the_place_counts_from_arrival_and_steps_from_queueing() -> None:
    story = Story(queue("q", step(0.0, {"q": 1}), step(10.0, {})))
    story.call("late", "q", 50.0, arrived=49.0)
    story.call("back", "q", 55.0, arrived=1.0)
    assert order(story, 58.0, 2, {"q": 1}) == ["back", "late"]


def test_the_target_rule_takes_who_is_furthest_along_its_own_queues_target() -> None:
    story = Story(
        queue("slow", target_seconds=100.0), queue("quick", target_seconds=10.0), callers=CallerRule.TARGET_RATIO
    )
    story.call("slow", "slow", 0.0)
    story.call("quick", "quick", 60.0)
    assert order(story, 66.0, 1) == ["slow"]
    story.call("slow again", "slow", 10.0)
    assert order(story, 70.0, 1) == ["quick"]


def test_a_seat_takes_its_primaries_first_until_somebody_has_waited_too_long() -> None:
    own = queue("own", step(0.0, {"own": 1}))
    other = queue("other", step(0.0, {"other": 1}), step(5.0, {}))
    story = Story(own, other, callers=CallerRule.PRIMARIES_FIRST, fair_after=100.0)
    story.call("other", "other", 0.0)
    story.call("own", "own", 50.0)
    assert order(story, 60.0, 1, {"own": 1}) == ["own"]
    story.call("own again", "own", 61.0)
    assert order(story, 100.0, 1, {"own": 1}) == ["other"]


def test_who_says_again_that_it_waits_keeps_its_place_and_its_queue_does_not_count_it_as_left() -> None:
    story = Story(PLAIN)
    story.call("a", "plain", 0.0)
    story.call("b", "plain", 1.0)
    place = story.engine.place_of("a")
    assert place is not None
    assert story.engine.wait(place.wants, 5.0) == []
    assert story.engine.waiting == 2
    assert story.engine.ahead_of("b") == 1
    assert order(story, 6.0, 2) == ["a", "b"]


def test_a_call_that_left_is_not_served() -> None:
    story = Story(PLAIN)
    story.call("a", "plain", 0.0)
    story.call("b", "plain", 1.0)
    story.engine.leave("a", 2.0)
    story.engine.leave("never heard of", 2.0)
    assert order(story, 3.0, 2) == ["b"]
