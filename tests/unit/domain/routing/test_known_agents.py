"""Back to the agent of last time, for a while."""

from __future__ import annotations

from tests.unit.domain.routing.desk import Story, queue, step

STICKY = queue("q", step(0.0, {"q": 1}), sticky_seconds=20.0)
ABLE = {"q": 1}


def busy_agent(story: Story) -> None:
    story.seat("known", 0.0, ABLE, agent="anna")
    story.engine.busy("known", 0.0)


def test_a_call_waits_for_the_agent_it_knows_although_another_is_free() -> None:
    story = Story(STICKY)
    busy_agent(story)
    story.seat("other", 0.0, ABLE, agent="bo")
    assert story.call("c", "q", 10.0, last_agent="anna") == []
    assert story.engine.deadline == 30.0
    assert story.seat("known", 15.0, ABLE, agent="anna") == [("c", "known")]


def test_it_waits_no_longer_than_the_queue_says() -> None:
    story = Story(STICKY)
    busy_agent(story)
    story.seat("other", 0.0, ABLE, agent="bo")
    story.call("c", "q", 10.0, last_agent="anna")
    assert story.due(29.9) == []
    assert story.due(30.0) == [("c", "other")]


def test_it_does_not_wait_for_somebody_who_is_away_or_would_not_do() -> None:
    story = Story(STICKY)
    story.seat("known", 0.0, {"r": 1}, agent="anna")
    story.engine.busy("known", 0.0)
    story.seat("one", 0.0, ABLE, agent="bo")
    story.seat("two", 0.0, ABLE, agent="cy")
    assert story.call("c", "q", 10.0, last_agent="anna") == [("c", "one")]
    assert story.call("d", "q", 10.0, last_agent="zoe") == [("d", "two")]


def test_when_the_agent_leaves_those_who_wait_for_it_alone_look_at_the_others_by_place() -> None:
    story = Story(STICKY)
    busy_agent(story)
    story.seat("other", 0.0, ABLE, agent="bo")
    story.call("second", "q", 10.0, last_agent="anna")
    story.call("first", "q", 11.0, arrived=5.0, last_agent="anna")
    assert story.pairs(story.engine.gone("known", 12.0)) == [("first", "other")]


def test_it_does_not_jump_the_queue_at_that_agents_seat() -> None:
    story = Story(STICKY)
    busy_agent(story)
    story.call("older", "q", 5.0)
    story.call("knows", "q", 10.0, last_agent="anna")
    assert story.seat("known", 15.0, ABLE, agent="anna") == [("older", "known")]


def test_without_a_time_to_wait_the_agent_is_taken_when_free_before_a_better_one() -> None:
    story = Story(queue("q", step(0.0, {"q": 1})))
    story.seat("best", 0.0, {"q": 5}, agent="bo")
    story.seat("known", 1.0, {"q": 1}, agent="anna")
    assert story.call("c", "q", 10.0, last_agent="anna") == [("c", "known")]
    assert story.last[0].decision.known
    assert story.last[0].decision.rival_seats[0].seat == "best"
