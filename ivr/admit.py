"""Whether a caller can wait where the menu led: not when it is closed, not when it is full. Both are told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ivr.catalogue.calls import ALL_BUSY, OTHER_DESK, QUEUE_CLOSED
from ivr.channel import Channel
from ivr.crowd import Crowd
from ivr.decision import Action, Decision
from ivr.hours import queue_is_open
from ivr.walk_menu import PERSON
from router.domain.bundle import Bundle, Go, Line


@dataclass(frozen=True, kw_only=True)
class House:
    """What there is, and how it is there now."""

    bundle: Bundle
    line: Line
    crowd: Crowd
    now: datetime
    """aware, in the site's zone"""


def admit(channel: Channel, house: House, wanted: Decision) -> Decision:
    """The decision itself, or a message when the caller cannot wait there. Closed queues lead on as they say; a chain
    of them ends at a message for the last one that led on to none."""
    if wanted.action is not Action.QUEUE:
        return wanted
    found = _open_queue(channel, house, wanted)
    return _not_too_many(channel, house, found) if found.action is Action.QUEUE else found


def too_many_calls(house: House) -> bool:
    """Whether the line has more calls than it may."""
    return 0 < house.line.max_calls < house.crowd.calls(house.line.id)


def all_busy(channel: Channel, wanted: Decision) -> Decision:
    """Told so, and may leave a message."""
    return _message(channel, wanted, told=channel.play(ALL_BUSY) is None)


def _open_queue(channel: Channel, house: House, wanted: Decision) -> Decision:
    told = False
    seen: set[str] = set()
    while (queue := house.bundle.queue_of(wanted.queue)) and not queue_is_open(house.bundle, queue, house.now):
        if not seen:
            key = channel.play(QUEUE_CLOSED)
            told = key is None
            if key == PERSON and house.line.queue != queue.id:
                seen.add(queue.id)
                wanted = replace(wanted, queue=house.line.queue, skills={})
                continue
        leads = queue.closed
        if leads is None or leads.go is not Go.QUEUE or queue.id in seen:
            target = leads.target if leads and leads.go is Go.MESSAGE else queue.id
            return _message(channel, replace(wanted, queue=target), told=told)
        seen.add(queue.id)
        wanted = replace(wanted, queue=leads.target, skills=leads.skills)
    if seen:
        channel.play(OTHER_DESK)
    return wanted


def _not_too_many(channel: Channel, house: House, wanted: Decision) -> Decision:
    queue, line = house.bundle.queue_of(wanted.queue), house.line
    if queue and 0 < queue.max_waiting <= house.crowd.waiting(wanted.queue):
        return all_busy(channel, wanted)
    if 0 < line.max_waiting <= house.crowd.waiting_line(line.id):
        return all_busy(channel, wanted)
    return wanted


def _message(channel: Channel, wanted: Decision, *, told: bool) -> Decision:
    if told:
        channel.informed()
    return replace(wanted, action=Action.MESSAGE, skills={}, informed=told or wanted.informed)
