"""The shape of the shifts file: which settings there are, and which values each may have."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from router.domain.shifts.days import DayKind
from router.domain.shifts.role import Role
from router.domain.shifts.wall import DAY, ClockSpan
from router.services.bundle_words import YesOrNo

_SPAN: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\s*-\s*([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_MOST_REST: Final = 48


def _refuse(what: str, remedy: str) -> NoReturn:
    raise PydanticCustomError("hotline", "{what}", {"what": what, "remedy": remedy})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        _refuse("this should be a single value", "write one value after the colon")
    return value


def _span(value: Any) -> ClockSpan:
    found = _SPAN.fullmatch(_text(value).strip())
    if found is None:
        _refuse(f"{value[:40]!r} is not a time span", 'write one such as "21:00-08:00", in quotes')
    hours = [int(part) for part in found.groups()]
    start, until = 60 * hours[0] + hours[1], 60 * hours[2] + hours[3]
    if until > DAY:
        _refuse(f"{value[:40]!r} is not a time span", "write 24:00 or 00:30 for what ends at midnight or after it")
    # 00:00 is the end of the day: a span that ends there ends with it.
    return ClockSpan(start=start, until=until or DAY)


def _whole(low: int, high: int) -> BeforeValidator:
    def check(value: Any) -> int:
        text = _text(value)
        if not re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) or not low <= int(text) <= high:
            _refuse(f"{text[:40]!r} is not a whole number from {low} to {high}", "write one")
        return int(text)

    return BeforeValidator(check)


def _hours(value: Any) -> float:
    text = _text(value)
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", text, re.ASCII) or float(text) > _MOST_REST:
        _refuse(f"{text[:40]!r} is not a number of hours from 0 to {_MOST_REST}", "write one")
    return float(text)


def _day(value: Any) -> date:
    text = _text(value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"{text[:40]!r} is not a date", "write one such as 2026-10-01")


def _kind(value: Any) -> DayKind:
    try:
        return DayKind(_text(value))
    except ValueError:
        _refuse(f"{value[:40]!r} is not a kind of day", f"write one of {', '.join(DayKind)}")


def _role(value: Any) -> Role:
    try:
        return Role(_text(value))
    except ValueError:
        _refuse(f"{value[:40]!r} is not a role", f"write one of {', '.join(Role)}")


def _spans(value: Any) -> Any:
    if value == "closed":
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not value:
        _refuse("this should be time spans", 'write `["09:00-12:00", "13:00-18:00"]`, or `closed`')
    return value


def _skill_need(value: Any) -> Any:
    return {"heads": value} if isinstance(value, str) else value


def _skill(value: Any) -> str:
    text = _text(value)
    if text in set(Role):
        _refuse(f"{text!r} is a role, not a skill", "write it under `roles`")
    return text


def _strangers(value: Any) -> str:
    text = _text(value)
    if text not in {"told", "refused"}:
        _refuse(f"{text[:40]!r} is not what may become of strangers", "write `told` or `refused`")
    return text


Span = Annotated[ClockSpan, BeforeValidator(_span)]
Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans)]
OnDate = Annotated[date, BeforeValidator(_day)]
Kind = Annotated[DayKind, BeforeValidator(_kind)]
Heads = Annotated[int, _whole(0, 10_000)]


class Shape(BaseModel):
    """Base: unknown settings are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SkillNeedShape(Shape):
    """What a skill needs."""

    heads: Heads
    level: Annotated[int, _whole(1, 5)] = 1


class NeedShape(Shape):
    """The fewest people."""

    roles: dict[Annotated[Role, BeforeValidator(_role)], Heads] = Field(default_factory=dict)
    skills: dict[Annotated[str, BeforeValidator(_skill)], Annotated[SkillNeedShape, BeforeValidator(_skill_need)]] = (
        Field(default_factory=dict)
    )


class ShiftShape(Shape):
    """One shift."""

    name: str
    time: Span
    breaks: Spans = ()
    days: tuple[Kind, ...] = tuple(DayKind)
    need: NeedShape = Field(default_factory=NeedShape)


class CoverShape(Shape):
    """People needed at a time of day."""

    time: Span
    need: NeedShape
    days: tuple[Kind, ...] = tuple(DayKind)


class RulesShape(Shape):
    """The rules of work."""

    rest_hours: Annotated[float, BeforeValidator(_hours)] = 11
    nights_per_month: Annotated[int, _whole(0, 31)] = 7


class SeatRulesShape(Shape):
    """How the roster leads the seats."""

    drive: YesOrNo = False
    sign_on_minutes: Annotated[int, _whole(0, 240)] = 15
    warn_minutes: Annotated[int, _whole(0, 60)] = 5
    missing_minutes: Annotated[int, _whole(1, 240)] = 10
    strangers: Annotated[str, BeforeValidator(_strangers)] = "told"


class LineShape(Shape):
    """When a line is open."""

    working: Spans
    weekend: Spans
    holiday: Spans
    swapped: Spans | None = None


class FileShape(Shape):
    """The file."""

    shifts: dict[str, ShiftShape]
    country: Annotated[str, BeforeValidator(_text)] = ""
    region: Annotated[str, BeforeValidator(_text)] = ""
    days: dict[OnDate, Kind] = Field(default_factory=dict)
    rules: RulesShape = Field(default_factory=RulesShape)
    cover: dict[str, CoverShape] = Field(default_factory=dict)
    lines: dict[str, LineShape] = Field(default_factory=dict)
    seats: SeatRulesShape = Field(default_factory=SeatRulesShape)
