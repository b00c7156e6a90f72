"""Policies by name, and what they make of a scenario: an engine, and what calls ask and seats offer in its terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from router.domain.matching import Engine, Match
from router.domain.routing.clause import Clause
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.policy import CallerRule, Policy, QueuePolicy, SeatRule, Step
from router.simulation.plain_engine import PlainEngine
from router.simulation.refusals import UnknownPolicy
from router.simulation.scenario import CallType, Scenario

DEFAULT: Final = "best_level"
PLAIN: Final = "plain"
"""No steps, no weights, no preferences; a yardstick."""

POLICIES: Final = (PLAIN, *(rule.value for rule in SeatRule), *(rule.value for rule in CallerRule))
"""Names that stand alone. `SEAT+CALLER` joins one of each, such as `longest_idle+target_ratio`."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A scenario in an engine's terms."""

    engine: Engine
    wanted: tuple[Mapping[str, int], ...]
    """what a call of each type brings along"""
    offered: tuple[Mapping[str, int], ...]
    """what a seat of each group has"""
    gone: Callable[[str, float], list[Match]]
    """a seat has signed off, by its id and when"""
    expected_wait: Callable[[str, float], float | None] | None = None
    """seconds that a waiting call is told, by its id and the time now"""


def check_policy(name: str) -> None:
    """Refuse a policy that there is not.

    Raises:
        UnknownPolicy: no such name.
    """
    if name != PLAIN:
        rules_of(name)


def plan(scenario: Scenario, policy: str) -> Plan:
    """A fresh engine for one day.

    Raises:
        UnknownPolicy: no such name.
    """
    if policy == PLAIN:
        return _plain(scenario)
    seats, callers = rules_of(policy)
    queues = {kind.name: _queue(kind, seats) for kind in scenario.types}
    engine = RoutingEngine(Policy(queues=queues, callers=callers, handling_seconds=mean_handling(scenario)))
    return Plan(
        engine=engine,
        wanted=tuple({} for _ in scenario.types),
        offered=tuple({**group.skills, _member(group.name): 1} for group in scenario.groups),
        gone=engine.gone,
        expected_wait=engine.expected_wait_of,
    )


def rules_of(name: str) -> tuple[SeatRule, CallerRule]:
    """Which seat, and which call, a policy by name takes. `plain` has no such rules.

    Raises:
        UnknownPolicy: no such name.
    """
    seats = {rule.value: rule for rule in SeatRule}
    callers = {rule.value: rule for rule in CallerRule}
    first, plus, second = name.partition("+")
    if plus and first in seats and second in callers:
        return seats[first], callers[second]
    if not plus and first in seats:
        return seats[first], CallerRule.OLDEST
    if not plus and first in callers:
        return SeatRule.BEST_LEVEL, callers[first]
    raise UnknownPolicy(f"{name}; there is: {', '.join(POLICIES)}, or SEAT+CALLER such as longest_idle+target_ratio")


def _queue(kind: CallType, seats: SeatRule) -> QueuePolicy:
    steps = [Step(after=0.0, tiers=_tiers(kind.skills, {}, kind.groups))]
    steps += [Step(after=step.after_s, tiers=_tiers(step.skills, step.any, step.groups)) for step in kind.steps]
    return QueuePolicy(
        id=kind.name,
        steps=tuple(steps),
        prefer=kind.prefers,
        weight=kind.weight_s,
        target_seconds=kind.threshold_s,
        seat_rule=seats,
        reserve=kind.reserve,
    )


def _tiers(
    skills: Mapping[str, int], some: Mapping[str, int], groups: tuple[tuple[str, ...], ...]
) -> tuple[Clause, ...]:
    """A group is a skill that its members have: its place in the order is a tier."""
    if not groups:
        return (Clause(all=skills, any=some),)
    return tuple(Clause(all=skills, any={_member(name): 1 for name in equals}) for equals in groups)


def _member(group: str) -> str:
    # An id of the file has no colon, so this never is a skill's name.
    return f"group:{group}"


def _plain(scenario: Scenario) -> Plan:
    """Preference among groups becomes a level in a skill made up for the type: best level first is preferred first."""
    offered: list[Mapping[str, int]] = []
    for group in scenario.groups:
        made_up = {
            f"type:{kind.name}": len(kind.groups) - place
            for kind in scenario.types
            for place, equals in enumerate(kind.groups)
            if group.name in equals
        }
        offered.append({**group.skills, **made_up})
    wanted = tuple({f"type:{kind.name}": 1} if kind.groups else dict(kind.skills) for kind in scenario.types)
    engine = PlainEngine()
    return Plan(engine=engine, wanted=wanted, offered=tuple(offered), gone=engine.busy)


def mean_handling(scenario: Scenario) -> float:
    """Mean handling time of a day's calls in seconds: what live routing would have learnt on the days before."""
    weighed = [
        (rate * length, duration.mean_s)
        for kind in scenario.types
        for rate, length, duration in zip(kind.per_minute, scenario.periods, kind.handling, strict=True)
    ]
    calls = sum(weight for weight, _ in weighed)
    return sum(weight * mean for weight, mean in weighed) / calls if calls else 240.0
