"""A small town with a known past, for tests of watching."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from router.domain.incidents.cell import Cell, Dimension, Fact
from router.domain.incidents.finding import Finding, IncidentOver, IncidentSeen
from router.domain.incidents.history import History
from router.domain.incidents.rules import Rules
from router.domain.incidents.watch import Watch
from router.domain.incidents.week import SLOTS
from router.domain.shifts.days import Week

START = datetime(2024, 3, 4, 18, tzinfo=UTC)
"""a Monday evening"""
TOPICS = {"water": 8.0, "roads": 4.0, "housing": 1.0}
"""calls an hour"""
PLACES = {"north": 0.6, "south": 0.35, "hill": 0.05}
"""shares"""


def past(weeks: float = 8.0) -> History:
    """Every hour like the other."""
    total = sum(TOPICS.values())
    history = History(house=[total * weeks] * SLOTS, hours=[weeks] * SLOTS, age=weeks * SLOTS)
    for topic, rate in TOPICS.items():
        history.counts[Cell(Dimension.TOPIC, topic)] = [rate * weeks] * SLOTS
        for place, share in PLACES.items():
            history.pairs[Cell(Dimension.TOPIC_PLACE, topic, place)] = rate * share * weeks * SLOTS
    for place, share in PLACES.items():
        history.counts[Cell(Dimension.PLACE, place)] = [total * share * weeks] * SLOTS
    history.counts[Cell(Dimension.LINE, "12345")] = [total * weeks] * SLOTS
    return history


def watch(weeks: float = 8.0, rules: Rules | None = None) -> Watch:
    return Watch(rules or Rules(), UTC, Week(), at=START, history=past(weeks))


def fact(minute: float, caller: str, topic: str = "housing", place: str = "hill", line: str = "12345") -> Fact:
    return Fact(
        call=f"{caller}@{minute}",
        at=START + timedelta(minutes=minute),
        caller=caller,
        topic=topic,
        place=place,
        line=line,
    )


def seen(findings: list[Finding]) -> list[IncidentSeen]:
    return [each for each in findings if isinstance(each, IncidentSeen)]


def over(findings: list[Finding]) -> list[IncidentOver]:
    return [each for each in findings if isinstance(each, IncidentOver)]


def note(watching: Watch, facts: list[Fact]) -> list[Finding]:
    return [finding for each in facts for finding in watching.note(each)]
