"""Tells incidents as calls come in: once each, again when the callers have doubled, and when it is over. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Final

from router.domain.bundle import Bundle
from router.domain.history import (
    AlarmRaised,
    CallRecorded,
    CallTagged,
    FollowerAdded,
    HistoryRecord,
    IncidentRecorded,
)
from router.domain.incidents.cell import Cell, Dimension, Fact
from router.domain.incidents.finding import Finding, IncidentSeen
from router.domain.incidents.incident import Incident, incident_id
from router.domain.incidents.recent import Noted
from router.domain.incidents.watch import Watch
from router.services.incident_facts import REMEMBERED_S, FactBook, PastFact
from router.services.say_incident import say_incident

ALARM: Final = "incident"
ALARM_OVER: Final = "incident_over"
HOUR_S: Final = 3600.0


Countable = CallRecorded | CallTagged | FollowerAdded
"""what tells of calls"""
Untold = tuple[IncidentSeen, tuple[Noted, ...]]
"""what was found, and the calls that the cell counted then"""


class IncidentDesk:
    """Takes what is put on record of calls, and returns what is to be put on record of incidents."""

    def __init__(self, watch: Watch, facts: FactBook, bundle: Callable[[], Bundle], zone: tzinfo) -> None:
        """`bundle`: the one in force, for names and the language of alarms."""
        self.told: dict[str, Incident] = {}
        """by id: those that go on, and those that were over within the last day"""
        self._watch, self._facts, self._bundle, self._zone = watch, facts, bundle, zone
        self._callers: dict[str, set[str]] = {}
        """of each that goes on, as digests"""
        self._swept = 0.0

    def take(self, record: Countable) -> list[HistoryRecord]:
        """A record of the feed."""
        if isinstance(record, FollowerAdded):
            return self._take_follower(record)
        fact = self._facts.read(record)
        return [] if fact is None else self._count(fact)

    def _take_follower(self, record: FollowerAdded) -> list[HistoryRecord]:
        """Who asked to be told of an incident that goes on is one of its callers, whatever else is known."""
        one = self.told.get(record.incident)
        if one is None or one.over_at is not None:
            return []
        fact = self._facts.follow(record, one.cell)
        records = [] if fact is None else self._count(fact)
        return records + self._add(one.cell, record.call, record.at, self._facts.caller(record.call))

    def take_past(self, past: PastFact) -> list[HistoryRecord]:
        """The same, from the archive: for what the feed no longer holds."""
        fact = self._facts.recall(past)
        return [] if fact is None else self._count(fact)

    def tick(self, at: float) -> list[HistoryRecord]:
        """Time has passed (Unix seconds)."""
        records = self._settle(self._watch.tick(datetime.fromtimestamp(at, UTC)))
        if at - self._swept >= HOUR_S:
            self._swept = at
            self._facts.forget(at - REMEMBERED_S)
            self.told = {
                name: one for name, one in self.told.items() if one.over_at is None or one.over_at > at - REMEMBERED_S
            }
        return records

    def go_on(self, told: Iterable[Incident], silent: Iterable[Untold]) -> list[HistoryRecord]:
        """Go on where an earlier desk stopped. `told`: what it had told. `silent`: what the watch has found since in
        calls of which nobody knows whether they were looked at: what goes on and was not told, is told now."""
        self.told = {one.id: one for one in told}
        by_cell = {one.cell: one for one in sorted(self.told.values(), key=lambda one: one.seen_at)}
        for one in by_cell.values():
            if one.over_at is None:
                self._watch.reopen(one.cell, one.seen_at)
                self._callers[one.id] = {self._facts.caller(call) for call in one.calls}
            elif self._watch.open.get(one.cell, 0.0) <= one.over_at:
                self._watch.close(one.cell, one.over_at)
        records: list[HistoryRecord] = []
        known = {call for one in by_cell.values() for call in one.calls}
        # The narrowest name first: who is told of that knows of the broader one.
        for seen, calls in sorted(silent, key=lambda each: (each[0].cell.rank, each[0].at)):
            if seen.cell not in self._watch.open or self._going_on(seen.cell) is not None:
                continue
            if 2 * len(known.intersection(call.call for call in calls)) > len(calls):
                self._watch.close(seen.cell, seen.at.timestamp())
                continue
            records += self._see(seen, calls)
            known.update(call.call for call in calls)
        # What the watch counts and the earlier desk had not: calls between its last word and its end.
        for one in [one for one in self.told.values() if one.over_at is None]:
            for call in self._watch.calls_of(one.cell):
                if call.at >= one.first_at:
                    records += self._add(one.cell, call.call, call.at, call.caller)
        return records

    def end_all(self, at: float) -> list[HistoryRecord]:
        """Nobody watches from here on: what goes on is told as over."""
        return [record for one in list(self.told.values()) if one.over_at is None for record in self._end(one, at)]

    def _count(self, fact: Fact) -> list[HistoryRecord]:
        records = self._settle(self._watch.note(fact))
        taker = self._watch.taker(fact.call)
        if taker is not None:
            records += self._add(taker, fact.call, fact.at.timestamp(), fact.caller)
        return records

    def _settle(self, findings: Iterable[Finding]) -> list[HistoryRecord]:
        records: list[HistoryRecord] = []
        for finding in findings:
            if isinstance(finding, IncidentSeen):
                records += self._see(finding, self._watch.calls_of(finding.cell))
            elif (one := self._going_on(finding.cell)) is not None:
                records += self._end(one, finding.at.timestamp())
        return records

    def _see(self, seen: IncidentSeen, counted: Sequence[Noted]) -> list[HistoryRecord]:
        first, at = seen.first_at.timestamp(), seen.at.timestamp()
        calls = [call for call in counted if call.at >= first]
        callers = {call.caller for call in calls}
        name, place = self._names(seen.cell)
        if (known := incident_id(seen.cell, first)) in self.told:
            return []
        one = Incident(
            id=known,
            dimension=seen.cell.dimension,
            value=seen.cell.value,
            place=seen.cell.place,
            name=name,
            place_name=place,
            since=at - seen.minutes * 60,
            first_at=first,
            seen_at=at,
            last_at=max((call.at for call in calls), default=at),
            minutes=seen.minutes,
            usual=seen.usual,
            chance=seen.chance,
            calls=tuple(call.call for call in calls),
            callers=len(callers),
            told=len(callers),
        )
        self._callers[one.id] = callers
        return self._tell("seen", one, at)

    def _add(self, cell: Cell, call: str, at: float, caller: str) -> list[HistoryRecord]:
        one = self._going_on(cell)
        if one is None or call in one.calls:
            return []
        callers = self._callers[one.id]
        callers.add(caller)
        one = one.grown(call, at=at, callers=len(callers))
        if one.callers >= 2 * one.told:
            return self._tell("grew", replace(one, told=one.callers), at)
        self.told[one.id] = one
        return [IncidentRecorded(at=at, epoch=0, event="counted", incident=one)]

    def _end(self, one: Incident, at: float) -> list[HistoryRecord]:
        self._callers.pop(one.id, None)
        return self._tell("over", replace(one, over_at=at, version=one.version + 1), at)

    def _tell(self, event: str, one: Incident, at: float) -> list[HistoryRecord]:
        self.told[one.id] = one
        text = say_incident(one, self._zone, self._bundle().site.languages[0])
        code = ALARM_OVER if event == "over" else ALARM
        return [
            IncidentRecorded(at=at, epoch=0, event=event, incident=one),
            AlarmRaised(at=at, epoch=0, code=code, subject=one.id, text=text),
        ]

    def _going_on(self, cell: Cell) -> Incident | None:
        return next((one for one in self.told.values() if one.over_at is None and one.cell == cell), None)

    def _names(self, cell: Cell) -> tuple[str, str]:
        bundle, value = self._bundle(), cell.value
        match cell.dimension:
            case Dimension.TOPIC | Dimension.TOPIC_PLACE:
                name = bundle.topics.get(value, value)
            case Dimension.PLACE:
                name = bundle.places.get(value, value)
            case Dimension.CHOICE:
                name = bundle.queues[value].name if value in bundle.queues else value
            case Dimension.LINE:
                name = bundle.lines[value].name if value in bundle.lines else value
            case _:
                name = value
        return name, bundle.places.get(cell.place, cell.place) if cell.place else ""


def untold(watch: Watch, findings: Iterable[Finding]) -> list[Untold]:
    """What was just found, for `IncidentDesk.go_on`."""
    return [(each, watch.calls_of(each.cell)) for each in findings if isinstance(each, IncidentSeen)]
