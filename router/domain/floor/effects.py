"""What one event did: to be committed as one change, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from router.domain.call import Call
from router.domain.history import HistoryRecord
from router.domain.ladder.climb import Climb
from router.domain.requests import Reply
from router.domain.routing.flow import FlowMemory
from router.domain.seat import Seat
from router.domain.telephony import NodeCommand


@dataclass(kw_only=True)
class Effects:
    """Collected while an event is handled. The last value of each seat and call counts."""

    seats: dict[str, Seat] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    was: dict[str, int] = field(default_factory=dict)
    """seat or call id to its version before"""
    forget: list[str] = field(default_factory=list)
    heard_to_end: list[Call] = field(default_factory=list)
    """calls that ended with a lead in their talk; not committed"""
    commands: list[NodeCommand] = field(default_factory=list)
    records: list[HistoryRecord] = field(default_factory=list)
    boots: dict[str, str] = field(default_factory=dict)
    flows: dict[str, FlowMemory] = field(default_factory=dict)
    """queue to what was learnt of it, when that is to be kept"""
    climbs: dict[str, Climb] = field(default_factory=dict)
    """ladders that are climbed; one that is over is not kept"""
    notes: list[str] = field(default_factory=list)
    """events that were late, double or impossible, and so changed nothing: for the log"""
    reply: Reply | None = None

    def absorb(self, later: Effects) -> None:
        """Take what a later event did on top, so that both are committed as one change. Replies stay with their own."""
        for subject, version in later.was.items():
            self.was.setdefault(subject, version)
        self.seats.update(later.seats)
        self.calls.update(later.calls)
        for call in later.forget:
            self.calls.pop(call, None)
        self.forget += later.forget
        self.commands += later.commands
        self.records += later.records
        self.boots.update(later.boots)
        self.flows.update(later.flows)
        self.climbs.update(later.climbs)
        self.notes += later.notes

    @property
    def empty(self) -> bool:
        """Nothing to commit."""
        kept = self.seats or self.calls or self.forget or self.records or self.boots or self.flows or self.climbs
        return not (kept or self.commands)
