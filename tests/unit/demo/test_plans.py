"""What the town draws: within bounds, the same for the same seed, and of every kind."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from router.demo.agent_plan import After, Answer, Twist, draw_reaction
from router.demo.arrivals import gaps
from router.demo.citizen_plan import draw_citizen, draw_number, lognormal
from router.demo.who_sits import who_sits
from router.domain.bundle import Go
from tests.unit.demo.town import TOWN


def test_the_same_seed_draws_the_same_citizen_and_the_same_agent() -> None:
    assert draw_citizen(TOWN, Random("7"), "1") == draw_citizen(TOWN, Random("7"), "1")
    assert draw_citizen(TOWN, Random("7"), "1") != draw_citizen(TOWN, Random("8"), "1")
    assert draw_reaction(Random("7")) == draw_reaction(Random("7"))


def test_citizens_come_of_every_kind() -> None:
    rng = Random(1)
    plans = [draw_citizen(TOWN, rng, str(number)) for number in range(2_000)]
    assert {plan.line for plan in plans} == {"12345", "12351"}
    assert {plan.way.go for plan in plans} == {Go.QUEUE, Go.SAY, Go.MESSAGE}
    assert {plan.way.language for plan in plans} == {"zh-CN", "en"}
    english = sum(plan.way.language == "en" for plan in plans)
    assert 0.01 < english / len(plans) < 0.2
    assert all(6 <= plan.talk <= 110 and 2 <= plan.patience <= 300 for plan in plans)


def test_agents_do_everything_that_agents_do() -> None:
    rng = Random(1)
    reactions = [draw_reaction(rng) for _ in range(2_000)]
    assert {reaction.answer for reaction in reactions} == set(Answer)
    assert {reaction.twist for reaction in reactions} == set(Twist)
    assert {reaction.then for reaction in reactions} == set(After)
    assert sum(reaction.answer is Answer.TAKE for reaction in reactions) > 1_700
    assert {draw_reaction(rng, first=True).answer for _ in range(500)} == {Answer.TAKE}


def test_no_two_citizens_have_the_same_number() -> None:
    taken: set[str] = set()
    numbers = [draw_number(Random(7), taken) for _ in range(20)]
    assert len(set(numbers)) == 20
    assert all(len(number) == 11 and number.isdigit() for number in numbers)


def test_talk_times_have_the_mean_they_are_drawn_for() -> None:
    rng = Random(3)
    draws = [lognormal(rng, 30.0, 0.4, least=0.0, most=1e9) for _ in range(20_000)]
    assert sum(draws) / len(draws) == pytest.approx(30.0, rel=0.03)


def test_citizens_dial_at_the_rate_asked_for() -> None:
    found = list(islice(gaps(12.0, Random(5)), 5_000))
    assert min(found) > 0
    assert len(found) / sum(found) * 60 == pytest.approx(12.0, rel=0.05)


def test_every_queue_that_somebody_can_serve_is_served_whoever_is_drawn() -> None:
    for seed in range(50):
        crew = who_sits(TOWN, Random(seed))
        assert list(crew) == list(TOWN.seats)
        assert len(set(crew.values())) == len(crew)
        assert "8030" in crew.values()
        assert {"8020", "8021"} <= set(crew.values())
