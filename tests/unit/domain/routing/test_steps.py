"""What a queue asks for, over time."""

from __future__ import annotations

from router.domain.routing.clause import Clause
from router.domain.routing.policy import SeatRule, Step
from tests.unit.domain.routing.desk import Story, queue, step

LEGAL = queue(
    "legal",
    step(0.0, {"legal": 4, "zh": 1}),
    step(30.0, {"legal": 2}),
    Step(after=90.0, tiers=(Clause(any={"legal": 1, "general": 1}),)),
    step(180.0, {"expert": 1}, {"lead": 1}),
)


def test_a_seat_that_is_not_good_enough_waits_for_the_second_at_which_it_is() -> None:
    story = Story(LEGAL)
    assert story.call("c", "legal", 100.0) == []
    assert story.seat("s", 105.0, {"legal": 2}) == []
    assert story.engine.deadline == 130.0
    assert story.due(129.999) == []
    assert story.due(130.0) == [("c", "s")]
    assert story.last[0].decision.place.step == 1
    assert story.last[0].waited == 30.0
    assert story.engine.deadline is None


def test_one_of_several_skills_will_do_from_ninety_seconds_on() -> None:
    story = Story(LEGAL)
    story.call("c", "legal", 0.0)
    assert story.seat("s", 5.0, {"general": 1}) == []
    assert story.due(90.0) == [("c", "s")]


def test_of_two_choices_of_a_step_the_first_is_taken_although_the_other_is_idle_longer() -> None:
    story = Story(LEGAL)
    story.call("c", "legal", 0.0)
    story.seat("lead", 5.0, {"lead": 5})
    story.seat("expert", 6.0, {"expert": 1})
    assert story.due(180.0) == [("c", "expert")]
    assert story.last[0].decision.tier == 3


def test_what_was_good_enough_stays_so() -> None:
    story = Story(LEGAL)
    story.call("c", "legal", 0.0)
    story.due(200.0)
    assert story.seat("s", 200.0, {"legal": 4, "zh": 1}) == [("c", "s")]


def test_late_deadlines_are_decided_as_of_their_own_time() -> None:
    story = Story(LEGAL)
    story.call("c", "legal", 0.0)
    story.seat("s", 5.0, {"legal": 2})
    # Nobody asked for what was due at 30: a seat that comes later does not change what was right then.
    assert story.seat("better", 40.0, {"legal": 5}) == [("c", "s")]
    assert story.last[0].decision.at == 30.0


def test_what_the_call_itself_asks_for_does_not_relax() -> None:
    story = Story(LEGAL)
    story.call("c", "legal", 0.0, asked={"deaf": 3})
    story.seat("s", 1.0, {"legal": 5, "zh": 5})
    assert story.due(1_000.0) == []
    assert story.seat("t", 1_000.0, {"lead": 1, "deaf": 3}) == [("c", "t")]


def test_a_queue_without_a_policy_asks_for_the_skills_that_the_call_brings() -> None:
    story = Story()
    story.seat("poor", 0.0, {"pay": 1})
    assert story.call("c", "pay", 1.0, skills={"pay": 2}) == []
    assert story.seat("good", 2.0, {"pay": 2}) == [("c", "good")]


def test_a_call_that_nobody_free_can_serve_never_blocks_one_behind_it() -> None:
    story = Story(LEGAL, queue("general"))
    story.call("first", "legal", 0.0)
    story.call("second", "general", 1.0)
    assert story.seat("s", 2.0) == [("second", "s")]


def free_four(story: Story) -> None:
    story.seat("a", 10.0, {"legal": 3}, talks=4, occupancy=0.9)
    story.seat("b", 11.0, {"legal": 5}, talks=9, occupancy=0.5)
    story.seat("c", 12.0, {"legal": 4, "yue": 2}, talks=1, occupancy=0.7)
    story.seat("d", 13.0, {"legal": 4}, talks=2, occupancy=0.2)


def test_each_rule_takes_its_own_seat() -> None:
    taken = {}
    for rule in SeatRule:
        story = Story(queue("legal", step(0.0, {"legal": 1}), seat_rule=rule))
        free_four(story)
        ((_, taken[rule]),) = story.call("call", "legal", 20.0)
    assert taken == {
        SeatRule.BEST_LEVEL: "b",
        SeatRule.LONGEST_IDLE: "a",
        SeatRule.FEWEST_CALLS: "c",
        SeatRule.LEAST_OCCUPIED: "d",
    }


def test_a_dialect_is_preferred_and_never_a_wall() -> None:
    story = Story(queue("legal", step(0.0, {"legal": 1})))
    free_four(story)
    assert story.call("x", "legal", 20.0, prefer={"yue": 2}) == [("x", "c")]
    assert story.call("y", "legal", 21.0, prefer={"yue": 2}) == [("y", "b")]


def test_exact_ties_go_by_the_seats_number() -> None:
    story = Story(queue("q"))
    for seat in ("1003", "1001", "1002"):
        story.seat(seat, 5.0)
    assert [story.call(call, "q", 6.0)[0][1] for call in "abc"] == ["1001", "1002", "1003"]
