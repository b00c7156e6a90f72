"""What is wrong with a policy."""

from __future__ import annotations

import pytest

from router.domain.routing.check import check_policy
from router.domain.routing.policy import Overflow, Policy, QueuePolicy, Step, Target, TargetKind
from tests.unit.domain.routing.desk import policy, queue, step

TO_NOWHERE = Target(kind=TargetKind.QUEUE, id="nowhere")


def test_a_sound_policy_has_no_problems() -> None:
    sound = queue(
        "q", step(0.0, {"q": 5}), step(10.0, {}), overflows=(Overflow(to=Target(kind=TargetKind.CALLBACK), after=60.0),)
    )
    assert check_policy(policy(sound, queue("r", last_resort=Target(kind=TargetKind.QUEUE, id="q")))) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (queue("q", step(5.0, {})), "begins at 0"),
        (queue("q", step(0.0, {}), step(9.0, {}), step(9.0, {})), "later than the one before"),
        (queue("q", Step(after=0.0, tiers=())), "asks for nothing"),
        (queue("q", step(0.0, {"x": 6})), "levels are 1 to 5"),
        (queue("q", weight=601.0), "weight 601"),
        (queue("q", target_seconds=0.0), "target_seconds 0"),
        (queue("q", sticky_seconds=-1.0), "sticky_seconds -1"),
        (queue("q", reserve=-1), "reserve -1"),
        (queue("q", limit=-1), "limit -1"),
        (queue("q", longest=0.0), "longest 0"),
        (queue("q", tell_every=0.5), "tell_every 0.5"),
        (queue("q", overflows=(Overflow(to=TO_NOWHERE, after=1.0),)), "no queue nowhere"),
        (queue("q", overflows=(Overflow(to=Target(kind=TargetKind.MESSAGE)),)), "never happens"),
        (queue("q", overflows=(Overflow(to=Target(kind=TargetKind.MESSAGE), after=0.0),)), "overflow after 0"),
        (queue("q", overflows=(Overflow(to=Target(kind=TargetKind.MESSAGE), waiting=-1),)), "overflow when -1"),
        (queue("q", last_resort=Target(kind=TargetKind.GROUP)), "needs an id"),
        (queue("q", last_resort=Target(kind=TargetKind.QUEUE, id="q")), "on to itself"),
    ],
)
def test_each_problem_is_told(wrong: QueuePolicy, says: str) -> None:
    (problem,) = check_policy(policy(wrong))
    assert problem.startswith("queue q: ")
    assert says in problem


def test_problems_of_the_whole_and_all_at_once() -> None:
    wrong = Policy(queues={"p": queue("q", weight=-1.0)}, priority_at_most=601.0, fair_after=-1.0, handling_seconds=0.0)
    assert len(check_policy(wrong)) == 5
