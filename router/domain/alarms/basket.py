"""What one channel still has to be told, and what it was told a moment ago. Values and pure changes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from router.domain.alarms.catalogue import EVERYWHERE, kind_of
from router.domain.alarms.channel import Channel
from router.domain.alarms.severity import Severity

MOST_ITEMS: Final = 200
"""more different things than this are gathered by code alone"""
MANY: Final = "*"
"""subject of what was gathered by code alone"""
MOST_IDS: Final = 50
MOST_SEEN: Final = 300


@dataclass(frozen=True, kw_only=True)
class Raised:
    """An alarm as it comes in. `at` in Unix seconds."""

    at: float
    code: str
    subject: str
    text: str

    @property
    def id(self) -> str:
        """The same wherever it is read: the archive keeps microseconds."""
        return f"{self.at:.6f}|{self.code}|{self.subject}"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to tell. Times in Unix seconds."""

    code: str
    subject: str
    text: str
    """of the last time"""
    severity: Severity
    first_at: float
    last_at: float
    due_at: float
    """not to be told before"""
    times: int = 1
    """0: it was told before, and is over now"""
    kept: bool = False
    """it had to wait for the end of quiet hours"""
    over_at: float | None = None
    ids: tuple[str, ...] = ()
    """of the alarms that it is made of, the first of them when they are many"""

    @property
    def key(self) -> str:
        return f"{self.code}|{self.subject}"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that went out."""

    at: float
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Basket:
    """One channel's whole state; what is stored of it. Times in Unix seconds."""

    feed: str = ""
    """id of the last entry of the feed that was looked at"""
    row: int = 0
    """the last alarm of the archive that was looked at"""
    seen: tuple[str, ...] = ()
    """ids of alarms that came in lately: some come by both ways"""
    items: tuple[Item, ...] = ()
    """not told yet, in the order in which they came"""
    told: Mapping[str, float] = field(default_factory=dict)
    """key to when it was told last"""
    open: tuple[str, ...] = ()
    """keys of what was told, can be over, and is not"""
    sent: tuple[Sent, ...] = ()
    """of the last minute"""
    failures: int = 0
    """in a row"""
    try_at: float = 0.0
    """no try before"""
    failing_since: float | None = None
    last_error: str = ""
    last_success: float | None = None
    messages: int = 0
    """that were taken, ever"""
    failed: int = 0
    """tries that failed, ever"""
    given_up: int = 0
    """alarms that were not told in time, and never will be"""


def take(basket: Basket, channel: Channel, alarm: Raised, *, now: float) -> Basket:
    """Put an alarm in, unless the channel does not want it or has it already."""
    severity = kind_of(alarm.code).severity
    wanted = alarm.code in EVERYWHERE or channel.wants(alarm.code, severity)
    if not wanted or alarm.id in basket.seen:
        return basket
    basket = replace(basket, seen=(*basket.seen, alarm.id)[-MOST_SEEN:])
    new = _item(basket, channel, alarm, severity, now=now)
    for place, item in enumerate(basket.items):
        if item.key == new.key and item.over_at is None and item.times:
            merged = replace(
                item,
                text=new.text,
                times=item.times + 1,
                first_at=min(item.first_at, alarm.at),
                last_at=max(item.last_at, alarm.at),
                ids=(*item.ids, alarm.id)[:MOST_IDS],
            )
            return replace(basket, items=(*basket.items[:place], merged, *basket.items[place + 1 :]))
    return replace(basket, items=(*basket.items, new))


def _item(basket: Basket, channel: Channel, alarm: Raised, severity: Severity, *, now: float) -> Item:
    subject = alarm.subject if len(basket.items) < MOST_ITEMS else MANY
    told = basket.told.get(f"{alarm.code}|{subject}")
    pause = channel.repeat_minutes * 60.0
    due = now if told is None or now - told >= pause else told + pause
    return Item(code=alarm.code, subject=subject, text=alarm.text, severity=severity, first_at=alarm.at,
                last_at=alarm.at, due_at=due, ids=(alarm.id,))  # fmt: skip


def is_open(basket: Basket, code: str, subject: str) -> bool:
    """Whether somebody was told of this, or is about to be, and does not know that it is over."""
    key = f"{code}|{subject}"
    return key in basket.open or any(item.key == key and item.over_at is None for item in basket.items)


def resolve(basket: Basket, code: str, subject: str, *, at: float, now: float, text: str = "") -> Basket:
    """It is over: said together with it when it was not told yet, else by itself; nothing when nobody knew of it."""
    if not is_open(basket, code, subject):
        return basket
    key = f"{code}|{subject}"
    rest = tuple(one for one in basket.open if one != key)
    waiting = [item for item in basket.items if item.key == key and item.over_at is None]
    if waiting:
        items = tuple(
            replace(item, over_at=at, text=text or item.text) if item in waiting else item for item in basket.items
        )
        return replace(basket, items=items, open=rest)
    # As urgent as the alarm was: whoever it woke is to know.
    told = Item(code=code, subject=subject, text=text, severity=kind_of(code).severity, first_at=at, last_at=at,
                due_at=now, times=0, over_at=at)  # fmt: skip
    return replace(basket, items=(*basket.items, told), open=rest)
