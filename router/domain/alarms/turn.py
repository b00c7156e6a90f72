"""Whose turn it is: what a channel is told next, and what its answer changes. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain.alarms.basket import Basket, Item, Sent
from router.domain.alarms.catalogue import Over, kind_of
from router.domain.alarms.channel import Channel
from router.domain.alarms.severity import Severity

MINUTE: Final = 60.0
PACE: Final = 5
"""messages in a minute; whatever comes beyond is gathered into one"""
MOST: Final = 15
"""messages in a minute, whatever comes: the robots take 20, and a test may come beside"""
FEW: Final = 3
"""so many things at once are told one by one"""
FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 600.0
KEPT_TOLD_SECONDS: Final = 86_400.0
MOST_OPEN: Final = 200


def hold_back(basket: Basket, channel: Channel, *, minute: int) -> Basket:
    """Mark what has to wait because it is a quiet minute (since midnight, local time)."""
    if not _quiet(channel, minute) or not any(_held(item) and not item.kept for item in basket.items):
        return basket
    return replace(basket, items=tuple(replace(item, kept=True) if _held(item) else item for item in basket.items))


def next_batch(basket: Basket, channel: Channel, *, minute: int, now: float) -> tuple[Item, ...]:
    """What the next message is about; nothing: not now."""
    if now < basket.try_at:
        return ()
    quiet = _quiet(channel, minute)
    due = [item for item in basket.items if item.due_at <= now and not (quiet and _held(item))]
    lately = [one for one in basket.sent if now - one.at < MINUTE]
    if len(lately) >= MOST:
        return ()
    if len(lately) >= PACE:
        # A flood waits until it can be told as one, but not what it has nothing to do with.
        known = {code for one in lately for code in one.codes}
        due = [item for item in due if item.severity is Severity.URGENT and item.code not in known]
    if len(due) > FEW or any(item.kept for item in due):
        return tuple(due)
    return tuple(due[:1])


def sent(basket: Basket, batch: tuple[Item, ...], *, now: float) -> Basket:
    """It was taken."""
    told = {key: at for key, at in basket.told.items() if now - at < KEPT_TOLD_SECONDS}
    ending = [item.key for item in batch if item.over_at is None and kind_of(item.code).over is not Over.NEVER]
    over = {item.key for item in batch if item.over_at is not None}
    opened = [key for key in basket.open if key not in over and key not in ending]
    return replace(
        basket,
        items=tuple(item for item in basket.items if item not in batch),
        told=told | {item.key: now for item in batch if item.times},
        open=(*opened, *ending)[-MOST_OPEN:],
        sent=(*(one for one in basket.sent if now - one.at < MINUTE), _sent(batch, now)),
        failures=0,
        try_at=0.0,
        failing_since=None,
        last_success=now,
        messages=basket.messages + 1,
    )


def failed(basket: Basket, channel: Channel, error: str, *, now: float, least: float, jitter: float) -> Basket:
    """It was not taken. `least`: seconds that the other side wants to be left alone; `jitter`: 0 to 1, by chance."""
    failures = basket.failures + 1
    since = now if basket.failing_since is None else basket.failing_since
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 20)) * (0.75 + jitter / 2)
    tried = replace(
        basket,
        failures=failures,
        failing_since=since,
        try_at=now + max(pause, least),
        last_error=error,
        failed=basket.failed + 1,
    )
    limit = now - channel.give_up_hours * 3600.0
    if since > limit:
        return tried
    old = [item for item in basket.items if item.due_at <= limit]
    return replace(
        tried,
        items=tuple(item for item in basket.items if item not in old),
        given_up=basket.given_up + sum(max(1, item.times) for item in old),
    )


def _sent(batch: tuple[Item, ...], now: float) -> Sent:
    return Sent(at=now, codes=tuple(sorted({item.code for item in batch})))


def _quiet(channel: Channel, minute: int) -> bool:
    return channel.quiet is not None and channel.quiet.holds(minute)


def _held(item: Item) -> bool:
    return item.severity is not Severity.URGENT
