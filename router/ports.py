"""What the router needs of the world. Each has a real adapter and a memory twin that pass the same contract tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from router.domain.bundle import Bundle
from router.domain.call import Call
from router.domain.floor.known import Caller
from router.domain.history import HistoryRecord
from router.domain.ladder.climb import Climb
from router.domain.ladder.settings import Trigger
from router.domain.requests import Reply, Request
from router.domain.routing.flow import FlowMemory
from router.domain.seat import Seat
from router.domain.shifts.ahead import Ahead
from router.domain.shifts.duty import Duties
from router.domain.telephony import NodeCommand, NodeEvent


class Clock(Protocol):
    """Time."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    def stepped(self) -> float:
        """By how many seconds the wall clock has jumped against the monotonic one since last asked."""
        ...


@dataclass(frozen=True, kw_only=True)
class Change:
    """One atomic change of the live state: all of it or nothing.

    A seat or a call whose stored version is not the one that `was` names makes the whole change a Conflict.
    """

    epoch: int
    seats: Sequence[Seat] = ()
    calls: Sequence[Call] = ()
    was: Mapping[str, int] = field(default_factory=dict)
    """seat or call id to its version before this change; 0, or not named: must not be there"""
    forget: Sequence[str] = ()
    """ids of calls that are over"""
    commands: Sequence[NodeCommand] = ()
    records: Sequence[HistoryRecord] = ()
    applied: Mapping[str, str] = field(default_factory=dict)
    """node to the stream id of its last event that this change takes in"""
    boots: Mapping[str, str] = field(default_factory=dict)
    """node to the boot of its Asterisk, when it became known"""
    flows: Mapping[str, FlowMemory] = field(default_factory=dict)
    """queue to what routing has learnt of it"""
    climbs: Mapping[str, Climb] = field(default_factory=dict)
    """ladders that are climbed; one that is over is not kept"""
    rebuild: bool = False
    """the stored versions do not matter: state is being built from what Asterisk says"""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The live state as it is stored."""

    seats: Mapping[str, Seat]
    calls: Mapping[str, Call]
    applied: Mapping[str, str]
    boots: Mapping[str, str]
    flows: Mapping[str, FlowMemory] = field(default_factory=dict)
    climbs: Mapping[str, Climb] = field(default_factory=dict)
    marked: bool
    """False: the store came back empty, or never held anything"""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One thing to handle, in order of arrival within its source."""

    id: str
    event: NodeEvent | None = None
    request: Request | None = None
    unreadable: str = ""
    """why it could not be read, when it could not"""


@dataclass(kw_only=True)
class Cursor:
    """Where reading goes on."""

    events: dict[str, str] = field(default_factory=dict)
    """node to last stream id read"""
    requests: str = "$"


class LiveState(Protocol):
    """The live truth. Every refusal is one of `router.domain.errors`."""

    async def lead(self, name: str, *, ttl: float, least: int) -> int | None:
        """Take the lease if it is free or one's own: the new epoch, above the stored one and `least`; None: taken."""
        ...

    async def renew(self, name: str, *, ttl: float, epoch: int) -> bool:
        """Keep the lease. False: somebody else has it now, or had it since."""
        ...

    async def load(self) -> Loaded:
        """All seats and live calls."""
        ...

    async def commit(self, change: Change) -> None:
        """Apply one change. Raises NotLeader, Conflict, StateLost."""
        ...

    async def read(self, cursor: Cursor, *, wait: float) -> list[Incoming]:
        """What came in since the cursor, which is moved on; waits up to `wait` seconds when there is nothing."""
        ...

    async def reply(self, request: str, reply: Reply) -> None:
        """Answer a request. The answer is kept for half a minute."""
        ...

    async def troubles(self) -> Mapping[Trigger, Mapping[str, str]]:
        """Parts that are down, and incidents that go on, each to what there is to say of it."""
        ...

    async def tell_availability(self, fields: Mapping[str, str]) -> None:
        """Who is there and who will be, for whoever looks; fields that are not given stay."""
        ...

    async def availability(self) -> Mapping[str, str]:
        """What was told last; empty: nothing was."""
        ...

    async def say(self, process: str, word: Mapping[str, object]) -> None:
        """A process's word about itself, for whoever looks after its health."""
        ...


@dataclass(frozen=True, kw_only=True)
class RosterSeen:
    """The roster as it was read."""

    duties: Duties | None = None
    """None: there is no roster"""
    ahead: Ahead | None = None
    problem: str = ""
    """why it could not be read; then there is nothing else"""


NO_ROSTER: Final = RosterSeen()


class RosterBook(Protocol):
    """Who works when."""

    def stamp(self, bundle: Bundle, now: float) -> object:
        """Another one than before: it may be worth reading. Quick."""
        ...

    def read(self, bundle: Bundle, now: float) -> RosterSeen:
        """All that matters around `now` (Unix seconds). Slow; called in a thread."""
        ...


class HistoryAway(Exception):
    """History does not answer."""


class SignOns(Protocol):
    """What history knows of who sits where, for when the live state is lost."""

    def last_sign_ons(self) -> Mapping[str, tuple[str, str, str]]:
        """Seat to (agent, state, reason) of its open interval. Raises HistoryAway."""
        ...

    def last_epoch(self) -> int:
        """The highest epoch on record, 0 when none. Raises HistoryAway."""
        ...

    def owed_calls(self, *, unseen: bool) -> Sequence[Call]:
        """Calls whose callers are owed a callback and were not reached, by arrival; `unseen`: only those that no router
        has put on record, as they were promised while none worked. Raises HistoryAway."""
        ...

    def rung_since(self, at: float) -> Sequence[tuple[str, float]]:
        """Numbers that were rung since then, and when, oldest first. Raises HistoryAway."""
        ...

    def callers_since(self, at: float) -> Sequence[Caller]:
        """Numbers that called since then and are done, who ended longest ago first. Raises HistoryAway."""
        ...
