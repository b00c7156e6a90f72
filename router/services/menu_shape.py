"""The shape of what callers choose from and are told: `menus.yaml` and `announcements.yaml`."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from router.domain.bundle import Choice, Go
from router.services.bundle_words import (
    Plain,
    Shape,
    Skills,
    Texts,
    filled,
    matching,
    maybe_listed,
    no_repeats,
    refuse,
    whole,
)

_WAYS: Final = "`queue`, `menu`, `say`, `language` or `message`"


class ChoiceShape(Shape):
    """What a key leads to: one of `{queue: legal}`, `{queue: legal, skills: {english: 1}}`, `{menu: ...}`,
    `{say: text}`, `{language: en}`, `{message: queue}`."""

    queue: Plain | None = None
    menu: Plain | None = None
    say: Plain | None = None
    language: Plain | None = None
    message: Plain | None = None
    skills: Skills = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one(self) -> ChoiceShape:
        given = [go.value for go in Go if getattr(self, go.value) is not None]
        if len(given) != 1:
            many = f"leads to {len(given)} things at once ({', '.join(given)})" if given else "leads nowhere"
            refuse(f"a choice {many}", f"give one of {_WAYS}")
        if self.skills and self.queue is None:
            refuse("skills are asked for, and not of a queue", "give `queue` beside them, or remove them")
        return self

    def choice(self) -> Choice:
        """As the domain has it."""
        go, target = next((go, found) for go in Go if (found := getattr(self, go.value)) is not None)
        return Choice(go=go, target=target, skills=self.skills)


def _key(value: Any) -> str:
    if value == "0":
        refuse("0 reaches a person from every menu", "choose another key; `person` names the queue")
    if value == "*":
        refuse("* leads back from every menu", "choose another key")
    return str(value)


Key = Annotated[
    str, matching(r"[1-9#]", "is not one key of a phone", "use one of 1 to 9, or '#' in quotes"), BeforeValidator(_key)
]


class MenuShape(Shape):
    """One entry of `menus.yaml`."""

    prompt: Texts
    choices: Annotated[dict[Key, ChoiceShape], BeforeValidator(filled)]
    person: Plain = ""
    seconds: Annotated[int, whole(1, 30)] = 5


class AnnouncementShape(Shape):
    """One entry of `announcements.yaml`."""

    text: Texts
    lines: Annotated[tuple[Plain, ...], BeforeValidator(maybe_listed), AfterValidator(no_repeats)] = ()
