"""Past calls played again: by hand, and a day of the engine's own, which must come out as it was."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from router.domain.routing.engine import RoutingEngine
from router.domain.routing.policy import Overflow, Policy, QueuePolicy, Target, TargetKind
from router.simulation.draw_day import DayCalls, draw_day
from router.simulation.duration import Constant
from router.simulation.policies import plan
from router.simulation.refusals import NoCalls, NothingKnown
from router.simulation.replay_days import replay_history
from router.simulation.replay_draws import draw_unknown
from router.simulation.replay_figures import compare
from router.simulation.replay_heads import Calendar
from router.simulation.replay_history import Ending, History, PastCall, SeatChange, SeatIs, Usual
from router.simulation.replay_run import Fate, Run, replay
from router.simulation.run_day import DayRun, Outcome, run_day
from router.simulation.scenario import Group, Scenario
from router.simulation.scenario import Step as LaterStep
from tests.unit.simulation.scenarios import busy


def call(at: float, handling: float | None = 60.0, **known: Any) -> PastCall:
    usual = PastCall(id=str(at), queue="general", at=at, arrived_at=at, handling=handling, ringing=0.0, patience=inf)
    return replace(usual, **known)


def seat(at: float, now: SeatIs = SeatIs.READY, name: str = "s1", **known: Any) -> SeatChange:
    return replace(SeatChange(at=at, seat=name, now=now, agent=f"of-{name}"), **known)


def history(*calls: PastCall, seats: tuple[SeatChange, ...] = (seat(0),), **known: Any) -> History:
    policy = Policy(queues={call.queue: QueuePolicy(id=call.queue) for call in calls})
    usual = History(name="past", calls=calls, changes=seats, policy=policy, since=0.0, until=3600.0)
    return replace(usual, **known)


def play(of: History, seed: int = 1) -> Run:
    return replay(of, draw_unknown(of, seed, 0))


def test_one_seat_serves_in_turn_and_rings_first() -> None:
    run = play(history(call(0, ringing=3.0), call(10, ringing=4.0), call(20)))
    assert run.waited.tolist() == [3, 63 - 10 + 4, 127 - 20]
    assert set(run.fate) == {Fate.ANSWERED}


def test_who_gives_up_while_it_rings_leaves_the_seat_to_the_next() -> None:
    run = play(history(call(0, ringing=20.0, patience=5.0), call(1)))
    assert run.fate.tolist() == [Fate.ABANDONED, Fate.ANSWERED]
    assert run.waited.tolist() == [5, 4]


def test_an_answer_at_the_end_of_patience_comes_in_time() -> None:
    run = play(history(call(0, ringing=5.0, patience=5.0)))
    assert run.fate.tolist() == [Fate.ANSWERED]


@pytest.mark.parametrize("gone", [SeatIs.AWAY, SeatIs.GONE])
def test_a_seat_that_leaves_finishes_its_call_and_takes_no_other(gone: SeatIs) -> None:
    run = play(history(call(0, 100.0), call(10), seats=(seat(0), seat(50, gone), seat(300))))
    assert run.waited.tolist() == [0, 290]


def test_without_anybody_a_call_waits_to_the_end_and_is_counted() -> None:
    of = history(call(0), call(10), seats=(seat(0), seat(5, SeatIs.GONE)))
    found = compare(of, [play(of)])
    assert (found.total.simulated.served, found.total.simulated.other) == (1, 1)


def test_seats_have_the_skills_that_their_agents_had_then() -> None:
    seats = (seat(0, skills={"legal": 2}), seat(100, skills={"legal": 4}))
    run = play(history(call(0, asked={"legal": 3}), call(1, asked={"legal": 1}), seats=seats))
    assert run.waited.tolist() == [100, 0]


def test_a_call_that_its_queue_passes_on_has_left_the_queues() -> None:
    message = Overflow(to=Target(kind=TargetKind.MESSAGE), after=30.0)
    policy = Policy(queues={"general": QueuePolicy(id="general", overflows=(message,), tell_every=5.0)})
    of = history(call(0), call(10), call(100), policy=policy)
    run = play(of)
    assert run.fate.tolist() == [Fate.ANSWERED, Fate.PASSED_ON, Fate.ANSWERED]
    assert run.waited.tolist() == [0, 30, 0]


def test_calls_at_the_edges_are_played_and_not_counted() -> None:
    of = history(call(0, counted=False), call(10))
    found = compare(of, [play(of)]).total.simulated
    assert (found.arrivals, found.mean_wait_s) == (1, 50)


def test_what_is_known_of_a_callers_patience_is_kept() -> None:
    gave_up = call(0, None, patience=None, ending=Ending.ABANDONED, waited=25.0)
    answered = call(1, 60.0, patience=None, ending=Ending.ANSWERED, waited=10.0)
    told = call(2, 60.0, patience=33.0)
    of = history(gave_up, answered, told, *(call(3, 1.0, ending=Ending.ABANDONED, waited=w) for w in (5.0, 50.0)))
    drawn = [draw_unknown(of, 1, run).patience for run in range(50)]
    assert {(one[0], one[2]) for one in drawn} == {(25.0, 33.0)}
    assert {one[1] for one in drawn} == {25.0, 50.0}


def test_unknown_handling_is_drawn_from_the_queue_or_else_from_all() -> None:
    known = [call(number, float(number)) for number in range(20)]
    other = call(50, 1_000.0, queue="legal")
    of = history(*known, other, call(60, None), call(61, None, queue="legal"))
    drawn = [draw_unknown(of, 1, run).handling for run in range(300)]
    assert {one[-2] for one in drawn} == set(range(20))
    assert 1_000.0 in {one[-1] for one in drawn}
    assert len({one[-1] for one in drawn}) > 10


def test_what_history_does_not_say_the_scenario_does() -> None:
    of = history(call(0, None, patience=None))
    with pytest.raises(NothingKnown):
        draw_unknown(of, 1, 0)
    usual = Usual(handling=Constant(mean_s=77.0), patience=Constant(mean_s=11.0))
    drawn = draw_unknown(replace(of, usual=lambda _: usual), 1, 0)
    assert (drawn.handling.tolist(), drawn.patience.tolist()) == ([77], [11])


def test_the_same_seed_is_the_same_and_another_is_not() -> None:
    calls = [
        call(10.0 * n, None if n % 2 else 30.0 + n, patience=None, ending=Ending.ANSWERED, waited=n) for n in range(60)
    ]
    once, again, other = (replay_history(history(*calls), runs=3, seed=seed) for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_no_calls_are_refused() -> None:
    with pytest.raises(NoCalls):
        replay_history(history(), runs=1, seed=1)


def test_figures_by_hand() -> None:
    of = history(
        call(0, ending=Ending.ANSWERED, waited=10.0),
        call(1, ending=Ending.ANSWERED, waited=20.0),
        call(2, ending=Ending.ABANDONED, waited=3.0, patience=3.0),
        call(3, ending=Ending.ABANDONED, waited=30.0, patience=30.0),
        call(4, ending=Ending.OTHER, waited=500.0),
    )
    actual = compare(of, [play(of)]).total.actual
    assert actual is not None
    # Those who gave up within the target of 15 s are nobody's fault.
    assert actual.share_within == 1 / 3
    assert (actual.served, actual.abandoned, actual.other) == (2, 2, 1)
    assert (actual.mean_wait_s, actual.p95_wait_s) == (63 / 4, 30)


def test_who_has_no_known_end_is_among_the_others() -> None:
    of = history(call(0, ending=Ending.ANSWERED, waited=7.0), call(1))
    actual = compare(of, [play(of)]).total.actual
    assert actual is not None
    assert (actual.served, actual.other, actual.mean_wait_s, of.open_ended) == (1, 1, 7, 1)


def test_without_any_known_end_there_is_nothing_actual() -> None:
    of = history(call(0), call(1))
    assert compare(of, [play(of)]).total.actual is None


def with_heads(of: Scenario, heads: int) -> Scenario:
    groups = tuple(replace(group, heads=(heads,) * len(of.periods)) for group in of.groups)
    return replace(of, groups=groups)


def past_of(
    of: Scenario, drawn: DayCalls, run: DayRun, policy: str = "best_level", heads: int | None = None
) -> History:
    """What an archive would hold of a simulated day: nothing of the patience of those who were answered. `heads`: so
    many in each group instead of those who were there."""
    endings = {Outcome.SERVED: Ending.ANSWERED, Outcome.ABANDONED: Ending.ABANDONED}
    calls = tuple(
        PastCall(
            id=str(number),
            queue=of.types[drawn.kind[number]].name,
            at=at,
            arrived_at=at,
            counter=number,
            ending=endings[Outcome(run.outcome[number])],
            waited=float(run.waited[number]),
            handling=float(drawn.handling[number]) if run.outcome[number] == Outcome.SERVED else None,
        )
        for number, at in enumerate(drawn.arrival.tolist())
    )
    there = of if heads is None else with_heads(of, heads)
    made = plan(there, policy)
    assert isinstance(made.engine, RoutingEngine)
    offered = {group.name: made.offered[number] for number, group in enumerate(of.groups)}
    changes = Calendar(scenario=there, first=0.0).changes(0.0, offered)
    return History(
        name="own",
        calls=calls,
        # The crew stays to the end, as it does in a simulated day.
        changes=tuple(change for change in changes if change.now is SeatIs.READY),
        policy=made.engine.policy,
        since=0.0,
        until=of.length,
    )


@pytest.mark.parametrize("policy", ["best_level", "longest_idle", "target_ratio", "primaries_first"])
def test_a_day_of_the_engines_own_comes_out_as_it_was(policy: str) -> None:
    of = Scenario(
        name="two queues",
        periods=(1800.0, 1800.0, 3600.0),
        types=(
            busy("general", 3, per_minute=(2.0, 3.0, 1.0)),
            busy("legal", 3, skills={"legal": 3}, steps=(LaterStep(after_s=40.0, skills={"legal": 1}),)),
        ),
        groups=(
            Group(name="desk", heads=(4, 4, 4), skills={"legal": 1}),
            Group(name="lawyers", heads=(1, 1, 1), skills={"legal": 5}),
        ),
    )
    drawn = draw_day(of, 5, 0)
    run = run_day(of, drawn, plan(of, policy))
    past = past_of(of, drawn, run, policy)
    assert 0.1 < (run.outcome == Outcome.ABANDONED).mean() < 0.5
    for seed in (1, 2):
        again = play(past, seed)
        assert np.array_equal(again.fate == Fate.ANSWERED, run.outcome == Outcome.SERVED)
        assert again.waited == pytest.approx(run.waited, abs=1e-6)
        compared = compare(past, [again]).total
        assert compared.actual is not None
        assert compared.simulated.mean_wait_s == pytest.approx(compared.actual.mean_wait_s)
        assert compared.simulated.share_within == compared.actual.share_within


def test_more_seats_answer_callers_who_had_given_up() -> None:
    gave_up = call(10, None, patience=None, ending=Ending.ABANDONED, waited=20.0)
    first = call(0, 600.0, ending=Ending.ANSWERED, waited=0.0)
    one = play(history(first, gave_up))
    two = play(history(first, gave_up, seats=(seat(0), seat(0, name="s2"))))
    assert (one.fate[1], two.fate[1]) == (Fate.ABANDONED, Fate.ANSWERED)


def test_fewer_seats_lose_as_many_callers_as_they_would_have_lost() -> None:
    of = Scenario(
        name="a long day",
        periods=(40 * 3600.0,),
        types=(busy("general", per_minute=(4.0,)),),
        groups=(Group(name="desk", heads=(9,)),),
    )
    drawn = draw_day(of, 3, 0)
    was, would = (run_day(world, drawn, plan(world, "best_level")) for world in (of, with_heads(of, 6)))
    past = past_of(of, drawn, was, heads=6)
    found = replay_history(past, runs=3, seed=1, cores=1).total
    assert found.actual is not None
    # Three callers in four were answered: their patience is known to be longer than their wait, and no more.
    lost, truth = found.simulated.abandoned, float((would.outcome == Outcome.ABANDONED).sum())
    assert found.actual.abandoned < 0.6 * truth
    assert lost == pytest.approx(truth, rel=0.05)
    truth_wait = float(would.waited.mean())
    assert found.simulated.mean_wait_s == pytest.approx(truth_wait, rel=0.1)
