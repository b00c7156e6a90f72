"""The shape of the files that every configuration has: which settings there are, and which values each may have."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field

from router.domain.bundle import AgentRole
from router.domain.call import Outcome
from router.domain.routing.clause import Clause
from router.domain.routing.policy import CallerRule, SeatRule
from router.services.bundle_words import (
    Id,
    Language,
    Name,
    Plain,
    Shape,
    Skills,
    Spoken,
    SpokenOrNothing,
    YesOrNo,
    listed,
    mapped,
    matching,
    maybe_listed,
    no_repeats,
    refuse,
    single,
    whole,
)
from router.services.incident_shape import IncidentsOrDefault
from router.services.menu_shape import ChoiceShape
from router.services.outbound_shape import CallbackShape
from router.services.routing_shape import (
    Callers,
    Overflows,
    Priority,
    Seats,
    Steps,
    TargetShape,
    WaitOrNone,
    Weight,
)
from router.services.suggest_word import suggest_word

RESERVED_REASONS: Final = frozenset({"signed_on", "missed_offer", "phone_lost", "shift_over"})
OUTCOMES: Final = (*(outcome.value for outcome in Outcome), "default")


def _pause_reasons(values: tuple[str, ...]) -> tuple[str, ...]:
    taken = sorted(RESERVED_REASONS.intersection(values))
    if taken:
        refuse(f"{taken[0]!r} is a reason that the platform itself sets", "choose another word")
    if len(values) > 9:
        refuse("there are more than nine reasons, and one key each", "keep nine at most")
    return no_repeats(values)


def _outcomes(value: Any) -> Any:
    stranger = next((key for key in mapped(value) if key not in OUTCOMES), None)
    if stranger is not None:
        refuse(f"{str(stranger)[:40]!r} is no outcome", f"use {', '.join(OUTCOMES)}")
    return value


def _closed(choice: ChoiceShape) -> ChoiceShape:
    if choice.queue is None and choice.message is None:
        refuse("a closed queue leads to another queue or to a message", "write `{queue: ...}` or `{message: ...}`")
    return choice


SeatNumber = Annotated[str, matching(r"[1-9][0-9]{2,5}", "is not a seat number", "use 3 to 6 digits, no leading 0")]


def _agent_role(value: Any) -> AgentRole:
    text, names = single(value), [role.value for role in AgentRole]
    if text not in names:
        refuse(f"{text[:40]!r} is no role", suggest_word(text, names))
    return AgentRole(text)


AgentNumber = Annotated[str, matching(r"[0-9]{3,8}", "is not an agent number", "use 3 to 8 digits")]
LineNumber = Annotated[str, matching(r"[0-9]{3,15}", "is not a number that can be dialled", "use 3 to 15 digits")]
QueueNumber = Annotated[
    str, matching(r"[1-9][0-9]{2,5}", "is not a number to transfer to", "use 3 to 6 digits, no leading 0")
]
TopicCode = Annotated[str, matching(r"[0-9]{1,4}", "is not the code of a topic", "use 1 to 4 digits")]
PlaceCode = Annotated[str, matching(r"[0-9]{1,6}", "is not the code of a place", "use 1 to 6 digits")]
OutboundNumber = Annotated[
    str,
    matching(r"[0-9]{3,15}|[0-9]{2,14}\*", "is no number to ring", "use 3 to 15 digits, or 2 and more with `*` after"),
]
KeepDays = Annotated[dict[Plain, Annotated[int, whole(0, 36_500)]], BeforeValidator(_outcomes)]
Most = Annotated[int, whole(0, 100_000)]


class SiteShape(Shape):
    """`site.yaml`."""

    name: Name
    timezone: Plain
    languages: Annotated[tuple[Language, ...], BeforeValidator(listed), AfterValidator(no_repeats)]
    pause_reasons: Annotated[tuple[Id, ...], BeforeValidator(listed), AfterValidator(_pause_reasons)] = (
        "break",
        "meal",
        "training",
        "other",
    )
    ring_seconds: Annotated[int, whole(5, 120)] = 15
    unreachable_grace_seconds: Annotated[int, whole(5, 600)] = 60
    last_seat_back_seconds: Annotated[int, whole(5, 600)] = 30
    silent_phone_seconds: Annotated[int, whole(5, 120)] = 15
    more_wrap_up_seconds: Annotated[int, whole(5, 3600)] = 60
    pin_tries: Annotated[int, whole(1, 20)] = 5
    pin_lock_seconds: Annotated[int, whole(10, 86_400)] = 300
    keep_days: KeepDays = Field(default_factory=dict)
    keep_routing_days: Annotated[int, whole(0, 36_500)] = 35
    language_skills: Annotated[dict[Language, Plain], BeforeValidator(mapped)] = Field(default_factory=dict)
    callers: Callers = CallerRule.OLDEST
    fair_after_seconds: WaitOrNone = 300
    priority_at_most_seconds: Priority = 300
    cut_off_priority_seconds: Priority = 120
    repeat_priority_seconds: Priority = 0
    moment_minutes: Annotated[int, whole(1, 1440)] = 60
    same_agent_hours: Annotated[int, whole(0, 168)] = 24
    incidents: IncidentsOrDefault
    outbound_allowed: Annotated[
        tuple[OutboundNumber, ...], BeforeValidator(maybe_listed), AfterValidator(no_repeats)
    ] = ()  # fmt: skip


class LineShape(Shape):
    """One entry of `lines.yaml`."""

    number: LineNumber
    name: Name
    queue: Plain
    language: Plain
    greeting: Spoken
    notice: SpokenOrNothing = ""
    menu: Plain = ""
    greetings: Annotated[dict[Language, Spoken], BeforeValidator(mapped)] = Field(default_factory=dict)
    recorded: YesOrNo = True
    max_calls: Most = 0
    max_waiting: Most = 0
    priority_seconds: Priority = 0
    keep_days: KeepDays = Field(default_factory=dict)


class QueueShape(Shape):
    """One entry of `queues.yaml`."""

    name: Name
    skills: Skills = Field(default_factory=dict)
    wrap_up_seconds: Annotated[int, whole(0, 3600)] = 30
    target_seconds: Annotated[int, whole(1, 3600)] = 15
    number: QueueNumber | None = None
    max_waiting: Most = 0
    music: Plain = "default"
    tell_place: YesOrNo = True
    tell_wait: YesOrNo | None = None
    message_seconds: Annotated[int, whole(0, 600)] = 30
    message_key: Annotated[
        str, matching(r"[1-9]", "is no key for a message", "use one of 1 to 9; 0, * and # have a meaning of their own")
    ] = ""
    callback: CallbackShape | None = None
    whisper: YesOrNo = False
    survey: YesOrNo = False
    hours: Plain = ""
    closed: Annotated[ChoiceShape, AfterValidator(_closed)] | None = None
    prefers: Skills = Field(default_factory=dict)
    steps: Steps = ()
    weight_seconds: Weight = 0
    seat_rule: Seats = SeatRule.BEST_LEVEL
    same_agent_seconds: Annotated[int, whole(0, 3600)] = 0
    reserve: Annotated[int, whole(0, 10_000)] = 0
    overflow: Overflows = ()
    longest_seconds: WaitOrNone = 0
    last_resort: TargetShape | None = None

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """What will do at some time or other; the first does at once."""
        return (Clause(all=self.skills), *(tier for step in self.steps for tier in step.step().tiers))


class SeatShape(Shape):
    """One entry of `seats.yaml`."""

    name: Name


class AgentShape(Shape):
    """One entry of `agents.yaml`."""

    name: Name
    skills: Skills = Field(default_factory=dict)
    language: Plain = ""
    role: Annotated[AgentRole, BeforeValidator(_agent_role)] = AgentRole.AGENT
    mobile: Annotated[str, matching(r"[0-9]{3,15}", "is no number to ring", "use 3 to 15 digits, no signs")] = ""
