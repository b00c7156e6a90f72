"""The live state in memory: the twin of `router.adapters.redis.live_state`, for tests and simulation."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence

from router.domain.call import Call
from router.domain.errors import Conflict, NotLeader, StateLost
from router.domain.history import HistoryRecord, RoutingFed
from router.domain.ladder.climb import Climb, ClimbState
from router.domain.ladder.settings import Trigger
from router.domain.requests import Reply, Request
from router.domain.routing.flow import FlowMemory
from router.domain.seat import Seat
from router.domain.telephony import NodeCommand, NodeEvent
from router.ports import Change, Cursor, Incoming, Loaded


class MemoryLiveState:
    """`router.ports.LiveState` without a server. Leases do not expire by themselves: see `drop_lease`."""

    def __init__(self, nodes: Sequence[str]) -> None:
        self._nodes = list(nodes)
        self._seats: dict[str, Seat] = {}
        self._calls: dict[str, Call] = {}
        self._applied: dict[str, str] = {}
        self._boots: dict[str, str] = {}
        self._flows: dict[str, FlowMemory] = {}
        self._climbs: dict[str, Climb] = {}
        self._availability: dict[str, str] = {}
        self._marked = False
        self._epoch = 0
        self._holder: str | None = None
        self._stream: list[tuple[int, str, NodeEvent | Request]] = []
        self._next = 0
        self._came = asyncio.Event()
        self.outbox: list[HistoryRecord] = []
        self.feed: deque[HistoryRecord] = deque(maxlen=20_000)
        self.commands: list[NodeCommand] = []
        self.replies: dict[str, Reply] = {}
        self.words: dict[str, Mapping[str, object]] = {}
        self.trouble: dict[Trigger, Mapping[str, str]] = {Trigger.PART_DOWN: {}, Trigger.INCIDENT: {}}

    # --- what a test does to it

    def tell(self, event: NodeEvent) -> str:
        """A node's event comes in."""
        return self._append(event.node, event)

    def ask(self, request: Request) -> str:
        """A person's request comes in."""
        return self._append("", request)

    def drop_lease(self) -> None:
        """As if the lease had run out."""
        self._holder = None

    def wipe(self) -> None:
        """As if the server had come back empty."""
        self._seats.clear()
        self._calls.clear()
        self._applied.clear()
        self._boots.clear()
        self._flows.clear()
        self._climbs.clear()
        self._availability.clear()
        self._marked, self._epoch, self._holder = False, 0, None

    def _append(self, source: str, item: NodeEvent | Request) -> str:
        self._next += 1
        self._stream.append((self._next, source, item))
        self._came.set()
        return str(self._next)

    # --- the port

    async def lead(self, name: str, *, ttl: float, least: int) -> int | None:
        if self._holder not in {None, name}:
            return None
        self._holder = name
        self._epoch = max(self._epoch, least) + 1
        return self._epoch

    async def renew(self, name: str, *, ttl: float, epoch: int) -> bool:
        if self._holder not in {None, name} or epoch != self._epoch:
            return False
        self._holder = name
        return True

    async def load(self) -> Loaded:
        return Loaded(
            seats=dict(self._seats),
            calls=dict(self._calls),
            applied=dict(self._applied),
            boots=dict(self._boots),
            flows=dict(self._flows),
            climbs=dict(self._climbs),
            marked=self._marked,
        )

    async def commit(self, change: Change) -> None:
        if change.epoch < self._epoch:
            raise NotLeader
        if not change.rebuild:
            if not self._marked:
                raise StateLost("the store came back empty")
            stored = {
                **{k: v.version for k, v in self._seats.items()},
                **{k: v.version for k, v in self._calls.items()},
            }
            for subject in (*(s.id for s in change.seats), *(c.id for c in change.calls), *change.forget):
                if stored.get(subject, 0) != change.was.get(subject, 0):
                    raise Conflict(subject)
        self._seats.update({seat.id: seat for seat in change.seats})
        self._calls.update({call.id: call for call in change.calls})
        for call in change.forget:
            self._calls.pop(call, None)
        self.outbox += change.records
        self.feed += [record for record in change.records if not isinstance(record, RoutingFed)]
        self.commands += change.commands
        self._applied.update(change.applied)
        self._boots.update(change.boots)
        self._flows.update(change.flows)
        self._climbs.update(change.climbs)
        self._climbs = {name: climb for name, climb in self._climbs.items() if climb.state is not ClimbState.OVER}
        self._marked = self._marked or change.rebuild

    async def read(self, cursor: Cursor, *, wait: float) -> list[Incoming]:
        if cursor.requests == "$":
            cursor.requests = str(self._next)
        found = self._after(cursor)
        if not found and wait > 0:
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), wait)
            except TimeoutError:
                return []
            found = self._after(cursor)
        return found

    def _after(self, cursor: Cursor) -> list[Incoming]:
        found = []
        for number, source, item in self._stream:
            last = int(cursor.events.get(source, "0")) if source else int(cursor.requests)
            if number <= last:
                continue
            if isinstance(item, Request):
                cursor.requests = str(number)
                found.append(Incoming(id=str(number), request=item))
            else:
                cursor.events[source] = str(number)
                found.append(Incoming(id=str(number), event=item))
        return found

    async def reply(self, request: str, reply: Reply) -> None:
        self.replies[request] = reply

    async def troubles(self) -> Mapping[Trigger, Mapping[str, str]]:
        return dict(self.trouble)

    async def tell_availability(self, fields: Mapping[str, str]) -> None:
        self._availability.update(fields)

    async def availability(self) -> Mapping[str, str]:
        return dict(self._availability)

    async def say(self, process: str, word: Mapping[str, object]) -> None:
        self.words[process] = word
