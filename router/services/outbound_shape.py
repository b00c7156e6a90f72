"""The shape of `outbound.yaml`: how the platform rings the outside, and to whom a callback is owed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from router.domain.outbound import Callbacks, Outbound
from router.services.bundle_words import Plain, Shape, YesOrNo, listed, matching, refuse, whole

SIX_HOURS = 21_600


def _some(values: tuple[int, ...]) -> tuple[int, ...]:
    if len(values) > 10:
        refuse("there are more than ten tries", "keep ten at most")
    return values


class CallbacksShape(Shape):
    """`callbacks:` of `outbound.yaml`."""

    retry_minutes: Annotated[
        tuple[Annotated[int, whole(1, 1440)], ...], BeforeValidator(listed), AfterValidator(_some)
    ] = (5, 30, 120)  # fmt: skip
    at_most: Annotated[int, whole(1, 10_000)] = 500
    cut_off: YesOrNo = False
    left_after_seconds: Annotated[int, whole(0, SIX_HOURS)] = 0
    outage: YesOrNo = False

    def callbacks(self) -> Callbacks:
        """As the domain has it."""
        return Callbacks(**self.model_dump())


class OutboundShape(Shape):
    """`outbound.yaml`."""

    trunk: Plain
    shows: Annotated[str, matching(r"[0-9]{3,15}", "is not a number to show", "use 3 to 15 digits")] = ""
    hours: Plain = ""
    ring_seconds: Annotated[int, whole(5, 120)] = 30
    a_day: Annotated[int, whole(1, 50)] = 3
    callbacks: CallbacksShape = Field(default_factory=CallbacksShape)

    def outbound(self) -> Outbound:
        """As the domain has it."""
        return Outbound(callbacks=self.callbacks.callbacks(), **self.model_dump(exclude={"callbacks"}))


class CallbackShape(Shape):
    """`callback:` of a queue: the key, and from which expected wait on it is offered."""

    key: Annotated[
        str, matching(r"[1-9]", "is no key for a callback", "use one of 1 to 9; 0, * and # have a meaning of their own")
    ]
    after_seconds: Annotated[int, whole(0, 7200)] = 120
