"""The single values of the configuration files: which characters and numbers each may have.

Ids and names end up in Asterisk's files, in AMI headers and on the wire, so what they may hold is narrow: an id has
only `a-z 0-9 _`, a name has no control or direction characters, quotes, backslash, semicolon or variable signs.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Final, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

NAME_LIMIT: Final = 64
TEXT_LIMIT: Final = 600
_UNSAFE: Final = frozenset("\"'`;\\${}<>[]|&")


def refuse(what: str, remedy: str) -> NoReturn:
    """A problem with its remedy, for `compile_bundle` to place."""
    raise PydanticCustomError("hotline", "{what}", {"what": what, "remedy": remedy})


def single(value: Any) -> str:
    """One value as it was written. Refused: nothing, a list, a mapping."""
    if value is None:
        refuse("the value is empty", "write one, or remove the line")
    if not isinstance(value, str):
        refuse("this should be a single value, not a list or a mapping", "write one value after the colon")
    return value


def matching(pattern: str, what: str, remedy: str) -> BeforeValidator:
    """A single value of which all matches."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any) -> str:
        text = single(value)
        if not compiled.fullmatch(text):
            refuse(f"{text[:40]!r} {what}", remedy)
        return text

    return BeforeValidator(check)


def whole(low: int, high: int) -> BeforeValidator:
    """A whole number within limits, both included."""

    def check(value: Any) -> int:
        text = single(value)
        if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text, re.ASCII):
            refuse(f"{text[:40]!r} is not a whole number", f"write one from {low} to {high}")
        if not low <= int(text) <= high:
            refuse(f"{text} is out of range", f"write a number from {low} to {high}")
        return int(text)

    return BeforeValidator(check)


def listed(value: Any) -> Any:
    """A list that is not empty."""
    if not isinstance(value, list) or not value:
        refuse("this should be a list with at least one entry", "write `[first, second]`")
    return value


def maybe_listed(value: Any) -> Any:
    """A list, empty or not."""
    if not isinstance(value, list):
        refuse("this should be a list", "write `[first, second]`, or `[]` for none")
    return value


def mapped(value: Any) -> Any:
    """A mapping, empty or not."""
    if not isinstance(value, dict):
        refuse("this should be `key: value` pairs", "write `{}` for none")
    return value


def filled(value: Any) -> Any:
    """A mapping that is not empty."""
    if not isinstance(value, dict) or not value:
        refuse("this should be `key: value` pairs, one at least", "indent them below it")
    return value


def no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    """A list that names nothing twice."""
    again = next((value for number, value in enumerate(values) if value in values[:number]), None)
    if again is not None:
        refuse(f"{again!r} is in the list twice", "keep one of the two")
    return values


def _yes_or_no(value: Any) -> bool:
    text = single(value)
    if text.lower() not in {"yes", "no", "true", "false", "on", "off"}:
        refuse(f"{text[:40]!r} is neither yes nor no", "write yes or no")
    return text.lower() in {"yes", "true", "on"}


def _hidden(char: str) -> bool:
    return unicodedata.category(char)[0] == "C" or unicodedata.category(char) in {"Zl", "Zp"}


def _name(value: Any) -> str:
    text = single(value).strip()
    bad = next((char for char in text if char in _UNSAFE or _hidden(char)), None)
    if bad is not None:
        shown = f"U+{ord(bad):04X}" if _hidden(bad) else bad
        refuse(f"a name may not hold {shown}", "use letters, digits, spaces and plain punctuation")
    if not 1 <= len(text) <= NAME_LIMIT:
        refuse(f"a name has 1 to {NAME_LIMIT} characters", "shorten it, or write one")
    return text


def _spoken(value: Any) -> str:
    text = " ".join(single(value).split())
    bad = next((char for char in text if _hidden(char)), None)
    if bad is not None:
        refuse(f"a spoken text may not hold U+{ord(bad):04X}", "delete that character")
    if not any(char.isalnum() for char in text):
        refuse("there is nothing to speak in this text", "write a sentence")
    if len(text) > TEXT_LIMIT:
        refuse(f"a spoken text has at most {TEXT_LIMIT} characters", "shorten it: callers wait while it is spoken")
    return text


def _spoken_or_nothing(value: Any) -> str:
    return "" if value is None or value == "" else _spoken(value)


Id = Annotated[
    str, matching(r"[a-z0-9][a-z0-9_]{0,31}", "is not an id", "use 1 to 32 of a-z, 0-9 and _, a letter or digit first")
]
Language = Annotated[
    str, matching(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?", "is not a language tag", "write one such as zh-CN, en or yue")
]
PromptName = Annotated[
    str, matching(r"[a-z][a-z0-9_]{0,63}", "is not a prompt's name", "use a-z, 0-9 and _, a letter first")
]
Name = Annotated[str, BeforeValidator(_name)]
Spoken = Annotated[str, BeforeValidator(_spoken)]
SpokenOrNothing = Annotated[str, BeforeValidator(_spoken_or_nothing)]
Plain = Annotated[str, BeforeValidator(single)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Level = Annotated[int, whole(1, 5)]
Skills = Annotated[dict[Plain, Level], BeforeValidator(mapped)]
Texts = Annotated[dict[Language, Spoken], BeforeValidator(filled)]
"""language to text; one at least"""


class Shape(BaseModel):
    """Base: unknown settings are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
