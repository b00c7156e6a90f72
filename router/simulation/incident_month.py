"""Plays a month of calls to the live detector."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

import numpy as np

from router.domain.incidents.cell import Cell, Dimension, Fact
from router.domain.incidents.finding import IncidentSeen
from router.domain.incidents.history import History
from router.domain.incidents.rules import Rules
from router.domain.incidents.watch import Watch
from router.domain.incidents.week import SLOTS
from router.domain.shifts.days import Week
from router.simulation.incident_calls import Calls, draw_days
from router.simulation.incident_cases import EVENING, Case, strike
from router.simulation.incident_town import build_town

ZONE: Final = timezone(timedelta(hours=8))
START: Final = datetime(2024, 1, 1, tzinfo=ZONE)
"""a Monday"""
HISTORY_WEEKS: Final = 8
_NIGHT: Final = 6


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One finding, and what it was."""

    cell: str
    dimension: str
    day: float
    """of the month"""
    callers: int
    usual: float
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Struck:
    """One incident, and when it was seen."""

    case: Case
    calls: int | None
    """of the incident, when it was seen; None: never"""
    minutes: float | None
    """from its first call"""
    narrow: bool
    """told as that topic at that place"""


@dataclass(frozen=True, kw_only=True)
class Month:
    """What was found in one."""

    calls: int
    false: tuple[Seen, ...]
    """findings that are no incident"""
    struck: tuple[Struck, ...]
    again: int
    """findings of an incident that had been told already"""


def play_month(number: int, *, seed: int, days: int, struck: bool, rules: Rules) -> Month:
    """Month `number` of a seed: a town, its history, and `days` days, with incidents or without."""
    seeds = np.random.SeedSequence(seed, spawn_key=(number, int(struck))).spawn(4)
    randoms = [np.random.Generator(np.random.PCG64(each)) for each in seeds]
    town = build_town(randoms[0])
    first = HISTORY_WEEKS * 7
    history = learn(draw_days(town, randoms[1], first=0, days=first), HISTORY_WEEKS)
    calls = draw_days(town, randoms[2], first=first, days=days)
    cases: list[Case] = []
    if struck:
        cases, more = strike(town, randoms[3], first=first, days=days)
        calls = (calls + more).sorted()
    watch = Watch(rules, ZONE, Week(), at=START + timedelta(days=first), history=history)
    return _play(watch, calls, cases, first=first)


def learn(calls: Calls, weeks: int) -> History:
    """History as the detector would have it after watching these calls."""
    history = History(hours=[float(weeks)] * SLOTS, age=float(weeks * SLOTS))
    slot = (calls.at // 3600).astype(np.int64) % SLOTS
    # The second call of a number counts as the detector counts it.
    weight = np.where(calls.again, math.log10(2), 1.0)
    history.house = np.bincount(slot, weights=weight, minlength=SLOTS).tolist()
    for dimension, values in _columns(calls):
        for value in np.unique(values[values >= 0]):
            here = values == value
            week = np.bincount(slot[here], weights=weight[here], minlength=SLOTS)
            history.counts[Cell(dimension, str(value))] = week.tolist()
    code, where = np.unique(calls.topic * 1000 + calls.place, return_inverse=True)
    for each, count in zip(code, np.bincount(where, weights=weight), strict=True):
        history.pairs[Cell(Dimension.TOPIC_PLACE, str(each // 1000), str(each % 1000))] = float(count)
    return history


def _columns(calls: Calls) -> tuple[tuple[Dimension, np.ndarray[tuple[int], np.dtype[np.int64]]], ...]:
    return (
        (Dimension.TOPIC, calls.topic),
        (Dimension.PLACE, calls.place),
        (Dimension.CHOICE, calls.choice),
        (Dimension.AREA, calls.area),
        (Dimension.LINE, calls.line),
    )


def _play(watch: Watch, calls: Calls, cases: list[Case], *, first: int) -> Month:
    counted = [0] * len(cases)
    began = [0.0] * len(cases)
    struck: dict[int, Struck] = {}
    false: list[Seen] = []
    again = 0
    columns = (calls.at, calls.topic, calls.place, calls.line, calls.choice, calls.area, calls.caller, calls.incident)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for number, (at, topic, place, line, choice, area, caller, incident) in enumerate(rows):
        if incident >= 0:
            counted[incident] += 1
            began[incident] = began[incident] or at
        fact = Fact(
            call=str(number),
            at=START + timedelta(seconds=at),
            caller=str(caller),
            topic=str(topic),
            place=str(place),
            line=str(line),
            choice=str(choice) if choice >= 0 else "",
            area=str(area),
        )
        for seen in watch.note(fact):
            if not isinstance(seen, IncidentSeen):
                continue
            case = _case_of(seen.cell, cases, at)
            if case is None:
                false.append(_plain(seen, at / 86400 - first))
            elif case.number in struck:
                again += 1
            else:
                struck[case.number] = Struck(
                    case=case,
                    calls=counted[case.number],
                    minutes=(at - began[case.number]) / 60,
                    narrow=seen.cell.dimension is Dimension.TOPIC_PLACE,
                )
    missed = (Struck(case=case, calls=None, minutes=None, narrow=False) for case in cases if case.number not in struck)
    return Month(calls=len(calls.at), false=tuple(false), struck=(*struck.values(), *missed), again=again)


def _case_of(cell: Cell, cases: list[Case], at: float) -> Case | None:
    """The incident that a finding tells of: of that evening or night, by pair, topic or place."""
    for case in cases:
        hours = at / 3600 - case.day * 24
        if EVENING.start <= hours <= EVENING.stop + _NIGHT and cell in (
            Cell(Dimension.TOPIC_PLACE, str(case.topic), str(case.place)),
            Cell(Dimension.TOPIC, str(case.topic)),
            Cell(Dimension.PLACE, str(case.place)),
        ):
            return case
    return None


def _plain(seen: IncidentSeen, day: float) -> Seen:
    return Seen(
        cell=str(seen.cell),
        dimension=seen.cell.dimension,
        day=day,
        callers=seen.callers,
        usual=seen.usual,
        minutes=seen.minutes,
    )
