"""The shape of `ladders.yaml`: who is rung until somebody presses a key, and when; and how a change of it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, model_validator

from router.domain.ladder.settings import IN_A_QUEUE, ROLES, TAKES_SECONDS, Ladder, Rule, Trigger
from router.services.bundle_words import Plain, Shape, YesOrNo, listed, no_repeats, refuse, single, whole
from router.services.channel_shape import QuietShape
from router.services.suggest_word import suggest_word

_ROLES: Final = tuple(role.value for role in ROLES)
_TRIGGERS: Final = tuple(trigger.value for trigger in Trigger)


def _step(value: Any) -> str:
    text = single(value)
    if text not in _ROLES and not re.fullmatch(r"[0-9]{3,8}", text, re.ASCII):
        refuse(f"{text[:40]!r} is nobody on a ladder", f"write an agent number, or {', '.join(_ROLES)} of the roster")
    return text


def _trigger(value: Any) -> Trigger:
    text = single(value)
    if text not in _TRIGGERS:
        refuse(f"{text[:40]!r} is nothing that a ladder is climbed for", suggest_word(text, _TRIGGERS))
    return Trigger(text)


Step = Annotated[str, BeforeValidator(_step)]
Names = Annotated[tuple[Plain, ...], BeforeValidator(listed), AfterValidator(no_repeats)]


class RuleShape(Shape):
    """One entry of `when`."""

    trigger: Annotated[Trigger, BeforeValidator(_trigger)]
    seconds: Annotated[int, whole(0, 86_400)] | None = None
    lines: Names = ()
    queues: Names = ()
    hours: Plain = ""
    can_wait: YesOrNo = False

    @model_validator(mode="after")
    def _fit(self) -> RuleShape:
        if self.trigger in TAKES_SECONDS and self.seconds is None:
            refuse(f"`{self.trigger}` needs `seconds`", "say after how long: `seconds: 60`")
        if self.trigger not in TAKES_SECONDS and self.seconds is not None:
            refuse(f"`{self.trigger}` is acted upon at once", "remove `seconds`")
        if self.trigger not in IN_A_QUEUE and (self.lines or self.queues):
            refuse(f"`{self.trigger}` is about no line and no queue", "remove `lines` and `queues`")
        return self

    def rule(self) -> Rule:
        """As the domain has it."""
        return Rule(**{**self.model_dump(), "seconds": self.seconds or 0})


class LadderShape(Shape):
    """One entry of `ladders.yaml`."""

    steps: Annotated[tuple[Step, ...], BeforeValidator(listed), AfterValidator(no_repeats)]
    when: Annotated[tuple[RuleShape, ...], BeforeValidator(listed)]
    ring_seconds: Annotated[int, whole(5, 120)] = 25
    rounds: Annotated[int, whole(1, 20)] = 2
    every_minutes: Annotated[int, whole(1, 240)] = 5
    quiet: QuietShape | None = None

    def ladder(self, key: str) -> Ladder:
        """As the domain has it."""
        return Ladder(
            id=key,
            rules=tuple(rule.rule() for rule in self.when),
            quiet=self.quiet.quiet() if self.quiet else None,
            people=self.steps,
            **self.model_dump(exclude={"when", "quiet", "steps"}),
        )


def say_rules(was: tuple[Rule, ...], now: tuple[Rule, ...]) -> Iterator[str]:
    """`when: no longer waiting for 60 s in queue legal`, one sentence per rule that comes or goes."""
    gone = [rule for rule in was if rule not in now]
    new = [rule for rule in now if rule not in was]
    yield from (f"when: no longer {_rule(rule)}" for rule in gone)
    yield from (f"when: {_rule(rule)}" for rule in new)
    if not gone and not new:
        yield f"when: in another order, {'; '.join(map(_rule, now))}"


def _rule(rule: Rule) -> str:
    words = [rule.trigger.value]
    words += [f"for {rule.seconds} s"] if rule.trigger in TAKES_SECONDS else []
    words += [f"on line {', '.join(rule.lines)}"] if rule.lines else []
    words += [f"in queue {', '.join(rule.queues)}"] if rule.queues else []
    words += [f"in hours {rule.hours}"] if rule.hours else []
    return " ".join([*words, *(["not in quiet hours"] if rule.can_wait else [])])
