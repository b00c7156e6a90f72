"""A setting that changes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any, Final

from router.domain.alarms.channel import Quiet
from router.domain.bundle import Choice, Go, Span
from router.domain.routing.policy import Target
from router.services.say_routing import say_target

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES: Final[Mapping[str, str]] = {
    "wrap_up_seconds": "wrap-up", "target_seconds": "answered in time within", "ring_seconds": "a seat rings",
    "message_seconds": "told in hold every", "more_wrap_up_seconds": "*15 adds to a wrap-up",
    "unreachable_grace_seconds": "a lost phone keeps its seat for", "last_seat_back_seconds": "last seat is back after",
    "silent_phone_seconds": "a silent phone has died after", "pin_lock_seconds": "a locked PIN stays so for",
    "pin_tries": "wrong PINs until it is locked", "seconds": "waits for a key", "max_waiting": "most callers in hold",
    "callback_key": "key for a callback", "callback_after_seconds": "a callback is offered from an expected wait of",
    "shows": "number that is shown", "a_day": "rings of one number a day at most", "trunk": "trunk",
    "retry_minutes": "tried again after minutes", "at_most": "owed at once at most", "cut_off": "owed after a fault",
    "left_after_seconds": "owed to who left after", "outage": "owed after an outage", "hours": "hours",
    "max_calls": "most calls at once", "message_key": "key for a message", "tell_place": "place in the queue is told",
    "tell_wait": "expected wait is told",
    "pause_reasons": "reasons for a pause", "outbound_allowed": "may be rung outside", "spans": "open",
    "language_skills": "rung first for", "closed": "when closed", "person": "person",
    "callers": "a freed seat takes callers by", "fair_after_seconds": "by place alone after",
    "priority_at_most_seconds": "callers are ahead by at most", "priority_seconds": "callers are ahead by",
    "cut_off_priority_seconds": "ahead after a fault", "repeat_priority_seconds": "ahead after giving up",
    "moment_minutes": "a moment ago is within", "same_agent_hours": "same agent for",
    "same_agent_seconds": "waits for the same agent for", "weight_seconds": "callers are ahead by",
    "prefers": "prefers", "seat_rule": "callers take seats by", "reserve": "seats kept for it",
    "longest_seconds": "callers go to the last resort after",
    "key": "key", "least": "told from severity", "quiet": "quiet", "repeat_minutes": "the same is told again after",
    "give_up_hours": "not told any more after", "alarms": "alarms that it wants", "to": "goes to",
    "queue": "queue", "number": "number", "music": "music", "keep_routing_days": "routing can be replayed for",
}  # fmt: skip
_UNITS: Final[Mapping[str, str]] = {"seconds": " s", "_minutes": " min", "_hours": " h", "_days": " days"}
_SPOKEN: Final = frozenset({"greeting", "notice", "greetings", "prompt", "text"})
_LEADS: Final[Mapping[Go, str]] = {
    Go.QUEUE: "queue {}", Go.MENU: "menu {}", Go.SAY: "text {}", Go.LANGUAGE: "language {}",
    Go.MESSAGE: "a message for {}",
}  # fmt: skip
_MOST: Final = 40
"""characters of spoken texts that are told in full"""
_AROUND: Final = 12


def say_setting(name: str, was: Any, now: Any, *, key: str = "") -> str:
    """`wrap-up 60 s -> 45 s`; with the `key` of a mapping `skill legal 2 -> 3`, `key 3 now leads to queue legal`.

    A value of None in a mapping: it is not there.
    """
    if name == "choices":
        return _choice(key, was, now)
    if name in _SPOKEN:
        where = f" in {key}" if key else ""
        return f"{name}{where} {say_words(was, now)}"
    word = _NAMES.get(name, name.replace("_", " "))
    if key:
        word = f"{'skill' if name == 'skills' else word} {key}"
    unit = next((unit for end, unit in _UNITS.items() if name.endswith(end)), "")
    return f"{word} {_value(was, unit)} -> {_value(now, unit)}"


def say_words(was: str | None, now: str | None) -> str:
    """`“once” -> “now”`; of long texts what surrounds the part that changes."""
    one, other = was or "", now or ""
    if max(len(one), len(other)) <= _MOST:
        return " -> ".join(f"“{text}”" if text else "nothing" for text in (one, other))
    head = _alike(one, other)
    tail = _alike(one[head:][::-1], other[head:][::-1])
    return f"{_part(one, head, tail)} -> {_part(other, head, tail)}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _part(text: str, head: int, tail: int) -> str:
    """`head` and `tail`: how many characters, from either end, are as they were."""
    if not text:
        return "nothing"
    start = max(0, head - _AROUND)
    stop = min(len(text) - tail + _AROUND, head + 2 * _MOST, len(text))
    return f"“{'…' * (start > 0)}{text[start:stop]}{'…' * (stop < len(text))}”"


def _choice(key: str, was: Choice | None, now: Choice | None) -> str:
    if now is None:
        return f"key {key} leads nowhere now (was: {_leads(was)})"
    if was is None:
        return f"key {key} is new and leads to {_leads(now)}"
    return f"key {key} now leads to {_leads(now)} (was: {_leads(was)})"


def _leads(choice: Choice | None) -> str:
    if choice is None:
        return "nothing"
    asked = ", ".join(f"{skill} >= {level}" for skill, level in choice.skills.items())
    return _LEADS[choice.go].format(choice.target) + (f" with {asked}" if asked else "")


def _value(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, Choice):
        return _leads(value)
    if isinstance(value, Target):
        return say_target(value)
    if isinstance(value, tuple):
        return ", ".join(_span(one) if isinstance(one, Span) else str(one) for one in value)
    return f"{_clock(value.start)}-{_clock(value.until)}" if isinstance(value, Quiet) else f"{value}{unit}"


def _span(span: Span) -> str:
    days = " ".join(DAYS[day] for day in span.days)
    return f"{days} {_clock(span.start)}-{_clock(span.until)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
