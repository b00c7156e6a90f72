"""The shape of a scenario file: which settings there are, and which values each may have.

A setting that may change from period to period takes one value, or a list with one per period.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from router.services.bundle_words import Id, Name, Plain, Shape, Skills

UNLIMITED: Final = "unlimited"
NONE: Final = "none"
MOST_PERIODS: Final = 1_000


def refuse(what: str, remedy: str) -> NoReturn:
    """A problem with its remedy, for `read_scenario` to place."""
    raise PydanticCustomError("hotline", "{what}", {"what": what, "remedy": remedy})


def _number(value: Any, low: float, high: float, *, above: bool) -> float:
    if not isinstance(value, str):
        refuse("this should be a single number", "write one number after the colon")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12})?", value, re.ASCII):
        refuse(f"{value[:40]!r} is not a number", "write digits, such as 12 or 0.5")
    number = float(value)
    if not low <= number <= high or (above and number == low):
        least = f"above {low:g}" if above else f"from {low:g}"
        refuse(f"{value} is out of range", f"write a number {least} to {high:g}")
    return number


def _real(low: float, high: float, *, above: bool = False) -> BeforeValidator:
    return BeforeValidator(lambda value: _number(value, low, high, above=above))


def _whole(low: int, high: int) -> BeforeValidator:
    def check(value: Any) -> int:
        number = _number(value, low, high, above=False)
        if not number.is_integer():
            refuse(f"{value} is not a whole number", f"write one from {low} to {high}")
        return int(number)

    return BeforeValidator(check)


def _per_period(value: Any) -> Any:
    if value is None or value == []:
        refuse("the value is empty", "write one value, or a list with one per period")
    return value if isinstance(value, list) else [value]


def _places(value: Any) -> int | None:
    return None if value == UNLIMITED else int(_number(value, 0, 1_000_000, above=False))


def _clock(value: Any) -> int:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", value if isinstance(value, str) else "", re.ASCII)
    if not found:
        refuse(f"{str(value)[:40]!r} is not a time of day", "write hours and minutes, such as '08:30'")
    return (int(found[1]) * 60 + int(found[2])) * 60


def _kind(value: Any) -> str:
    if not isinstance(value, dict) or "distribution" not in value:
        refuse("a distribution is missing", "write `{distribution: exponential, mean_s: 240}` or another one")
    return str(value["distribution"])


def _patience(value: Any) -> Any:
    return None if value == NONE else _per_period(value)


def _list(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        refuse("this should be a list with at least one entry", "write `[first, second]`")
    return value


def _order(value: Any) -> Any:
    return [entry if isinstance(entry, list) else [entry] for entry in _list(value)]


def _rising(steps: tuple[StepShape, ...]) -> tuple[StepShape, ...]:
    for before, after in pairwise(steps):
        if after.after_s <= before.after_s:
            refuse("steps are not in rising order of `after_s`", "put the earliest first, and no two at one moment")
    return steps


def _few(minutes: tuple[float, ...]) -> tuple[float, ...]:
    if len(minutes) > MOST_PERIODS:
        refuse(f"there are {len(minutes)} periods", f"use {MOST_PERIODS} at most")
    return minutes


Minutes = Annotated[float, _real(0, 60 * 24 * 366 * 10, above=True)]
Seconds = Annotated[float, _real(0, 1_000_000)]
Length = Annotated[float, _real(0, 1_000_000, above=True)]
Lengths = Annotated[tuple[Length, ...], BeforeValidator(_per_period)]
Rates = Annotated[tuple[Annotated[float, _real(0, 100_000)], ...], BeforeValidator(_per_period)]
Heads = Annotated[tuple[Annotated[int, _whole(0, 20_000)], ...], BeforeValidator(_per_period)]
GroupOrder = Annotated[tuple[tuple[Plain, ...], ...], BeforeValidator(_order)]


class EvenPeriods(Shape):
    """Periods of one length."""

    count: Annotated[int, _whole(1, MOST_PERIODS)]
    minutes: Minutes


class ConstantShape(Shape):
    """Always the same."""

    distribution: Literal["constant"]
    mean_s: Lengths


class ExponentialShape(Shape):
    """No memory."""

    distribution: Literal["exponential"]
    mean_s: Lengths


class LogNormalShape(Shape):
    """Mean and standard deviation of the time itself."""

    distribution: Literal["lognormal"]
    mean_s: Lengths
    sd_s: Lengths


class EmpiricalShape(Shape):
    """Times once measured: listed here, or a column of a CSV file with a header, its path relative to this file."""

    distribution: Literal["empirical"]
    values_s: Annotated[tuple[Seconds, ...], BeforeValidator(_list)] | None = None
    csv: Plain | None = None
    column: Plain | None = None


DurationShape = Annotated[
    Annotated[ConstantShape, Tag("constant")]
    | Annotated[ExponentialShape, Tag("exponential")]
    | Annotated[LogNormalShape, Tag("lognormal")]
    | Annotated[EmpiricalShape, Tag("empirical")],
    Discriminator(_kind),
]
Durations = Annotated[tuple[DurationShape, ...], BeforeValidator(_per_period)]


class BusynessShape(Shape):
    """Gamma factor of a day."""

    shape: Annotated[float, _real(0, 1_000_000, above=True)]
    rate: Annotated[float, _real(0, 1_000_000, above=True)]


class StepShape(Shape):
    """What will do later."""

    after_s: Length
    skills: Skills = Field(default_factory=dict)
    any: Skills = Field(default_factory=dict)
    groups: GroupOrder = ()


class TypeShape(Shape):
    """One entry of `types`."""

    per_minute: Rates
    handling: Durations
    patience: Annotated[tuple[DurationShape, ...] | None, BeforeValidator(_patience)]
    skills: Skills = Field(default_factory=dict)
    prefers: Skills = Field(default_factory=dict)
    groups: GroupOrder = ()
    steps: Annotated[tuple[StepShape, ...], BeforeValidator(_list), AfterValidator(_rising)] = ()
    threshold_s: Seconds | None = None
    weight_s: Annotated[float, _real(0, 600)] = 0.0
    reserve: Annotated[int, _whole(0, 20_000)] = 0


class GroupShape(Shape):
    """One entry of `groups`."""

    heads: Heads
    skills: Skills = Field(default_factory=dict)


def _periods(value: Any) -> Any:
    return value if isinstance(value, dict) else _list(value)


def _either(value: Any) -> str:
    return "even" if isinstance(value, dict | EvenPeriods) else "list"


Periods = Annotated[
    Annotated[EvenPeriods, Tag("even")]
    | Annotated[tuple[Minutes, ...], BeforeValidator(_periods), AfterValidator(_few), Tag("list")],
    Discriminator(_either),
]


def _entries(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        refuse("there should be at least one entry", "write `name:` and its settings below it")
    return value


class ScenarioShape(Shape):
    """The file."""

    name: Name
    periods: Periods
    starts_at: Annotated[int, BeforeValidator(_clock)] = 0
    threshold_s: Seconds
    target_share: Annotated[float, _real(0, 0.999, above=True)] = 0.95
    waiting_places: Annotated[int | None, BeforeValidator(_places)] = None
    busyness: BusynessShape | None = None
    types: Annotated[dict[Id, TypeShape], BeforeValidator(_entries)]
    groups: Annotated[dict[Id, GroupShape], BeforeValidator(_entries)]
