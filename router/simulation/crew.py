"""Who is on duty: seats of each group, taken on and sent home as the periods say, and how long each was staffed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from router.domain.matching import Free, Match
from router.simulation.policies import Plan
from router.simulation.scenario import Scenario


@dataclass(kw_only=True)
class Seat:
    """One seat of a group."""

    id: str
    group: int
    skills: Mapping[str, int]
    on_duty: bool = False
    leaving: bool = False
    """above the heads of the period: goes home after the call"""
    talking: bool = False
    since: float = 0.0
    """when it came on duty"""
    calls: int = 0
    busy_s: float = 0.0
    """of this spell of duty"""


@dataclass
class Crew:
    """All seats of a day. Whatever is done here tells the engine, and hands on what the engine matched."""

    scenario: Scenario
    plan: Plan
    seats: dict[str, Seat] = field(default_factory=dict)
    staffed_s: list[float] = field(default_factory=list)
    busy_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._groups: list[list[Seat]] = []
        for number, group in enumerate(self.scenario.groups):
            most = max(group.heads)
            width = len(str(most))
            members = [
                Seat(id=f"{group.name}:{head:0{width}d}", group=number, skills=self.plan.offered[number])
                for head in range(1, most + 1)
            ]
            self._groups.append(members)
            self.seats.update((seat.id, seat) for seat in members)
        self.staffed_s = [0.0] * len(self._groups)
        self.busy_s = [0.0] * len(self._groups)

    def change(self, period: int, at: float) -> list[Match]:
        """A period begins: as many heads as it has."""
        matches: list[Match] = []
        for members, group in zip(self._groups, self.scenario.groups, strict=True):
            there = [seat for seat in members if seat.on_duty and not seat.leaving]
            for seat in self._to_add(members, group.heads[period] - len(there)):
                matches += self._come(seat, at)
            for seat in self._to_drop(there, len(there) - group.heads[period]):
                matches += self._go(seat, at)
        return matches

    def talk(self, seat: Seat, length: float) -> None:
        """The engine gave this seat a call."""
        seat.talking = True
        seat.calls += 1
        seat.busy_s += length
        self.busy_s[seat.group] += length

    def hung_up(self, seat: Seat, at: float) -> list[Match]:
        """The seat's call has ended."""
        seat.talking = False
        if seat.leaving:
            return self._off(seat, at)
        return self.plan.engine.free(self._free(seat, at), at)

    def close(self, at: float) -> None:
        """The last call has ended: all go home."""
        for seat in self.seats.values():
            if seat.on_duty:
                self.staffed_s[seat.group] += at - seat.since

    def _to_add(self, members: list[Seat], count: int) -> list[Seat]:
        """Who was about to leave stays; then who has not been there, by number."""
        if count <= 0:
            return []
        staying = [seat for seat in members if seat.leaving]
        return [*staying, *(seat for seat in members if not seat.on_duty)][:count]

    def _to_drop(self, there: list[Seat], count: int) -> list[Seat]:
        """Idle ones first, the last to have come by number first."""
        if count <= 0:
            return []
        return sorted(reversed(there), key=lambda seat: seat.talking)[:count]

    def _come(self, seat: Seat, at: float) -> list[Match]:
        if seat.leaving:
            seat.leaving = False
            return []
        seat.on_duty, seat.since, seat.calls, seat.busy_s = True, at, 0, 0.0
        return self.plan.engine.free(self._free(seat, at), at)

    def _go(self, seat: Seat, at: float) -> list[Match]:
        if seat.talking:
            seat.leaving = True
            return []
        return self._off(seat, at)

    def _off(self, seat: Seat, at: float) -> list[Match]:
        seat.on_duty = seat.leaving = False
        self.staffed_s[seat.group] += at - seat.since
        return self.plan.gone(seat.id, at)

    def _free(self, seat: Seat, at: float) -> Free:
        there = at - seat.since
        share = seat.busy_s / there if there > 0 else 0.0
        return Free(seat=seat.id, skills=seat.skills, idle_since=at, talks=seat.calls, occupancy=share)
