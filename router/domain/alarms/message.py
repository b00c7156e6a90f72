"""The words of a message. Numbers that could be somebody's leave the house shortened."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from router.domain.alarms.basket import MANY, Item
from router.domain.alarms.catalogue import CHINESE, Words, kind_of
from router.domain.alarms.severity import Severity

Clock = Callable[[float], str]
"""Unix seconds to the site's time of day."""
SUBJECTS: Final = 5
"""so many of each code are named"""
LONGEST_DETAIL: Final = 300
_NUMBER: Final = re.compile(r"(?<![0-9.])\+?[0-9]{7,}(?![0-9]|\.[0-9])")
"""digits that are not those of a call's id, which have a dot between them"""

_SAID: Final = {
    CHINESE: {
        "urgent": "【紧急】", "warning": "【警告】", "info": "【提示】", "over": "【恢复】", "about": "对象",
        "do": "处理", "detail": "详情", "times": "{first} 至 {last} 共 {times} 次", "over_at": "{at} 已恢复",
        "count": "{site}:{times} 条告警", "row": "{times} × {code}:{happened}", "kept": "免打扰时段内的告警",
        "and": "等", "test": "这是一条测试消息,无需处理。",
    },
    "en": {
        "urgent": "[urgent] ", "warning": "[warning] ", "info": "[info] ", "over": "[over] ", "about": "About",
        "do": "Do", "detail": "Details", "times": "{times} times from {first} to {last}", "over_at": "over at {at}",
        "count": "{site}: {times} alarms", "row": "{times} × {code}: {happened}", "kept": "From quiet hours",
        "and": "and others", "test": "This is a test; there is nothing to do.",
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, ready for any channel."""

    title: str
    lines: tuple[str, ...]
    severity: Severity
    items: tuple[Item, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def shorten_numbers(text: str) -> str:
    """Seven digits and more in a row keep the first 3 and the last 2."""

    def stars(found: re.Match[str]) -> str:
        digits = found[0]
        return digits[:3] + "*" * (len(digits) - 5) + digits[-2:]

    return _NUMBER.sub(stars, text)


def compose(items: Sequence[Item], *, site: str, language: str, clock: Clock) -> Message:
    """The message about these; one tells all there is to know, many are counted by code, the worst first."""
    said = _SAID.get(language, _SAID["en"])
    worst = max((item.severity for item in items), key=lambda severity: severity.rank)
    if len(items) == 1:
        head = "over" if items[0].over_at is not None and not items[0].times else worst.value
        lines = _whole(items[0], said, language, clock)
        return Message(title=f"{said[head]}{site}", lines=tuple(lines), severity=worst, items=tuple(items))
    count = said["count"].format(site=site, times=sum(max(1, item.times) for item in items))
    rows = [said["kept"]] if any(item.kept for item in items) else []
    by_code: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_code[item.code].append(item)
    for code in sorted(by_code, key=lambda one: (-kind_of(one).severity.rank, -len(by_code[one]), one)):
        rows.extend(_counted(code, by_code[code], said, language, clock))
    return Message(title=f"{said[worst.value]}{count}", lines=tuple(rows), severity=worst, items=tuple(items))


def compose_test(*, site: str, language: str) -> Message:
    """A message that says that it is a test."""
    said = _SAID.get(language, _SAID["en"])
    return Message(title=f"{said['info']}{site}", lines=(said["test"],), severity=Severity.INFO)


def _whole(item: Item, said: dict[str, str], language: str, clock: Clock) -> list[str]:
    words: Words = kind_of(item.code).in_language(language)
    about = f"{said['about']}: {_subject(item)} · {clock(item.last_at)} · {item.code}"
    over = [said["over_at"].format(at=clock(item.over_at))] if item.over_at is not None else []
    lines = [words.happened, about] if item.times else [*over, words.happened, about]
    if item.times > 1:
        lines.append(said["times"].format(first=clock(item.first_at), last=clock(item.last_at), times=item.times))
    if item.text:
        lines.append(f"{said['detail']}: {shorten_numbers(item.text[:LONGEST_DETAIL])}")
    if not item.times:
        return lines
    return [*lines, *over] if over else [*lines, f"{said['do']}: {words.do}"]


def _counted(code: str, items: list[Item], said: dict[str, str], language: str, clock: Clock) -> list[str]:
    times = sum(item.times for item in items)
    names = [_subject(item) for item in items if item.subject != MANY]
    more = f" {said['and']}" if len(names) > SUBJECTS or len(names) < len(items) else ""
    first, last = min(item.first_at for item in items), max(item.last_at for item in items)
    happened = kind_of(code).in_language(language).happened
    over = [item for item in items if item.over_at is not None]
    ended = " · ".join(said["over_at"].format(at=clock(item.over_at or 0.0)) for item in over[-1:])
    span = clock(first) if first == last else f"{clock(first)} - {clock(last)}"
    # What is over is only said of the whole when it is so of the whole.
    tail = f" · {ended}" if over and len(over) == len(items) else ""
    row = said["row"].format(times=max(1, times), code=code, happened=happened)
    return [row, f"  {', '.join(dict.fromkeys(names[:SUBJECTS]))}{more} · {span}{tail}"]


def _subject(item: Item) -> str:
    return shorten_numbers(item.subject)
