"""The shape of `hours.yaml`: `office: [{days: mon-fri, from: "09:00", until: "17:30"}]`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from router.domain.bundle import Span
from router.services.bundle_words import Shape, listed, refuse, single

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM: Final = "write days such as `mon-fri`, `sat` or `mon, wed`"


def _days(value: Any) -> tuple[int, ...]:
    words = [single(word) for word in value] if isinstance(value, list) else re.split(r"[,\s]+", single(value))
    found: set[int] = set()
    for word in filter(None, words):
        first, dash, last = word.strip().lower().partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            refuse(f"{word[:40]!r} is no day", _FORM)
        start = DAYS.index(first)
        # `fri-mon` goes over the end of the week.
        many = (DAYS.index(last) - start) % 7 + 1 if dash else 1
        found.update((start + number) % 7 for number in range(many))
    if not found:
        refuse("there is no day", _FORM)
    return tuple(sorted(found))


def minutes_of(value: Any) -> int:
    """Minutes since midnight of a time of the day; "24:00" is 1440."""
    text = single(value)
    found = re.fullmatch(r"([01]?[0-9]|2[0-4]):([0-5][0-9])", text, re.ASCII)
    if not found or int(found[1]) * 60 + int(found[2]) > 1440:
        refuse(f"{text[:40]!r} is no time of the day", 'write one from "00:00" to "24:00", in quotes')
    return int(found[1]) * 60 + int(found[2])


class SpanShape(Shape):
    """From one time to another on some days; an `until` that is not later ends on the next day."""

    days: Annotated[tuple[int, ...], BeforeValidator(_days)]
    start: Annotated[int, BeforeValidator(minutes_of)] = Field(alias="from")
    until: Annotated[int, BeforeValidator(minutes_of)]

    @model_validator(mode="after")
    def _long_enough(self) -> SpanShape:
        if self.start == 1440:
            refuse("a day's last minute cannot be the first", 'write "00:00" and the next day')
        if self.start == self.until:
            refuse("it ends when it begins", 'write "00:00" to "24:00" for a whole day')
        return self

    def span(self) -> Span:
        """As the domain has it: the end of the day is the next day's minute 0."""
        return Span(days=self.days, start=self.start, until=self.until % 1440)


HoursShape = Annotated[tuple[SpanShape, ...], BeforeValidator(listed)]
"""One entry of `hours.yaml`."""
