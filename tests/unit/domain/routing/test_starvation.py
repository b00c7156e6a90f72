"""Nobody starves: the bound that `place.claim_of` proves."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from router.domain.matching import Free, Wants
from router.domain.routing.clause import Clause
from router.domain.routing.decision import Chooser, Decided
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.policy import CallerRule, Policy, QueuePolicy, Step
from tests.unit.domain.routing.random_events import Run, random_policy


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32).map(Random))
def test_only_calls_that_came_before_the_bound_pass_an_aged_call(random: Random) -> None:
    run = Run(random)
    policy, bound = run.policy, run.policy.bound
    for _ in range(60):
        before = len(run.decided)
        run.step()
        for match in run.decided[before:]:
            decision = match.decision
            if decision.chooser is not Chooser.SEAT:
                continue
            aged = 0.0 if policy.callers is CallerRule.OLDEST else policy.fair_after
            for passed in decision.rival_calls:
                if decision.at - passed.claim >= aged:
                    assert decision.place.wants.rank[0] <= passed.wants.rank[0] + bound
                    assert decision.place.claim <= passed.claim


def overload(policy: Policy, *, picks: int) -> int | None:
    """One caller without any claim, then for ever more callers with every claim than the one seat can serve. After how
    many of the seat's choices that caller was served; None: not at all."""
    engine = RoutingEngine(policy)
    engine.staff(Free(seat="s", skills={"vip": 5}), 0.0)
    engine.wait(Wants(call="patient", queue="plain", rank=(0.0, 0)), 0.0)
    number = 0
    for pick in range(1, picks + 1):
        at = pick * 10.0
        for _ in range(2):
            number += 1
            since = at - 1.0
            engine.wait(Wants(call=f"c{number}", queue="vip", rank=(since, number), since=since, priority=1e9), since)
        (match,) = engine.free(Free(seat="s", skills={"vip": 5}, idle_since=at), at)
        assert isinstance(match, Decided)
        if match.call == "patient":
            return pick
    return None


def harsh(callers: CallerRule, fair_after: float) -> Policy:
    """A queue that has every advantage over another."""
    plain = QueuePolicy(
        id="plain",
        steps=(Step(after=0.0, tiers=(Clause(all={"plain": 1}),)), Step(after=5.0, tiers=(Clause(),))),
        target_seconds=1e9,
    )
    vip = QueuePolicy(
        id="vip", steps=(Step(after=0.0, tiers=(Clause(all={"vip": 1}),)),), weight=60.0, target_seconds=1.0
    )
    return Policy(queues={"plain": plain, "vip": vip}, callers=callers, fair_after=fair_after, priority_at_most=40.0)


@pytest.mark.parametrize("callers", list(CallerRule))
def test_in_lasting_overload_the_least_of_all_callers_is_served_within_the_bound(callers: CallerRule) -> None:
    fair = 0.0 if callers is CallerRule.OLDEST else 200.0
    policy = harsh(callers, 200.0)
    # Aged at `fair`; of those that came before the bound (two every ten seconds) each choice takes one.
    came_before = 2 * int((policy.bound + 10.0) / 10.0)
    served = overload(policy, picks=1_000)
    assert served is not None
    assert served <= fair / 10.0 + came_before + 1


@pytest.mark.parametrize("callers", [CallerRule.TARGET_RATIO, CallerRule.PRIMARIES_FIRST])
def test_without_the_bound_of_fairness_that_caller_would_starve(callers: CallerRule) -> None:
    assert overload(harsh(callers, float("inf")), picks=1_000) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32).map(Random), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_what_a_call_has_ahead_stays_within_the_bound(random: Random, priority: float, weight: float) -> None:
    policy = random_policy(random)
    queues = {name: replace(queue, weight=min(weight, 600.0)) for name, queue in policy.queues.items()}
    policy = replace(policy, queues=queues)
    engine = RoutingEngine(policy)
    for queue in queues:
        engine.wait(Wants(call=queue, queue=queue, rank=(0.0, 0), priority=priority), 0.0)
        place = engine.place_of(queue)
        assert place is None or 0.0 <= -place.claim <= policy.bound
