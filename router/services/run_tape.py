"""Runs the routing engine again, from what was written down of all that it was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from math import ceil, floor

from router.domain.bundle import Bundle
from router.domain.history import RoutingFed
from router.domain.matching import Match
from router.domain.route_policy import policy_of
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.notices import Diverted
from router.domain.routing.tape import feed

FindBundle = Callable[[int], tuple[Bundle | None, str]]
"""a stored bundle and "", or None and what is wrong with it"""


class CannotReplay(Exception):
    """What is on record is not enough; the message says what is missing, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """An engine that has just been told all of one entry, and what it answered."""

    entry: RoutingFed
    engine: RoutingEngine
    bundle: Bundle
    matches: tuple[Match, ...]
    diverted: tuple[Diverted, ...]


def run_tape(entries: Iterable[RoutingFed], find: FindBundle) -> Iterator[Ran]:
    """Tell engines what is on record, entry by entry; the first entry has to begin one.

    Raises:
        CannotReplay: entries or a bundle are missing.
    """
    engine: RoutingEngine | None = None
    bundle: Bundle | None = None
    last: RoutingFed | None = None
    coming = iter(entries)
    for entry in coming:
        if last is not None and entry.number != (expected := last.number + 1 if entry.epoch == last.epoch else 1):
            missing = f"entries {entry.epoch}.{expected} to {entry.epoch}.{entry.number - 1} are missing"
            raise CannotReplay(f"{missing}; {_remedy(last, entry, coming)}")
        if entry.begins is not None:
            bundle, wrong = find(entry.begins.bundle)
            if bundle is None:
                back = f"{wrong}, and an engine went by its rules: put it back from a backup"
                raise CannotReplay(f"{back}, {_remedy(last, entry, coming, unlike=entry.begins.bundle)}")
            engine = RoutingEngine(policy_of(bundle), entry.begins.flows)
        if engine is None or bundle is None:
            raise CannotReplay(f"no engine begins at entry {name_of(entry)}; {_remedy(last, entry, coming)}")
        matches = tuple(match for fed in entry.fed for match in feed(engine, fed))
        diverted = tuple(notice for notice in engine.notices() if isinstance(notice, Diverted))
        yield Ran(entry=entry, engine=engine, bundle=bundle, matches=matches, diverted=diverted)
        last = entry


def name_of(entry: RoutingFed) -> str:
    """How an entry is called: epoch and number."""
    return f"{entry.epoch}.{entry.number}"


def _remedy(
    last: RoutingFed | None, entry: RoutingFed, coming: Iterator[RoutingFed], *, unlike: int | None = None
) -> str:
    """Which times do without what is missing: all before it, or all from where the next engine begins."""
    later = (one for one in chain([entry], coming) if one.begins is not None and one.begins.bundle != unlike)
    begin = next(later, None)
    ways = []
    if last is not None:
        ways.append(f"end before that with --to {_moment(floor(last.at))}")
    if begin is not None:
        ways.append(f"begin after it with --from {_moment(ceil(begin.at))}")
    return " or ".join(ways) or "no engine begins after that"


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
