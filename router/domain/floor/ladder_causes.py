"""What ladders are climbed for, as the floor sees it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from router.domain.call import Call, CallState
from router.domain.floor.board import Board
from router.domain.ladder.climb import Climb
from router.domain.ladder.settings import Trigger

HOUSE: Final = "house"
"""subject of a cause that is about no queue, part or incident"""
Key = tuple[Trigger, str]


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Something that has happened and goes on."""

    trigger: Trigger
    subject: str
    since: float
    """of the caller who waits longest, of nobody's being there"""
    calls: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    """of the calls"""
    node: str = ""
    text: str = ""


def causes(floor: Board) -> dict[Key, Cause]:
    """Every cause there is, by what it is."""
    found: dict[Key, Cause] = {}
    for cause in (*_waiting(floor), *_helps(floor), *_nobody(floor), *_troubles(floor)):
        found.setdefault((cause.trigger, cause.subject), cause)
    return found


def threshold(floor: Board, call: Call) -> int | None:
    """After how many seconds of waiting a ladder may be climbed for this call; None: none is."""
    rules = (rule for ladder in floor.bundle.ladders.values() for rule in ladder.rules)
    queue = floor.queue_id(call.queue)
    return min(
        (rule.seconds for rule in rules if rule.trigger is Trigger.WAITING and rule.concerns(call.line, queue)),
        default=None,
    )


def in_vain(floor: Board, calls: Iterable[str]) -> list[Call]:
    """Those of the calls whose callers are in hold while nobody is there who could serve."""
    unserved, absent = floor.brain.engine.unserved(calls, lambda seat: floor.seats[seat].reachable)
    floor.ladders.long_waiting.difference_update(call for call in absent if call not in floor.calls)
    # Nobody knows yet who is there, or the call is on its way back to hold: what was so before is so still.
    before = {call for one in floor.ladders.climbs.values() for call in one.calls} if absent else set()
    found = [floor.calls[call] for call in (*unserved, *before.intersection(absent)) if call in floor.calls]
    return [call for call in found if call.state is CallState.QUEUED]


def _waiting(floor: Board) -> Iterator[Cause]:
    queues: dict[str, list[Call]] = {}
    for call in in_vain(floor, floor.ladders.long_waiting):
        queues.setdefault(floor.queue_id(call.queue), []).append(call)
    for queue, calls in queues.items():
        calls.sort(key=lambda call: call.rank)
        yield Cause(
            trigger=Trigger.WAITING,
            subject=queue,
            since=min(call.queued_at or floor.now for call in calls),
            calls=tuple(call.id for call in calls),
            lines=tuple(call.line for call in calls),
            node=calls[0].node,
            text=f"a caller waits in queue {queue} and nobody is there who could serve",
        )


def _helps(floor: Board) -> Iterator[Cause]:
    for call_id, number in list(floor.ladders.helps.items()):
        call = floor.calls.get(call_id)
        talks = call is not None and call.state is CallState.TALKING and call.segment is not None
        if call is None or not talks or call.segment is None or number not in {0, call.segment.number}:
            del floor.ladders.helps[call_id]
    asking = [floor.calls[call] for call in floor.ladders.helps]
    for queue in dict.fromkeys(floor.queue_id(call.queue) for call in asking):
        calls = [call for call in asking if floor.queue_id(call.queue) == queue]
        seats = ", ".join(call.segment.seat for call in calls if call.segment)
        yield Cause(
            trigger=Trigger.HELP,
            subject=queue,
            since=floor.now,
            calls=tuple(call.id for call in calls),
            lines=tuple(call.line for call in calls),
            node=calls[0].node,
            text=f"the agent at seat {seats} asks for help in a talk of queue {queue}",
        )


def _nobody(floor: Board) -> Iterator[Cause]:
    book = floor.ladders
    if floor.duty:
        book.nobody_since = None
        return
    book.nobody_since = floor.now if book.nobody_since is None else book.nobody_since
    yield Cause(trigger=Trigger.NOBODY, subject=HOUSE, since=book.nobody_since, text="nobody is signed on")


def _troubles(floor: Board) -> Iterator[Cause]:
    for trigger in (Trigger.PART_DOWN, Trigger.INCIDENT):
        known = floor.ladders.troubles.get(trigger)
        if known is None:
            for climb in _of(floor, trigger):
                yield Cause(trigger=trigger, subject=climb.subject, since=climb.began_at, text=climb.text)
            continue
        for subject, text in known.items():
            yield Cause(trigger=trigger, subject=subject, since=floor.now, text=text)


def _of(floor: Board, trigger: Trigger) -> list[Climb]:
    return [climb for climb in floor.ladders.climbs.values() if climb.trigger is trigger]
