"""Seats by skill and level, counted as they change; and how that is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from router.domain.bundle import Bundle
from router.domain.seat import BUSY, Seat, SeatState
from router.domain.shifts.ahead import Ahead

STATES: Final = ("ready", "talking", "wrap_up", "not_ready")
SIGNED_OFF: Final = "signed_off"
EVERYBODY: Final = ""
"""Stands where a skill stands: all agents, whatever they can do."""
Cell = tuple[str, int, str]
"""skill, level, state"""


class Counted:
    """Agents by skill, level and state. Told of each seat that changed, so that thousands cost nothing."""

    def __init__(self, bundle: Bundle, seats: Iterable[Seat]) -> None:
        self._bundle = bundle
        self._seen: dict[str, Seat] = {}
        self._cells: dict[str, tuple[Cell, ...]] = {}
        self._count: Counter[Cell] = Counter()
        self.changed = True
        """whether something changed since `fields`"""
        self.take(seats)

    def take(self, seats: Iterable[Seat]) -> None:
        """These seats are now so."""
        for seat in seats:
            # Most are what they were: values, so that a look is enough.
            if self._seen.get(seat.id) is seat:
                continue
            self._seen[seat.id] = seat
            cells = self._cells_of(seat)
            before = self._cells.get(seat.id, ())
            if cells == before:
                continue
            self.changed = True
            self._count.subtract(before)
            self._count.update(cells)
            self._cells[seat.id] = cells

    def now(self) -> dict[str, dict[str, dict[str, int]]]:
        """Skill (empty: everybody) to level to state to agents; level 0 for everybody."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        for agent in self._bundle.agents.values():
            for skill, level in _skills(agent.skills):
                states = found.setdefault(skill, {}).setdefault(str(level), dict.fromkeys((*STATES, SIGNED_OFF), 0))
                states[SIGNED_OFF] += 1
        for (skill, level, state), number in self._count.items():
            states = found.get(skill, {}).get(str(level), {})
            if number and states:
                states[state] += number
                states[SIGNED_OFF] -= number
        return found

    def _cells_of(self, seat: Seat) -> tuple[Cell, ...]:
        agent = self._bundle.agents.get(seat.agent)
        state = state_of(seat)
        return tuple((skill, level, state) for skill, level in _skills(agent.skills)) if agent and state else ()


def state_of(seat: Seat) -> str:
    """One of STATES; empty: nobody is there. Whom a call reaches counts as talking, whose phone is away as not
    ready."""
    if not seat.signed_on:
        return ""
    if seat.state in BUSY:
        return "talking"
    if seat.state is SeatState.READY and not seat.reachable:
        return "not_ready"
    return seat.state.value


def _skills(skills: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(EVERYBODY, 0), *skills.items()]


def to_fields(at: float, counted: Counted, ahead: Ahead | None, missing: Mapping[str, bool]) -> dict[str, str]:
    """As it lies in the hash: `at`, `now`, `ahead` and `missing`, each JSON."""
    told = None if ahead is None else {"since": ahead.since, "heads": ahead.heads, "gaps": ahead.gaps}
    return {
        "at": json.dumps(at),
        "now": json.dumps(counted.now()),
        "ahead": json.dumps(told),
        "missing": json.dumps(dict(missing)),
    }


def missing_from(fields: Mapping[str, str]) -> dict[str, bool]:
    """Who was told of as missing, and whether they still are; empty for what cannot be read."""
    try:
        found = json.loads(fields.get("missing", "{}"))
    except ValueError:
        return {}
    return {str(name): still is True for name, still in found.items()} if isinstance(found, dict) else {}
