"""Systems whose steady state is known, as scenarios for the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from router.simulation.duration import Exponential
from router.simulation.erlang import Measures, Queue
from router.simulation.partition import partitioned
from router.simulation.scenario import CallType, Group, Scenario
from router.simulation.tally import Count

WARM_UP_S: Final = 200 * 60.0
"""Until then nothing is measured: 20 services and more, after which 1 in e^20 of the empty start is left."""
TAIL_S: Final = 60 * 60.0
"""Calls go on coming after those that are measured, so that the last of these meet what the others met."""

SHARES: Final[Mapping[str, tuple[Count, tuple[Count, ...], float]]] = {
    "blocked": (Count.BLOCKED, (Count.ARRIVALS,), 1.0),
    "waits": (Count.DELAYED, (Count.SERVED, Count.ABANDONED), 1.0),
    "abandoned": (Count.ABANDONED, (Count.SERVED, Count.ABANDONED), 1.0),
    "mean_wait_min": (Count.WAIT_S, (Count.SERVED, Count.ABANDONED), 1 / 60),
    "answered_within": (Count.WITHIN, (Count.SERVED, Count.ABANDONED), 1.0),
}
"""Each measure: what is summed, what it is divided by, the factor of its unit."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One system."""

    name: str
    scenario: Scenario
    """its period 1 is measured"""
    exact: Mapping[str, float]
    """by measure; empty: no formula is known"""
    published: Mapping[str, str]
    """from the literature, as printed there"""
    source: str
    seats: int
    """seats that one class of calls has for itself: where waiting begins"""
    classes_apart: bool = False
    """whether each class of calls has seats of its own"""
    minutes: float
    """of measured time, all days together, for the full precision"""
    keys: tuple[str, ...]
    """the measures to compare, of `SHARES`"""


def cases() -> tuple[Case, ...]:
    """Every system that is compared."""
    impatient = [
        _one_queue(
            name=f"Erlang A, {seats} seats",
            queue=Queue(arrivals=8.4, service=0.1, leaving=0.1, seats=seats),
            threshold_min=0.5,
            published=published,
            source="Garnett, Mandelbaum and Reiman 2002",
            keys=("waits", "abandoned", "mean_wait_min"),
            minutes=minutes,
        )
        for seats, published, minutes in (
            (84, {"waits": "0.5145", "abandoned": "0.0435", "mean_wait_min": "0.435"}, 130_000),
            (90, {"waits": "0.2704", "abandoned": "0.0172", "mean_wait_min": "0.172"}, 180_000),
            (100, {"waits": "0.0484", "abandoned": "0.0021", "mean_wait_min": "0.021"}, 850_000),
        )
    ]
    return (
        *impatient,
        _one_queue(
            name="Erlang C, 12 seats",
            queue=Queue(arrivals=4.2, service=0.5, seats=12),
            threshold_min=1 / 3,
            published={"answered_within": "0.8991", "mean_wait_min": "0.1022"},
            source="Erlang 1917; Cooper 1981",
            keys=("answered_within", "mean_wait_min"),
            minutes=700_000,
        ),
        _one_queue(
            name="6 classes, everybody does everything",
            queue=Queue(arrivals=8.4, service=0.1, seats=90, places=30),
            threshold_min=0.5,
            published={"blocked": "0.00364", "waits": "0.380", "mean_wait_min": "0.450", "answered_within": "0.733"},
            source="birth-death process",
            keys=("blocked", "waits", "mean_wait_min", "answered_within"),
            minutes=1_750_000,
            classes=6,
        ),
        _one_skill(),
        _two_skills(),
    )


def _one_queue(
    *,
    name: str,
    queue: Queue,
    threshold_min: float,
    published: Mapping[str, str],
    source: str,
    keys: tuple[str, ...],
    minutes: float,
    classes: int = 1,
) -> Case:
    types = tuple(
        _type(
            f"class{number}",
            rate=queue.arrivals / classes,
            service_min=1 / queue.service,
            patience_min=1 / queue.leaving if queue.leaving else None,
            threshold_min=threshold_min,
        )
        for number in range(classes)
    )
    return Case(
        name=name,
        scenario=_scenario(name, types, (Group(name="all", heads=(queue.seats,)),), queue.places),
        exact=_named(queue.measures(threshold=threshold_min)),
        published=published,
        source=source,
        seats=queue.seats,
        minutes=minutes,
        keys=keys,
    )


def _one_skill() -> Case:
    types = tuple(_six(number, ((f"own{number}",),)) for number in range(6))
    groups = tuple(Group(name=f"own{number}", heads=(15,)) for number in range(6))
    name = "6 classes, one skill each"
    exact = partitioned(classes=6, arrivals=1.4, service=0.1, seats=15, places=30, threshold=0.5)
    return Case(
        name=name,
        scenario=_scenario(name, types, groups, 30),
        exact=_named(exact),
        published={"blocked": "0.0370", "waits": "0.558", "mean_wait_min": "2.42", "answered_within": "0.496"},
        source="truncated reversible processes, Kelly 1979",
        seats=15,
        classes_apart=True,
        minutes=380_000,
        keys=("blocked", "waits", "mean_wait_min", "answered_within"),
    )


def _two_skills() -> Case:
    """Every pair of a primary and a secondary skill has three agents."""
    pairs = list(permutations(range(6), 2))
    groups = tuple(Group(name=f"first{one}second{two}", heads=(3,)) for one, two in pairs)
    types = []
    for number in range(6):
        first = tuple(f"first{one}second{two}" for one, two in pairs if one == number)
        second = tuple(f"first{one}second{two}" for one, two in pairs if two == number)
        types.append(_six(number, (first, second)))
    name = "6 classes, two skills each"
    return Case(
        name=name,
        scenario=_scenario(name, tuple(types), groups, 30),
        exact={},
        published={"blocked": "0.0042", "waits": "0.427", "mean_wait_min": "0.561", "answered_within": "0.688"},
        source="simulated by Wallace and Whitt 2005",
        seats=90,
        minutes=1_500_000,
        keys=("blocked", "waits", "mean_wait_min", "answered_within"),
    )


def _six(number: int, groups: tuple[tuple[str, ...], ...]) -> CallType:
    return _type(f"class{number}", rate=1.4, service_min=10.0, patience_min=None, threshold_min=0.5, groups=groups)


def _type(
    name: str,
    *,
    rate: float,
    service_min: float,
    patience_min: float | None,
    threshold_min: float,
    groups: tuple[tuple[str, ...], ...] = (),
) -> CallType:
    return CallType(
        name=name,
        per_minute=(rate,),
        handling=(Exponential(mean_s=60 * service_min),),
        patience=None if patience_min is None else (Exponential(mean_s=60 * patience_min),),
        groups=groups,
        threshold_s=60 * threshold_min,
    )


def _scenario(name: str, types: tuple[CallType, ...], groups: tuple[Group, ...], places: int | None) -> Scenario:
    return Scenario(name=name, periods=(0.0,), types=types, groups=groups, places=places)


def lasting(scenario: Scenario, minutes: float) -> Scenario:
    """The scenario with `minutes` measured, between warm-up and tail."""
    return Scenario(
        name=scenario.name,
        periods=(WARM_UP_S, 60 * minutes, TAIL_S),
        types=tuple(_thrice(kind) for kind in scenario.types),
        groups=tuple(Group(name=group.name, heads=group.heads * 3, skills=group.skills) for group in scenario.groups),
        places=scenario.places,
    )


def _thrice(kind: CallType) -> CallType:
    return CallType(
        name=kind.name,
        per_minute=kind.per_minute * 3,
        handling=kind.handling * 3,
        patience=None if kind.patience is None else kind.patience * 3,
        groups=kind.groups,
        threshold_s=kind.threshold_s,
    )


def _named(measures: Measures) -> Mapping[str, float]:
    return {
        "blocked": measures.blocked,
        "waits": measures.waits,
        "abandoned": measures.abandoned,
        "mean_wait_min": measures.mean_wait,
        "answered_within": measures.served_within,
    }
