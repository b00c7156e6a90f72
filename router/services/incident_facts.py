"""What is known of each call of the last day, as the detector of incidents wants it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from router.domain.call import Call, CallState
from router.domain.history import CallRecorded, CallTagged, FollowerAdded
from router.domain.incidents.cell import Cell, Dimension, Fact

REMEMBERED_S: Final = 86_400.0
"""A tag on an older call says nothing about now."""

Digest = Callable[[str], str]
"""number to something that tells numbers apart and does not give them away"""


@dataclass(frozen=True, kw_only=True)
class PastFact:
    """Something that became known of a call, as the archive has it. Empty: not known."""

    at: float
    """Unix seconds"""
    call: str
    caller: str
    """the number"""
    line: str = ""
    choice: str = ""
    topic: str = ""
    place: str = ""


def about(cell: Cell) -> dict[str, Any]:
    """Fields of a fact, and of a past one, that a call of this cell has."""
    match cell.dimension:
        case Dimension.TOPIC_PLACE | Dimension.TOPIC:
            return {"topic": cell.value, "place": cell.place}
        case Dimension.PLACE:
            return {"place": cell.value}
        case Dimension.CHOICE:
            return {"choice": cell.value}
        case _:
            return {}


class FactBook:
    """Adds what a record tells to what was known of its call."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._known: dict[str, Fact] = {}
        """by call"""
        self._since = 0.0

    def read(self, record: CallRecorded | CallTagged) -> Fact | None:
        """All that is known of the call now; None: nothing new, or too old to count."""
        if record.at < self._since:
            return None
        if isinstance(record, CallTagged):
            known = self._known.get(record.call)
            return (
                None if known is None else self._keep(replace(known, topic=record.topic, place=record.place), record.at)
            )
        call = record.call
        if record.at - call.arrived_at > REMEMBERED_S:
            return None
        return self._keep(self._with(call.id, call.caller, record.at, call.line, _first_queue(call)), record.at)

    def recall(self, past: PastFact) -> Fact | None:
        """The same of what the archive has."""
        fact = self._with(past.call, past.caller, past.at, past.line, past.choice)
        if past.topic or past.place:
            fact = replace(fact, topic=past.topic, place=past.place)
        return self._keep(fact, past.at)

    def follow(self, record: FollowerAdded, cell: Cell) -> Fact | None:
        """The same for a caller who asked to be told of an incident: as if an agent had said what it is about."""
        if record.at < self._since:
            return None
        fact = self._with(record.call, record.number, record.at, record.line, "")
        return self._keep(replace(fact, **about(cell)), record.at)

    def caller(self, call: str) -> str:
        """Who called, as a digest; a call that is not remembered stands for a caller of its own."""
        known = self._known.get(call)
        return known.caller if known else call

    def forget(self, before: float) -> None:
        """Drop calls of which nothing was heard since (Unix seconds), and read nothing older from now on."""
        self._since = before
        self._known = {call: fact for call, fact in self._known.items() if fact.at.timestamp() >= before}

    def _with(self, call: str, number: str, at: float, line: str, choice: str) -> Fact:
        known = self._known.get(call)
        if known is None:
            # Without a number nobody knows whether two callers are one.
            return Fact(
                call=call, at=_moment(at), caller=self._digest(number) if number else call, line=line, choice=choice
            )
        # The first queue is what the caller chose; later ones are where the house sent the call.
        return replace(known, line=known.line or line, choice=known.choice or choice)

    def _keep(self, fact: Fact, at: float) -> Fact | None:
        if fact == self._known.get(fact.call):
            return None
        fact = self._known[fact.call] = replace(fact, at=_moment(at))
        return fact


def _first_queue(call: Call) -> str:
    if call.segments:
        return call.segments[0].queue
    return "" if call.state is CallState.IN_MENU else call.queue


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
