"""The shape of what the site says about incidents, and how a change of it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from router.domain.incidents.rules import BadIncidentRules
from router.domain.incidents.settings import IncidentSettings
from router.services.bundle_words import Shape, YesOrNo, listed, refuse, single, whole

_DEFAULT: Final = IncidentSettings()
_LONGEST: Final = 1440
"""minutes; who calls about the same thing a day later calls about another one"""


def _decimal(low: float, high: float) -> BeforeValidator:
    def check(value: Any) -> float:
        text = single(value)
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", text, re.ASCII):
            refuse(f"{text[:40]!r} is not a number", f"write one from {low} to {high}, such as 2.5")
        if not low <= float(text) <= high:
            refuse(f"{text} is out of range", f"write a number from {low} to {high}")
        return float(text)

    return BeforeValidator(check)


Minutes = Annotated[int, whole(1, _LONGEST)]


class IncidentsShape(Shape):
    """`incidents` of `site.yaml`; what each does stands in docs/incidents.md."""

    # On unless the house says otherwise: nobody asks for it before the evening on which it is needed.
    watch: YesOrNo = _DEFAULT.watch
    windows: Annotated[tuple[Minutes, ...], BeforeValidator(listed)] = _DEFAULT.windows
    floor: Annotated[int, whole(2, 1000)] = _DEFAULT.floor
    budget: Annotated[float, _decimal(0.1, 1000)] = _DEFAULT.budget
    quiet: Minutes = _DEFAULT.quiet
    half_life_weeks: Annotated[float, _decimal(1, 104)] = _DEFAULT.half_life_weeks

    @model_validator(mode="after")
    def _fit(self) -> IncidentsShape:
        try:
            self.settings()
        except BadIncidentRules as error:
            refuse("these settings for incidents do not fit each other", str(error))
        return self

    def settings(self) -> IncidentSettings:
        """As the domain has it."""
        return IncidentSettings(**self.model_dump())


IncidentsOrDefault = Annotated[IncidentsShape, Field(default_factory=IncidentsShape)]


def say_incidents(was: IncidentSettings, now: IncidentSettings) -> Iterator[str]:
    """`incidents: floor 5 -> 6`, one sentence per setting."""
    for field in fields(IncidentSettings):
        before, after = getattr(was, field.name), getattr(now, field.name)
        if before != after:
            yield f"incidents: {field.name.replace('_', ' ')} {_value(before)} -> {_value(after)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) + " min"
    return f"{value:g}" if isinstance(value, float) else str(value)
