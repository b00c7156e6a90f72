"""What is simulated: a day's periods, the calls that come, and the people who take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from router.domain.matching import can_serve
from router.simulation.duration import Duration


@dataclass(frozen=True, kw_only=True)
class Busyness:
    """A gamma factor, drawn once per day, on the arrival rates of all types: its mean is `shape / rate`."""

    shape: float
    rate: float


@dataclass(frozen=True, kw_only=True)
class Step:
    """What will do as well from `after_s` seconds of waiting on."""

    after_s: float
    skills: Mapping[str, int] = field(default_factory=dict)
    """all of these, at these levels at least"""
    any: Mapping[str, int] = field(default_factory=dict)
    """and one of these"""
    groups: tuple[tuple[str, ...], ...] = ()
    """and a member of one of these groups, the first named first, equals together"""


@dataclass(frozen=True, kw_only=True)
class CallType:
    """One kind of call, which waits in a queue of its own."""

    name: str
    per_minute: tuple[float, ...]
    """arrivals per minute, one value per period"""
    handling: tuple[Duration, ...]
    """from answer to the seat being free again, one per period of arrival"""
    patience: tuple[Duration, ...] | None = None
    """how long callers wait before they give up, one per period of arrival; None: for ever"""
    skills: Mapping[str, int] = field(default_factory=dict)
    """least levels asked for at first; empty: anybody"""
    prefers: Mapping[str, int] = field(default_factory=dict)
    """skills and levels that are welcome but never a wall"""
    steps: tuple[Step, ...] = ()
    """what will do later, by rising `after_s`"""
    groups: tuple[tuple[str, ...], ...] = ()
    """groups that may serve it, most preferred first, equals together; empty: all whose skills suffice"""
    threshold_s: float = 15.0
    weight_s: float = 0.0
    """head start over other types, in seconds of waiting"""
    reserve: int = 0
    """free seats able to serve this type that other types leave to it"""

    @property
    def first(self) -> Step:
        """What will do from the beginning."""
        return Step(after_s=0.0, skills=self.skills, groups=self.groups)


@dataclass(frozen=True, kw_only=True)
class Group:
    """People with the same skills."""

    name: str
    heads: tuple[int, ...]
    """one value per period"""
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Everything that a simulated day needs but its seed and its policy."""

    name: str
    periods: tuple[float, ...]
    """lengths in seconds"""
    types: tuple[CallType, ...]
    groups: tuple[Group, ...]
    busyness: Busyness | None = None
    places: int | None = None
    """callers that may wait at once, all types together; None: any number"""
    target_share: float = 0.95
    """what `staff` has to reach in every half hour"""
    starts_at_s: float = 0.0
    """time of day at which the first period begins: for labels alone"""

    @property
    def starts(self) -> tuple[float, ...]:
        """When each period begins, in seconds from the first one's beginning."""
        return tuple(accumulate(self.periods, initial=0.0))[:-1]

    @property
    def length(self) -> float:
        """Seconds in which calls arrive."""
        return sum(self.periods)

    def clock(self, at: float) -> str:
        """A moment as a time of day, `HH:MM`."""
        minutes = int(self.starts_at_s + at) // 60
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def may_serve(group: Group, step: Step) -> bool:
    """Whether members of a group will do for a step."""
    if step.groups and not any(group.name in equals for equals in step.groups):
        return False
    return can_serve(group.skills, step.skills) and (
        not step.any or any(group.skills.get(skill, 0) >= level for skill, level in step.any.items())
    )


def able_heads(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    """Heads of the groups that may serve a type at once: per type, per period."""
    found = []
    for kind in scenario.types:
        able = [group for group in scenario.groups if may_serve(group, kind.first)]
        found.append(tuple(sum(group.heads[number] for group in able) for number in range(len(scenario.periods))))
    return tuple(found)
