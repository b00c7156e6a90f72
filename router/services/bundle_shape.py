"""The shape of the configuration files: which settings there are, and which values each may have.

Ids and names end up in Asterisk's files, in AMI headers and on the wire, so what they may hold is narrow: an id has
only `a-z 0-9 _`, a name has no control or direction characters, quotes, backslash, semicolon or variable signs.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Final, NoReturn

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

NAME_LIMIT: Final = 64
TEXT_LIMIT: Final = 600
RESERVED_REASONS: Final = frozenset({"signed_on", "missed_offer", "phone_lost"})
_UNSAFE: Final = frozenset("\"'`;\\${}<>[]|&")


def _refuse(what: str, remedy: str) -> NoReturn:
    raise PydanticCustomError("hotline", "{what}", {"what": what, "remedy": remedy})


def _text(value: Any) -> str:
    if value is None:
        _refuse("the value is empty", "write one, or remove the line")
    if not isinstance(value, str):
        _refuse("this should be a single value, not a list or a mapping", "write one value after the colon")
    return value


def _matching(pattern: str, what: str, remedy: str) -> BeforeValidator:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any) -> str:
        text = _text(value)
        if not compiled.fullmatch(text):
            _refuse(f"{text[:40]!r} {what}", remedy)
        return text

    return BeforeValidator(check)


def _hidden(char: str) -> bool:
    return unicodedata.category(char)[0] == "C" or unicodedata.category(char) in {"Zl", "Zp"}


def _name(value: Any) -> str:
    text = _text(value).strip()
    bad = next((char for char in text if char in _UNSAFE or _hidden(char)), None)
    if bad is not None:
        shown = f"U+{ord(bad):04X}" if _hidden(bad) else bad
        _refuse(f"a name may not hold {shown}", "use letters, digits, spaces and plain punctuation")
    if not 1 <= len(text) <= NAME_LIMIT:
        _refuse(f"a name has 1 to {NAME_LIMIT} characters", "shorten it, or write one")
    return text


def _spoken(value: Any) -> str:
    text = " ".join(_text(value).split())
    bad = next((char for char in text if _hidden(char)), None)
    if bad is not None:
        _refuse(f"a spoken text may not hold U+{ord(bad):04X}", "delete that character")
    if not any(char.isalnum() for char in text):
        _refuse("there is nothing to speak in this text", "write a sentence")
    if len(text) > TEXT_LIMIT:
        _refuse(f"a spoken text has at most {TEXT_LIMIT} characters", "shorten it: callers wait while it is spoken")
    return text


def _spoken_or_nothing(value: Any) -> str:
    return "" if value is None or value == "" else _spoken(value)


def _whole(low: int, high: int) -> BeforeValidator:
    def check(value: Any) -> int:
        text = _text(value)
        if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII):
            _refuse(f"{text[:40]!r} is not a whole number", f"write one from {low} to {high}")
        if not low <= int(text) <= high:
            _refuse(f"{text} is out of range", f"write a number from {low} to {high}")
        return int(text)

    return BeforeValidator(check)


def _list(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        _refuse("this should be a list with at least one entry", "write `[first, second]`")
    return value


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    again = next((value for number, value in enumerate(values) if value in values[:number]), None)
    if again is not None:
        _refuse(f"{again!r} is in the list twice", "keep one of the two")
    return values


def _mapping(value: Any) -> Any:
    if not isinstance(value, dict):
        _refuse("this should be `key: value` pairs", "write `{}` for none")
    return value


def _pause_reasons(values: tuple[str, ...]) -> tuple[str, ...]:
    taken = sorted(RESERVED_REASONS.intersection(values))
    if taken:
        _refuse(f"{taken[0]!r} is a reason that the platform itself sets", "choose another word")
    return _no_repeats(values)


Id = Annotated[
    str, _matching(r"[a-z0-9][a-z0-9_]{0,31}", "is not an id", "use 1 to 32 of a-z, 0-9 and _, a letter or digit first")
]
SeatNumber = Annotated[str, _matching(r"[1-9][0-9]{2,5}", "is not a seat number", "use 3 to 6 digits, no leading 0")]
AgentNumber = Annotated[str, _matching(r"[0-9]{3,8}", "is not an agent number", "use 3 to 8 digits")]
LineNumber = Annotated[str, _matching(r"[0-9]{3,15}", "is not a number that can be dialled", "use 3 to 15 digits")]
Language = Annotated[
    str, _matching(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?", "is not a language tag", "write one such as zh-CN, en or yue")
]
PromptName = Annotated[
    str, _matching(r"[a-z][a-z0-9_]{0,63}", "is not a prompt's name", "use a-z, 0-9 and _, a letter first")
]
Name = Annotated[str, BeforeValidator(_name)]
Spoken = Annotated[str, BeforeValidator(_spoken)]
Plain = Annotated[str, BeforeValidator(_text)]
Level = Annotated[int, _whole(1, 5)]
Skills = Annotated[dict[Plain, Level], BeforeValidator(_mapping)]


class Shape(BaseModel):
    """Base: unknown settings are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteShape(Shape):
    """`site.yaml`."""

    name: Name
    timezone: Plain
    languages: Annotated[tuple[Language, ...], BeforeValidator(_list), AfterValidator(_no_repeats)]
    pause_reasons: Annotated[tuple[Id, ...], BeforeValidator(_list), AfterValidator(_pause_reasons)] = (
        "break",
        "meal",
        "training",
        "other",
    )
    ring_seconds: Annotated[int, _whole(5, 120)] = 15
    unreachable_grace_seconds: Annotated[int, _whole(5, 600)] = 60
    last_seat_back_seconds: Annotated[int, _whole(5, 600)] = 30
    silent_phone_seconds: Annotated[int, _whole(5, 120)] = 15


class LineShape(Shape):
    """One entry of `lines.yaml`."""

    number: LineNumber
    name: Name
    queue: Plain
    language: Plain
    greeting: Spoken
    notice: Annotated[str, BeforeValidator(_spoken_or_nothing)] = ""


class QueueShape(Shape):
    """One entry of `queues.yaml`."""

    name: Name
    skills: Skills = Field(default_factory=dict)
    wrap_up_seconds: Annotated[int, _whole(0, 3600)] = 30
    target_seconds: Annotated[int, _whole(1, 3600)] = 15


class SeatShape(Shape):
    """One entry of `seats.yaml`."""

    name: Name


class AgentShape(Shape):
    """One entry of `agents.yaml`."""

    name: Name
    skills: Skills = Field(default_factory=dict)
