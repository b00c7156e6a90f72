"""A difference in words: what is on record, what comes out again, and what the two were decided from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from router.adapters.sql.read_decisions import decisions_of
from router.domain.history import DecisionRecorded
from router.services.explain_decision import explain_decision
from router.services.replay_routing import Difference, Doubt, Pair, doubts
from router.services.run_tape import name_of


@dataclass(frozen=True, kw_only=True)
class ToldDifference:
    """Sentences about the first difference."""

    entry: str
    at: float
    bundle: int
    recorded: str
    again: str
    doubts: tuple[str, ...]


def tell_difference(engine: Engine, difference: Difference) -> ToldDifference:
    """Look up what was decided then. Raises ArchiveAway."""
    record = _on_record(engine, difference)
    recorded, again = (_pair(pair, passed_on=difference.passed_on) for pair in (difference.recorded, difference.again))
    found: list[Doubt] = []
    if record is not None and record.decision is not None:
        recorded += ". " + explain_decision(record.decision, difference.bundle, "en")[0]
        found = doubts(record.decision, difference.told)
    elif record is not None:
        recorded += f". {record.reason}"
    if difference.decision is not None:
        again += ". " + explain_decision(difference.decision, difference.bundle, "en")[0]
    return ToldDifference(
        entry=name_of(difference.entry),
        at=difference.entry.at,
        bundle=difference.bundle.number,
        recorded=recorded,
        again=again,
        doubts=tuple(_doubt(one) for one in found),
    )


def _on_record(engine: Engine, difference: Difference) -> DecisionRecorded | None:
    if difference.passed_on or difference.recorded is None:
        return None
    call, seat = difference.recorded
    entry = difference.entry
    # The archive keeps microseconds.
    alike = (one for one in decisions_of(engine, call) if (one.epoch, one.seat) == (entry.epoch, seat))
    return next((one for one in alike if abs(one.at - entry.at) < 1e-3), None)


def _pair(pair: Pair | None, *, passed_on: bool) -> str:
    if pair is None:
        return "nobody is passed on" if passed_on else "no call goes to a seat"
    call, where = pair
    if passed_on:
        kind, _, name = where.partition(":")
        return f"call {call} is passed on to {kind} {name}".rstrip()
    return f"call {call} goes to seat {where}"


def _doubt(doubt: Doubt) -> str:
    decided, told = (_levels(skills) for skills in (doubt.decided, doubt.told))
    return f"seat {doubt.seat}: the decision on record saw {decided}, the log tells of {told}"


def _levels(skills: Mapping[str, int] | None) -> str:
    if skills is None:
        return "no such seat"
    return ", ".join(f"{skill} {level}" for skill, level in skills.items()) or "no skills"
