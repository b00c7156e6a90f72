"""What another bundle changes, in the hotline's own words. Complete: bundles that differ give a sentence at least."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final

from router.domain.bundle import Bundle
from router.domain.outbound import Outbound
from router.services.incident_shape import say_incidents
from router.services.ladder_shape import say_rules
from router.services.say_routing import say_overflows, say_steps
from router.services.say_setting import say_setting, say_words

_BARE: Final = frozenset({"is new", "goes", "are new", "go"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that changes."""

    what: str
    """whose: `queue legal`, `the site`"""
    says: str
    """what becomes of it: `wrap-up 60 s -> 45 s`, `is new`"""

    def __str__(self) -> str:
        return f"{self.what} {self.says}" if self.says in _BARE else f"{self.what}: {self.says}"


_KINDS: Final[Mapping[str, str]] = {
    "lines": "line", "menus": "menu", "queues": "queue", "hours": "hours", "announcements": "announcement",
    "skills": "skill", "seats": "seat", "agents": "agent", "topics": "topic", "places": "place", "trunks": "trunk",
    "webhooks": "webhook", "channels": "channel", "ladders": "ladder", "linkages": "linkage",
    "recorded_prompts": "recording of prompt", "music": "music",
    "successors": "successor of queue",
}  # fmt: skip
"""mapping of a bundle to what one entry of it is called, in the order in which changes are told"""
_IN_ORDER: Final[Mapping[str, Callable[[Any, Any], Iterator[str]]]] = {
    "steps": say_steps, "overflows": say_overflows, "incidents": say_incidents, "rules": say_rules,
}  # fmt: skip
_NO_CHANGE: Final = frozenset({"number"})


def diff_bundles(before: Bundle, after: Bundle) -> tuple[Change, ...]:
    """Every change from one bundle to another, but for the number."""
    return tuple(_changes(before, after))


def _changes(before: Bundle, after: Bundle) -> Iterator[Change]:
    yield from _fields("the site", before.site, after.site)
    yield from _outbound(before.outbound, after.outbound)
    for name, kind in _KINDS.items():
        yield from _entries(kind, getattr(before, name), getattr(after, name))
    yield from _texts(before.texts, after.texts)
    told = {"site", "texts", "outbound", *_KINDS, *_NO_CHANGE}
    for field in fields(Bundle):
        if field.name not in told:
            was, now = getattr(before, field.name), getattr(after, field.name)
            yield from _setting("the site", field.name, was, now)


def _outbound(before: Outbound | None, after: Outbound | None) -> Iterator[Change]:
    what = "rings to the outside"
    if before is None or after is None:
        if before is not after:
            yield Change(what=what, says="are new" if before is None else "go")
        return
    yield from _fields(what, replace(before, callbacks=after.callbacks), after)
    yield from _fields("callbacks", before.callbacks, after.callbacks)


def _entries(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        what = f"{kind} {key}"
        if key not in after:
            yield Change(what=what, says="goes")
        elif key not in before:
            yield Change(what=what, says="is new")
        elif is_dataclass(before[key]):
            yield from _fields(what, before[key], after[key])
        elif before[key] != after[key]:
            yield Change(what=what, says=_plain(kind, before[key], after[key]))


def _plain(kind: str, was: Any, now: Any) -> str:
    if kind in {"music", "recording of prompt"}:
        return "other recordings"
    return f"{was} -> {now}"


def _fields(what: str, before: Any, after: Any) -> Iterator[Change]:
    for field in fields(before):
        was, now = getattr(before, field.name), getattr(after, field.name)
        yield from _setting(what, field.name, was, now)


def _setting(what: str, name: str, was: Any, now: Any) -> Iterator[Change]:
    if was == now:
        return
    if name in _IN_ORDER:
        yield from (Change(what=what, says=says) for says in _IN_ORDER[name](was, now))
    elif isinstance(was, Mapping):
        yield from (Change(what=what, says=says) for says in _pairs(name, was, now))
    else:
        yield Change(what=what, says=say_setting(name, was, now))


def _pairs(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key in dict.fromkeys((*was, *now)):
        if was.get(key) != now.get(key):
            yield say_setting(name, was.get(key), now.get(key), key=key)


def _texts(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    for language in dict.fromkeys((*before, *after)):
        was, now = before.get(language), after.get(language)
        if was is None or now is None:
            yield Change(what=f"texts in {language}", says="are new" if was is None else "go")
            continue
        for name in dict.fromkeys((*was, *now)):
            if was.get(name) != now.get(name):
                yield Change(what=f"text {name} in {language}", says=say_words(was.get(name), now.get(name)))
