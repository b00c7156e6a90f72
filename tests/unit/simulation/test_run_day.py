"""One day by hand: what each call meets can be told without a computer."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.simulation.draw_day import DayCalls, draw_day
from router.simulation.policies import plan
from router.simulation.refusals import NeverEnds
from router.simulation.run_day import DayRun, Outcome, run_day
from router.simulation.scenario import CallType, Group, Scenario, Step
from router.simulation.tally import Count, tally
from tests.unit.simulation.scenarios import busy, calls, kind, scenario

POLICIES = ("plain", "best_level", "longest_idle", "fewest_calls", "least_occupied", "target_ratio", "primaries_first")


def play(of: Scenario, given_calls: DayCalls, policy: str = "best_level") -> DayRun:
    return run_day(of, given_calls, plan(of, policy))


@pytest.mark.parametrize("policy", POLICIES)
def test_one_seat_serves_in_turn(policy: str) -> None:
    run = play(scenario(), calls((0, 100, inf), (10, 50, inf), (20, 5, inf)), policy)
    assert run.waited.tolist() == [0, 90, 130]
    assert set(run.outcome) == {Outcome.SERVED}
    assert run.busy_s.tolist() == [155]
    assert run.staffed_s.tolist() == [600]


def test_who_has_no_patience_left_is_lost_at_that_moment() -> None:
    run = play(scenario(), calls((0, 100, inf), (10, 50, 89), (20, 50, 81)))
    assert run.outcome.tolist() == [Outcome.SERVED, Outcome.ABANDONED, Outcome.SERVED]
    assert run.waited.tolist() == [0, 89, 80]


def test_a_seat_that_frees_at_the_end_of_patience_comes_in_time() -> None:
    run = play(scenario(), calls((0, 100, inf), (10, 50, 90)))
    assert run.outcome.tolist() == [Outcome.SERVED, Outcome.SERVED]


def test_without_a_place_a_call_is_blocked_but_not_when_a_seat_is_free() -> None:
    of = scenario(places=1)
    run = play(of, calls((0, 100, inf), (10, 10, inf), (20, 10, inf), (130, 10, inf)))
    assert run.outcome.tolist() == [Outcome.SERVED, Outcome.SERVED, Outcome.BLOCKED, Outcome.SERVED]
    run = play(scenario(places=0), calls((0, 10, inf), (5, 10, inf)))
    assert run.outcome.tolist() == [Outcome.SERVED, Outcome.BLOCKED]


def test_above_a_smaller_head_count_agents_finish_their_call() -> None:
    of = scenario(periods=(100.0, 100.0), types=(kind(periods=2),), groups=(Group(name="desk", heads=(2, 1)),))
    run = play(of, calls((0, 150, inf), (1, 160, inf), (110, 10, inf), (111, 10, inf), periods=(0, 0, 1, 1)))
    # The second seat goes home after its call at 161; the first takes both that wait.
    assert run.waited.tolist() == [0, 0, 40, 49]
    assert run.staffed_s.tolist() == [200 + 161]
    assert run.ended == 200


def test_idle_agents_go_before_talking_ones() -> None:
    of = scenario(periods=(100.0, 100.0), types=(kind(periods=2),), groups=(Group(name="desk", heads=(2, 1)),))
    run = play(of, calls((0, 150, inf), (120, 10, inf), periods=(0, 1)))
    assert run.waited.tolist() == [0, 30]
    assert run.staffed_s.tolist() == [200 + 100]


def test_who_was_to_leave_stays_when_heads_rise_again() -> None:
    of = scenario(
        periods=(100.0,) * 3,
        types=(kind(periods=3),),
        groups=(Group(name="desk", heads=(1, 0, 1)),),
    )
    run = play(of, calls((0, 250, inf), (210, 10, inf), periods=(0, 2)))
    assert run.waited.tolist() == [0, 40]
    assert run.staffed_s.tolist() == [300]


def test_the_last_heads_stay_until_all_calls_end() -> None:
    run = play(scenario(), calls((590, 100, inf), (599, 100, inf)))
    assert run.waited.tolist() == [0, 91]
    assert run.ended == 790
    assert run.staffed_s.tolist() == [790]


def test_calls_that_nobody_will_serve_are_not_played_for_ever() -> None:
    of = scenario(groups=(Group(name="desk", heads=(0,)),))
    with pytest.raises(NeverEnds, match="1 at the end of a day"):
        play(of, calls((0, 10, inf)))


def test_preferred_groups_come_first_and_others_never() -> None:
    of = scenario(
        types=(kind(groups=(("second",), ("first",))),),
        groups=tuple(Group(name=name, heads=(1,)) for name in ("first", "second", "stranger")),
    )
    for policy in POLICIES:
        run = play(of, calls((0, 100, inf), (1, 100, inf), (2, 100, inf)), policy)
        assert run.busy_s.tolist() == [100, 200, 0], policy
        assert run.waited.tolist() == [0, 0, 98], policy


def test_what_is_asked_for_relaxes_with_waiting() -> None:
    of = scenario(
        types=(kind(skills={"legal": 4}, steps=(Step(after_s=30.0, skills={"legal": 2}),)),),
        groups=(Group(name="desk", heads=(1,), skills={"legal": 2}),),
    )
    assert play(of, calls((5, 10, inf))).waited.tolist() == [30]


def test_the_same_calls_give_the_same_day() -> None:
    of = scenario(types=(busy("one", per_minute=(2.0,)),), groups=(Group(name="desk", heads=(3,)),))
    first, second = (play(of, draw_day(of, 7, 3)) for _ in range(2))
    assert first.waited.tolist() == second.waited.tolist()
    assert draw_day(of, 7, 4).arrival.tolist() != draw_day(of, 7, 3).arrival.tolist()


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    periods = draw(st.integers(1, 3))
    level = st.integers(0, 2)

    def skills() -> dict[str, int]:
        return {name: found for name in ("a", "b") if (found := draw(level))}

    types: list[CallType] = []
    for name in ("one", "two")[: draw(st.integers(1, 2))]:
        later = draw(st.booleans())
        types.append(
            busy(
                name,
                periods,
                per_minute=tuple(draw(st.sampled_from([0.0, 0.5, 3.0])) for _ in range(periods)),
                skills=skills(),
                steps=(Step(after_s=20.0),) if later else (),
                weight_s=draw(st.sampled_from([0.0, 30.0])),
                reserve=draw(st.integers(0, 1)),
            )
        )
    groups = tuple(
        Group(name=name, heads=tuple(draw(st.integers(0, 3)) for _ in range(periods)), skills=skills())
        for name in ("x", "y")
    )
    places = draw(st.sampled_from([None, 0, 2]))
    return scenario(periods=(300.0,) * periods, types=tuple(types), groups=groups, places=places)


@settings(max_examples=60, deadline=None)
@given(of=scenarios(), policy=st.sampled_from(POLICIES), seed=st.integers(0, 1000))
def test_every_arrival_has_one_outcome_and_every_second_one_place(of: Scenario, policy: str, seed: int) -> None:
    drawn = draw_day(of, seed, 0)
    run = play(of, drawn, policy)
    assert np.isin(run.outcome, [Outcome.SERVED, Outcome.ABANDONED, Outcome.BLOCKED]).all()
    assert (run.waited <= drawn.patience + 1e-9).all()
    abandoned = run.outcome == Outcome.ABANDONED
    assert np.allclose(run.waited[abandoned], drawn.patience[abandoned])
    # Nobody talks twice at once: work done is work that came, and fits in the time on duty.
    served = run.outcome == Outcome.SERVED
    assert np.isclose(run.busy_s.sum(), drawn.handling[served].sum())
    assert (run.busy_s <= run.staffed_s + 1e-6).all()
    most = np.asarray([max(group.heads) for group in of.groups])
    assert (run.staffed_s <= most * run.ended + 1e-6).all()
    counts = tally(of, drawn, run).counts.sum(axis=(0, 1))
    assert counts[Count.ARRIVALS] == len(drawn.arrival)
    assert counts[Count.SERVED] + counts[Count.ABANDONED] + counts[Count.BLOCKED] == counts[Count.ARRIVALS]
    if of.places is not None:
        assert longest_queue(drawn, run) <= of.places


def longest_queue(drawn: DayCalls, run: DayRun) -> int:
    """Most callers that waited at once; at one moment, those who leave go before those who come."""
    waited = run.waited > 0
    moments = [(at, 1) for at in drawn.arrival[waited]]
    moments += [(at, -1) for at in (drawn.arrival + run.waited)[waited]]
    number = most = 0
    for _, change in sorted(moments):
        number += change
        most = max(most, number)
    return most
