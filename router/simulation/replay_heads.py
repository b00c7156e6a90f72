"""Seats of a replay from a scenario's groups, day after day, and its types' times for what a CSV does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from router.simulation.replay_history import PastCall, SeatChange, SeatIs, Usual
from router.simulation.scenario import Scenario

DAY: Final = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A scenario's periods on the calendar: they begin anew every day, or every so many days when they are longer.

    `first` is when they begin for the first time, at the scenario's `starts_at`, before any call.
    """

    scenario: Scenario
    first: float

    @property
    def cycle(self) -> float:
        """Seconds from one begin to the next: whole days."""
        return DAY * max(1, -(-self.scenario.length // DAY))

    def period(self, at: float) -> int:
        """Index of the period at a moment; between the last and the next begin: the last."""
        inside = (at - self.first) % self.cycle
        return max(number for number, start in enumerate(self.scenario.starts) if start <= inside)

    def usual(self, call: PastCall) -> Usual:
        """What the scenario says of such a call's handling and patience."""
        kind = next(kind for kind in self.scenario.types if kind.name == call.queue)
        period = self.period(call.at)
        return Usual(handling=kind.handling[period], patience=kind.patience[period] if kind.patience else None)

    def changes(self, until: float, offered: Mapping[str, Mapping[str, int]]) -> tuple[SeatChange, ...]:
        """Heads of each group, until the first begin after `until`; `offered`: a group's skills. Between the last
        period's end and the next begin nobody is there."""
        return tuple(sorted(self._changes(until, offered), key=lambda change: (change.at, change.seat)))

    def _changes(self, until: float, offered: Mapping[str, Mapping[str, int]]) -> Iterator[SeatChange]:
        ends = self.scenario.length < self.cycle
        for group in self.scenario.groups:
            came: list[float] = []
            width = len(str(max(group.heads)))
            begin = self.first
            while begin <= until:
                steps = [(begin + start, heads) for start, heads in zip(self.scenario.starts, group.heads, strict=True)]
                for at, heads in [*steps, *([(begin + self.scenario.length, 0)] if ends else [])]:
                    now = len(came)
                    for head in range(now, heads):
                        came.append(at)
                        yield self._change(at, f"{group.name}:{head + 1:0{width}d}", offered[group.name], at, here=True)
                    for head in range(now - 1, heads - 1, -1):
                        since = came.pop()
                        name = f"{group.name}:{head + 1:0{width}d}"
                        yield self._change(at, name, offered[group.name], since, here=False)
                begin += self.cycle

    @staticmethod
    def _change(at: float, seat: str, skills: Mapping[str, int], since: float, *, here: bool) -> SeatChange:
        now = SeatIs.READY if here else SeatIs.GONE
        return SeatChange(at=at, seat=seat, now=now, agent=seat, skills=skills, since=since)


def calendar_of(scenario: Scenario, first_call: datetime) -> Calendar:
    """The scenario from the last begin before the first call on, by that call's own offset from UTC."""
    midnight = first_call.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight + timedelta(seconds=scenario.starts_at_s)
    calendar = Calendar(scenario=scenario, first=start.timestamp())
    if start <= first_call:
        return calendar
    return Calendar(scenario=scenario, first=start.timestamp() - calendar.cycle)
