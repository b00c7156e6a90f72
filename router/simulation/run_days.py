"""Many days, on all cores. Which core plays which day makes no difference to any of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

from router.simulation.draw_day import draw_day
from router.simulation.policies import check_policy, plan
from router.simulation.result import Result, summarize
from router.simulation.run_day import run_day
from router.simulation.scenario import Scenario
from router.simulation.spread import spread
from router.simulation.tally import DayTally, tally


def simulate(
    scenario: Scenario,
    *,
    days: int,
    seed: int,
    policy: str,
    cores: int | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Result:
    """Play `days` days and sum up. `progress` is called after each day; `cores` None: all there are.

    Raises:
        UnknownPolicy: no such policy.
        NeverEnds: calls wait that nobody will ever serve.
    """
    check_policy(policy)
    tallies = []
    for day in each_day(scenario, days=days, seed=seed, policy=policy, cores=cores):
        tallies.append(day)
        progress()
    return summarize(scenario, tallies, policy=policy, seed=seed)


def each_day(scenario: Scenario, *, days: int, seed: int, policy: str, cores: int | None = None) -> Iterator[DayTally]:
    """The days' counts, in the order of their numbers."""
    one = partial(play_day, scenario, policy, seed)
    workers = min(cores or os.cpu_count() or 1, days)
    yield from spread(one, days, 1 if _quick(scenario, days) else workers)


def play_day(scenario: Scenario, policy: str, seed: int, day: int) -> DayTally:
    """One day, from its number."""
    calls = draw_day(scenario, seed, day)
    return tally(scenario, calls, run_day(scenario, calls, plan(scenario, policy)))


def _quick(scenario: Scenario, days: int) -> bool:
    """Whether all is done sooner than other processes would have started."""
    a_day = sum(
        rate * length / 60
        for kind in scenario.types
        for rate, length in zip(kind.per_minute, scenario.periods, strict=True)
    )
    return a_day * days < 10_000
