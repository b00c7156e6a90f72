"""Whether routing would decide again as it did: what is on record against what the rules say to the same events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from router.domain.bundle import Bundle
from router.domain.history import RoutingFed
from router.domain.matching import Free
from router.domain.routing.decision import Decided, Decision
from router.domain.routing.tape import Verb
from router.services.run_tape import FindBundle, Ran, run_tape

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first thing that came out otherwise in an entry. Pairs are (call, seat), or (call, `kind:id` of where to)."""

    entry: RoutingFed
    bundle: Bundle
    passed_on: bool
    """about who was passed on; False: about who got whom"""
    recorded: Pair | None
    """None: nothing more is on record there"""
    again: Pair | None
    """None: nothing more comes out"""
    decision: Decision | None
    """of the second, when a seat got a call"""
    told: Mapping[str, Free]
    """seats as the engine was last told of them"""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A seat that a decision on record saw otherwise than the engine was told of it by the log."""

    seat: str
    agent: str
    decided: Mapping[str, int]
    """skill to level, by the decision"""
    told: Mapping[str, int] | None
    """by the log; None: it tells of no such seat"""


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What came of it. Times are Unix seconds."""

    since: float
    until: float
    entries: int
    decisions: int
    passed_on: int
    engines: int
    differing: int
    """engines that came to something else; what they were told after that is not compared"""
    difference: Difference | None
    """the first"""


def replay_routing(entries: Iterable[RoutingFed], find: FindBundle) -> Replayed | None:
    """Run engines by what is on record. None: there is nothing.

    Raises:
        CannotReplay: entries or a bundle are missing.
    """
    first: RoutingFed | None = None
    last: RoutingFed | None = None
    count, decisions, passed_on, engines, differing = 0, 0, 0, 0, 0
    difference: Difference | None = None
    lost = False
    told: dict[str, Free] = {}
    for ran in run_tape(entries, find):
        first, last = first or ran.entry, ran.entry
        count += 1
        if ran.entry.begins is not None:
            engines += 1
            lost = False
            told.clear()
        _note(told, ran.entry)
        decisions += len(ran.entry.matched)
        passed_on += len(ran.entry.passed_on)
        if not lost and (found := _compare(ran, told)) is not None:
            lost = True
            differing += 1
            difference = difference or found
    if first is None or last is None:
        return None
    return Replayed(
        since=first.at,
        until=last.at,
        entries=count,
        decisions=decisions,
        passed_on=passed_on,
        engines=engines,
        differing=differing,
        difference=difference,
    )


def doubts(decision: Decision, told: Mapping[str, Free]) -> list[Doubt]:
    """Seats of a decision on record whose skills or agent are not those that the engine was told of."""
    found = []
    for free in (decision.seat, *decision.rival_seats):
        known = told.get(free.seat)
        if known is None or (known.skills, known.agent) != (free.skills, free.agent):
            skills = None if known is None else known.skills
            found.append(Doubt(seat=free.seat, agent=free.agent, decided=free.skills, told=skills))
    return found


def _note(told: dict[str, Free], entry: RoutingFed) -> None:
    for fed in entry.fed:
        if fed.verb is Verb.GONE:
            told.pop(fed.id, None)
        elif fed.free is not None:
            told[fed.free.seat] = fed.free


def _compare(ran: Ran, told: Mapping[str, Free]) -> Difference | None:
    matched = tuple((match.call, match.seat) for match in ran.matches)
    diverted = tuple((notice.call, f"{notice.to.kind}:{notice.to.id}") for notice in ran.diverted)
    for passed_on, recorded, again in ((False, ran.entry.matched, matched), (True, ran.entry.passed_on, diverted)):
        if recorded == again:
            continue
        place = next((n for n, (one, two) in enumerate(zip(recorded, again, strict=False)) if one != two), None)
        place = min(len(recorded), len(again)) if place is None else place
        match = ran.matches[place] if not passed_on and place < len(again) else None
        return Difference(
            entry=ran.entry,
            bundle=ran.bundle,
            passed_on=passed_on,
            recorded=recorded[place] if place < len(recorded) else None,
            again=again[place] if place < len(again) else None,
            decision=match.decision if isinstance(match, Decided) else None,
            told=dict(told),
        )
    return None
