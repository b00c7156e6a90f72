"""Makes the plan of a shifts file, or says everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from router.domain.shifts.days import DayKind
from router.domain.shifts.plan import Cover, Need, Plan, SeatRules, Shift, SkillNeed, WorkRules
from router.domain.shifts.wall import DAY
from router.services import roster_words
from router.services.config_document import ConfigRefused, Document, Problem
from router.services.shift_shape import (
    CoverShape,
    FileShape,
    LineShape,
    NeedShape,
    RulesShape,
    SeatRulesShape,
    ShiftShape,
    SkillNeedShape,
)
from router.services.suggest_word import suggest_word

SEE = "see docs/shifts.md"
_PARTS: Mapping[str, type[BaseModel]] = {"shifts": ShiftShape, "cover": CoverShape, "lines": LineShape}
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,31}", re.ASCII)


def compile_shifts(document: Document, *, skills: Collection[str], lines: Collection[str]) -> Plan:
    """The plan that a document describes. `skills` and `lines` are those of the bundle.

    Raises:
        ConfigRefused: with all problems.
    """
    if document.problems:
        raise ConfigRefused(document.problems)
    try:
        shape = FileShape.model_validate(document.data)
    except ValidationError as error:
        raise ConfigRefused(
            tuple(sorted({_explain(document, each) for each in error.errors(include_url=False)}))
        ) from error
    problems = sorted(_references(document, shape, skills, lines))
    if problems:
        raise ConfigRefused(tuple(problems))
    return Plan(
        shifts={key: _shift(key, each) for key, each in shape.shifts.items()},
        cover=tuple(
            Cover(id=key, span=each.time, need=_need(each.need), days=frozenset(each.days))
            for key, each in shape.cover.items()
        ),
        rules=WorkRules(**shape.rules.model_dump()),
        own_days=shape.days,
        lines={
            key: {
                DayKind.WORKING: each.working,
                DayKind.WEEKEND: each.weekend,
                DayKind.HOLIDAY: each.holiday,
                DayKind.SWAPPED: each.working if each.swapped is None else each.swapped,
            }
            for key, each in shape.lines.items()
        },
        country=shape.country,
        region=shape.region,
        seats=_seats(shape.seats),
    )


def _seats(shape: SeatRulesShape) -> SeatRules:
    return SeatRules(refuse_strangers=shape.strangers == "refused", **shape.model_dump(exclude={"strangers"}))


def _shift(key: str, shape: ShiftShape) -> Shift:
    return Shift(
        id=key,
        name=shape.name,
        span=shape.time,
        breaks=shape.breaks,
        days=frozenset(shape.days),
        need=_need(shape.need),
    )


def _need(shape: NeedShape) -> Need:
    return Need(
        roles=shape.roles,
        skills={key: SkillNeed(heads=each.heads, level=each.level) for key, each in shape.skills.items()},
    )


def _references(
    document: Document, shape: FileShape, skills: Collection[str], lines: Collection[str]
) -> Iterator[Problem]:
    if not shape.shifts:
        yield document.problem(("shifts",), "there are no shifts", "write at least one")
    called: dict[str, str] = {}
    for key, shift in shape.shifts.items():
        spot = ("shifts", key)
        if not _ID.fullmatch(key):
            yield document.problem(spot, f"`{key[:40]}` is not an id", "use 1 to 32 of a-z, 0-9 and _")
        for word in {roster_words.plain(key), roster_words.plain(shift.name)}:
            if called.setdefault(word, key) != key:
                what = f"`{word}` may mean {called[word]} or {key}"
                yield document.problem(spot, what, "give one of them another name")
            if roster_words.is_off(word):
                yield document.problem(spot, f"`{word}` is what stands for a day off", "give it another name")
        yield from _breaks(document, key, shift)
    for part, each in (*(("shifts", key) for key in shape.shifts), *(("cover", key) for key in shape.cover)):
        need = (shape.shifts[each] if part == "shifts" else shape.cover[each]).need
        for skill in need.skills:
            if skill not in skills:
                where = (part, each, "need", "skills", skill)
                yield document.problem(where, f"there is no skill `{skill}`", suggest_word(skill, skills))
    for line in shape.lines:
        if line not in lines:
            yield document.problem(("lines", line), f"there is no line `{line}`", suggest_word(line, lines))


def _breaks(document: Document, key: str, shift: ShiftShape) -> Iterator[Problem]:
    for number, rest in enumerate(shift.breaks):
        later = DAY if rest.start < shift.time.start else 0
        if rest.end + later > shift.time.end:
            spot = ("shifts", key, "breaks", str(number))
            yield document.problem(spot, "the break lies outside the shift", "move it, or leave it out")


def _explain(document: Document, detail: Any) -> Problem:
    spot: tuple[str, ...] = ()
    for part in detail["loc"]:
        if (*spot, str(part)) in document.lines:
            spot = (*spot, str(part))
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    kind = detail["type"]
    label = ".".join(spot) or "the file"
    if kind == "hotline":
        return document.problem(spot, f"`{label}`: {detail['msg']}", detail["ctx"]["remedy"])
    if kind == "missing":
        return document.problem(spot, f"`{label}`: `{last}` is missing", f"add `{last}: ...`")
    if kind == "extra_forbidden":
        known = _settings(tuple(str(part) for part in detail["loc"]))
        return document.problem(spot, f"there is no setting `{label}`", suggest_word(last, known))
    if kind in {"model_type", "dict_type"}:
        return document.problem(spot, f"`{label}` should hold `key: value` pairs", "indent them below it")
    return document.problem(spot, f"`{label}`: {detail['msg']}", SEE)


def _settings(loc: tuple[str, ...]) -> Iterable[str]:
    """Settings that there are beside the last part of a path."""
    shape: type[BaseModel] = FileShape
    if "skills" in loc[:-1]:
        shape = SkillNeedShape
    elif "need" in loc[:-1]:
        shape = NeedShape
    elif loc[0] == "rules":
        shape = RulesShape
    elif loc[0] == "seats":
        shape = SeatRulesShape
    elif len(loc) > 1:
        shape = _PARTS.get(loc[0], FileShape)
    return shape.model_fields
