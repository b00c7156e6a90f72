"""Reads a scenario file, or says everything that is wrong with it, by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from router.adapters.files.yaml_document import read_yaml
from router.domain.matching import can_serve
from router.services.config_document import ConfigRefused, Document, Problem, Spot
from router.services.suggest_word import suggest_word
from router.simulation.duration import Constant, Duration, Empirical, Exponential, LogNormal
from router.simulation.read_column import ColumnProblem, read_column
from router.simulation.scenario import Busyness, CallType, Group, Scenario, Step, may_serve
from router.simulation.shape import (
    ConstantShape,
    EvenPeriods,
    ExponentialShape,
    GroupShape,
    LogNormalShape,
    ScenarioShape,
    StepShape,
    TypeShape,
)

T = TypeVar("T")


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file.

    Raises:
        ConfigRefused: with all problems.
    """
    document = read_yaml(path)
    if document.problems:
        raise ConfigRefused(document.problems)
    try:
        shape = ScenarioShape.model_validate(document.data)
    except ValidationError as error:
        problems = {_explain(document, detail) for detail in error.errors(include_url=False)}
        raise ConfigRefused(tuple(sorted(problems))) from error
    return _Compiler(document, shape, path.parent).scenario()


class _Compiler:
    """From the checked shape to the scenario: periods filled in, references followed."""

    def __init__(self, document: Document, shape: ScenarioShape, folder: Path) -> None:
        self._document = document
        self._shape = shape
        self._folder = folder
        self._problems: list[Problem] = []
        periods = shape.periods
        minutes = (periods.minutes,) * periods.count if isinstance(periods, EvenPeriods) else periods
        self._periods = tuple(60.0 * length for length in minutes)

    def scenario(self) -> Scenario:
        shape = self._shape
        groups = tuple(self._group(name, group) for name, group in shape.groups.items())
        types = tuple(self._type(name, kind, groups) for name, kind in shape.types.items())
        if self._problems:
            raise ConfigRefused(tuple(sorted(set(self._problems))))
        return Scenario(
            name=shape.name,
            periods=self._periods,
            starts_at_s=float(shape.starts_at),
            types=types,
            groups=groups,
            busyness=None if shape.busyness is None else Busyness(**shape.busyness.model_dump()),
            places=shape.waiting_places,
            target_share=shape.target_share,
        )

    def _wrong(self, spot: Spot, what: str, remedy: str) -> None:
        self._problems.append(self._document.problem(spot, f"`{'.'.join(spot)}`: {what}", remedy))

    def _fill(self, values: Sequence[T], spot: Spot) -> tuple[T, ...]:
        """One value per period."""
        if len(values) == 1:
            return (values[0],) * len(self._periods)
        if len(values) != len(self._periods):
            remedy = f"write one value, or {len(self._periods)}"
            self._wrong(spot, f"there are {len(values)} values for {len(self._periods)} periods", remedy)
            return (values[0],) * len(self._periods)
        return tuple(values)

    def _group(self, name: str, shape: GroupShape) -> Group:
        spot = ("groups", name)
        return Group(name=name, heads=self._fill(shape.heads, (*spot, "heads")), skills=shape.skills)

    def _type(self, name: str, shape: TypeShape, groups: tuple[Group, ...]) -> CallType:
        spot = ("types", name)
        steps = tuple(
            self._step((*spot, "steps", str(number)), step, groups) for number, step in enumerate(shape.steps)
        )
        first = Step(after_s=0.0, skills=shape.skills, groups=shape.groups)
        self._check_groups((*spot, "groups"), shape.groups, shape.skills, groups)
        able = [group for group in groups if any(may_serve(group, step) for step in (first, *steps))]
        if not able:
            self._wrong(spot, "no group can serve it", "lower its `skills`, or add a group that has them")
        elif shape.patience is None and not any(group.heads[-1] for group in able):
            what = "nobody is there for it in the last period, and its callers never give up"
            self._wrong((*spot, "patience"), what, "give it a patience, or leave a head of an able group to the end")
        return CallType(
            name=name,
            per_minute=self._fill(shape.per_minute, (*spot, "per_minute")),
            handling=self._durations((*spot, "handling"), shape.handling),
            patience=None if shape.patience is None else self._durations((*spot, "patience"), shape.patience),
            skills=shape.skills,
            prefers=shape.prefers,
            steps=steps,
            groups=shape.groups,
            threshold_s=self._shape.threshold_s if shape.threshold_s is None else shape.threshold_s,
            weight_s=shape.weight_s,
            reserve=shape.reserve,
        )

    def _step(self, spot: Spot, shape: StepShape, groups: tuple[Group, ...]) -> Step:
        step = Step(after_s=shape.after_s, skills=shape.skills, any=shape.any, groups=shape.groups)
        if shape.any and shape.groups:
            self._wrong((*spot, "any"), "`any` and `groups` do not go together", "keep one of the two")
        if not shape.groups and not any(may_serve(group, step) for group in groups):
            self._wrong(spot, "no group can serve this step", "lower its levels, or add a group that has them")
        self._check_groups((*spot, "groups"), shape.groups, shape.skills, groups)
        return step

    def _check_groups(
        self,
        spot: Spot,
        named: tuple[tuple[str, ...], ...],
        skills: Mapping[str, int],
        groups: tuple[Group, ...],
    ) -> None:
        known = {group.name: group for group in groups}
        seen: set[str] = set()
        for name in (name for equals in named for name in equals):
            if name not in known:
                self._wrong(spot, f"there is no group {name!r}", suggest_word(name, known))
            elif name in seen:
                self._wrong(spot, f"{name!r} is named twice", "keep one of the two")
            elif not can_serve(known[name].skills, skills):
                self._wrong(spot, f"group {name!r} lacks the skills asked for", "leave it out, or change the levels")
            seen.add(name)

    def _durations(self, spot: Spot, shapes: Sequence[Any]) -> tuple[Duration, ...]:
        if len(shapes) == 1:
            return self._fill(self._spread(spot, shapes[0]), spot)
        each: list[Duration] = []
        for number, shape in enumerate(shapes):
            here = (*spot, str(number))
            made = self._spread(here, shape)
            if len(made) > 1:
                self._wrong(here, "this is for one period, and holds a list", "write one value")
            each += made[:1]
        return self._fill(each, spot)

    def _spread(self, spot: Spot, shape: Any) -> list[Duration]:
        """One distribution, or one per period when a parameter is a list."""
        if isinstance(shape, ConstantShape):
            return [Constant(mean_s=mean) for mean in shape.mean_s]
        if isinstance(shape, ExponentialShape):
            return [Exponential(mean_s=mean) for mean in shape.mean_s]
        if isinstance(shape, LogNormalShape):
            means, spreads = shape.mean_s, shape.sd_s
            if len(means) != len(spreads) and 1 not in (len(means), len(spreads)):
                self._wrong((*spot, "sd_s"), "`mean_s` and `sd_s` have different lengths", "make them equally long")
            count = max(len(means), len(spreads))
            pairs = zip(_stretch(means, count), _stretch(spreads, count), strict=False)
            return [LogNormal(mean_s=mean, sd_s=spread) for mean, spread in pairs]
        return [Empirical(values_s=self._values(spot, shape))]

    def _values(self, spot: Spot, shape: Any) -> tuple[float, ...]:
        if shape.values_s is not None:
            if shape.csv is not None or shape.column is not None:
                self._wrong(spot, "there are both a list and a CSV file", "keep `values_s`, or `csv` and `column`")
            return tuple(shape.values_s)
        if shape.csv is None or shape.column is None:
            self._wrong(spot, "there are no times", "write `values_s: [...]`, or `csv: FILE` and `column: NAME`")
            return (1.0,)
        try:
            return read_column(self._folder / shape.csv, shape.column)
        except ColumnProblem as problem:
            self._wrong((*spot, "csv"), problem.what, problem.remedy)
            return (1.0,)


def _stretch(values: tuple[float, ...], count: int) -> tuple[float, ...]:
    return values * count if len(values) == 1 else values


def _explain(document: Document, detail: Any) -> Problem:
    # Between the keys, pydantic names which of several shapes it tried and positions in tuples.
    spot = _spot(document, detail["loc"])
    kind, last = detail["type"], str(detail["loc"][-1]) if detail["loc"] else ""
    label = ".".join((*spot, last) if kind in {"missing", "extra_forbidden"} and spot[-1:] != (last,) else spot)
    label = label or "the file"
    if kind == "hotline":
        return document.problem(spot, f"`{label}`: {detail['msg']}", detail["ctx"]["remedy"])
    if kind == "missing":
        return document.problem(spot, f"`{label}` is missing", f"add `{last}: ...`")
    if kind == "extra_forbidden":
        known = _settings(tuple(str(part) for part in detail["loc"]))
        return document.problem(spot, f"there is no setting `{label}`", suggest_word(last, known))
    if kind == "union_tag_invalid":
        known = ("constant", "exponential", "lognormal", "empirical")
        given = str(detail["ctx"]["tag"])
        return document.problem(spot, f"`{label}`: there is no distribution {given!r}", suggest_word(given, known))
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return document.problem(spot, f"`{label}` should hold `key: value` pairs", "indent them below it")
    return document.problem(spot, f"`{label}`: {detail['msg']}", "see docs/simulation.md")


def _spot(document: Document, loc: Sequence[Any]) -> Spot:
    """Where in the document: what pydantic adds to the path is left out."""
    spot: Spot = ()
    for part in loc:
        if (*spot, str(part)) in document.lines:
            spot = (*spot, str(part))
    return spot


def _settings(loc: tuple[str, ...]) -> Iterable[str]:
    """Settings that there are beside the last part of a path."""
    shape: type[BaseModel] = ScenarioShape
    if loc[0] == "types":
        shape = StepShape if "steps" in loc else TypeShape
    elif loc[0] == "groups":
        shape = GroupShape
    if "handling" in loc or "patience" in loc:
        return ("distribution", "mean_s", "sd_s", "values_s", "csv", "column")
    if loc[0] == "busyness":
        return ("shape", "rate")
    if loc[0] == "periods":
        return ("count", "minutes")
    return shape.model_fields
