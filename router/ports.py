"""What the router needs of the world. Each has a real adapter and a memory twin that pass the same contract tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from router.domain.call import Call
from router.domain.history import HistoryRecord
from router.domain.requests import Reply, Request
from router.domain.seat import Seat
from router.domain.telephony import NodeCommand, NodeEvent


class Clock(Protocol):
    """Time."""

    def now(self) -> float:
        """Unix seconds on a line that never jumps: wall clock at start plus monotonic time since."""
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
    applied: tuple[str, str] | None = None
    """(node, stream id) of the event that caused it"""
    boots: Mapping[str, str] = field(default_factory=dict)
    """node to the boot of its Asterisk, when it became known"""
    rebuild: bool = False
    """the stored versions do not matter: state is being built from what Asterisk says"""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The live state as it is stored."""

    seats: Mapping[str, Seat]
    calls: Mapping[str, Call]
    applied: Mapping[str, str]
    boots: Mapping[str, str]
    marked: bool
    """False: the store came back empty, or never held anything"""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One thing to handle, in order of arrival within its source."""

    id: str
    event: NodeEvent | None = None
    request: Request | None = None


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

    async def renew(self, name: str, *, ttl: float) -> bool:
        """Keep the lease. False: somebody else has it now."""
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
