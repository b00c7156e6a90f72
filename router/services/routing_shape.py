"""The shape of what queues, lines and the site say about routing; what each does stands in docs/routing.md."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from router.domain.routing.clause import Clause
from router.domain.routing.policy import (
    FALLBACK,
    PRIORITY_AT_MOST,
    WEIGHT_AT_MOST,
    CallerRule,
    Overflow,
    SeatRule,
    Step,
    Target,
    TargetKind,
)
from router.services.bundle_words import (
    Plain,
    Shape,
    Skills,
    YesOrNo,
    filled,
    listed,
    maybe_listed,
    refuse,
    single,
    whole,
)
from router.services.suggest_word import suggest_word

WAIT_AT_MOST: Final = 86_400
"""seconds; nobody holds a phone for longer"""
_WAYS: Final = "`queue: ...`, `message: ...` or `fallback: yes`"


def _rule(kind: type[StrEnum]) -> BeforeValidator:
    def check(value: Any) -> StrEnum:
        text = single(value)
        names = [rule.value for rule in kind]
        if text not in names:
            refuse(f"{text[:40]!r} is no rule", suggest_word(text, names))
        return kind(text)

    return BeforeValidator(check)


Wait = Annotated[int, whole(1, WAIT_AT_MOST)]
WaitOrNone = Annotated[int, whole(0, WAIT_AT_MOST)]
Priority = Annotated[int, whole(0, int(PRIORITY_AT_MOST))]
Weight = Annotated[int, whole(0, int(WEIGHT_AT_MOST))]
Callers = Annotated[CallerRule, _rule(CallerRule)]
Seats = Annotated[SeatRule, _rule(SeatRule)]


class StepShape(Shape):
    """Who will do as well from a waiting time on: those with all `skills`, those with one of `any`, or those of the
    first entry of `in_order`, then of the second. None of these: anybody."""

    after_seconds: Wait
    skills: Skills | None = None
    # Names of their own: `any` is a function.
    any_of: Annotated[Skills, BeforeValidator(filled)] | None = Field(default=None, alias="any")
    in_order: Annotated[tuple[Skills, ...], BeforeValidator(listed)] | None = None

    @model_validator(mode="after")
    def _one_at_most(self) -> StepShape:
        ways = {"skills": self.skills, "any": self.any_of, "in_order": self.in_order}
        given = [name for name, value in ways.items() if value is not None]
        if len(given) > 1:
            refuse(f"a step asks in {len(given)} ways at once ({', '.join(given)})", "keep one; add a step for another")
        return self

    def step(self) -> Step:
        """As the domain has it."""
        if self.any_of is not None:
            tiers: tuple[Clause, ...] = (Clause(any=self.any_of),)
        elif self.in_order is not None:
            tiers = tuple(Clause(all=skills) for skills in self.in_order)
        else:
            tiers = (Clause(all=self.skills or {}),)
        return Step(after=float(self.after_seconds), tiers=tiers)


class TargetShape(Shape):
    """Where callers go: one of `{queue: general}`, `{message: legal}` (a message that this queue follows up),
    `{fallback: yes}`."""

    queue: Plain | None = None
    message: Plain | None = None
    fallback: YesOrNo = False

    @model_validator(mode="after")
    def _one(self) -> TargetShape:
        given = [name for name in ("queue", "message", "fallback") if getattr(self, name) not in {None, False}]
        if len(given) != 1:
            many = f"leads to {len(given)} things at once ({', '.join(given)})" if given else "leads nowhere"
            refuse(f"this {many}", f"give one of {_WAYS}")
        return self

    def target(self) -> Target:
        """As the domain has it."""
        if self.queue is not None:
            return Target(kind=TargetKind.QUEUE, id=self.queue)
        if self.message is not None:
            return Target(kind=TargetKind.MESSAGE, id=self.message)
        return FALLBACK


class OverflowShape(TargetShape):
    """Where callers go when one of its conditions holds."""

    after_seconds: Wait | None = None
    waiting: Annotated[int, whole(0, 100_000)] | None = None
    nobody: YesOrNo = False

    @model_validator(mode="after")
    def _condition(self) -> OverflowShape:
        if self.after_seconds is None and self.waiting is None and not self.nobody:
            refuse(
                "an overflow without a condition never happens",
                "add `after_seconds: ...`, `waiting: ...` or `nobody: yes`",
            )
        return self

    def overflow(self) -> Overflow:
        """As the domain has it."""
        after = None if self.after_seconds is None else float(self.after_seconds)
        return Overflow(to=self.target(), after=after, waiting=self.waiting, nobody=self.nobody)


Steps = Annotated[tuple[StepShape, ...], BeforeValidator(maybe_listed)]
Overflows = Annotated[tuple[OverflowShape, ...], BeforeValidator(maybe_listed)]
