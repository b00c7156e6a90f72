"""The routing engine of a floor, with a tape of all that it is told."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.bundle import Bundle
from router.domain.history import RoutingFed
from router.domain.matching import Free, Match, Wants
from router.domain.route_policy import policy_of
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.flow import FlowMemory
from router.domain.routing.notices import Diverted
from router.domain.routing.tape import EngineBegun, Fed, Verb, feed

TOLD_AT_MOST = 2000
"""Things of one engine: a replay begins where an engine begins, and reads all that follows."""


class Brain:
    """Tells the engine what happens; collects its matches, and who was passed on.

    Whoever takes a match decides what becomes of it: one that cannot stand is put back by `wait` and `free`.
    """

    def __init__(self, bundle: Bundle, epoch: int, flows: Mapping[str, FlowMemory]) -> None:
        self._epoch = epoch
        self._number = 0
        self._begin(RoutingEngine(policy_of(bundle), flows), EngineBegun(bundle=bundle.number, flows=flows))

    def begin(self, bundle: Bundle) -> None:
        """A new engine by this bundle's rules, which knows nobody yet. What it was told in this event is void."""
        flows = self.engine.flows()
        self._begin(RoutingEngine(policy_of(bundle), flows), EngineBegun(bundle=bundle.number, flows=flows))

    def _begin(self, engine: RoutingEngine, begins: EngineBegun) -> None:
        self.engine = engine
        self._begins: EngineBegun | None = begins
        self._told = 0
        self.matches: list[Match] = []
        self._fed: list[Fed] = []
        self._matched: list[tuple[str, str]] = []
        self._passed_on: list[tuple[str, str]] = []

    @property
    def is_old(self) -> bool:
        """Whether it has been told so much that a new one should begin, for the sake of replays."""
        return self._told >= TOLD_AT_MOST

    def wait(self, wants: Wants, at: float) -> None:
        """A call waits, for this."""
        self._feed(Fed(verb=Verb.WAIT, at=at, wants=wants))

    def leave(self, call: str, at: float) -> None:
        """A call waits no longer."""
        if self.engine.place_of(call) is not None:
            self._feed(Fed(verb=Verb.LEAVE, at=at, id=call))

    def free(self, free: Free, at: float) -> None:
        """A seat may be offered a call."""
        self._feed(Fed(verb=Verb.FREE, at=at, free=free))

    def staff(self, free: Free, at: float) -> None:
        """A seat is on duty and not free."""
        self._feed(Fed(verb=Verb.STAFF, at=at, free=free))

    def gone(self, seat: str, at: float) -> None:
        """A seat is not on duty."""
        if self.engine.knows(seat):
            self._feed(Fed(verb=Verb.GONE, at=at, id=seat))

    def due(self, at: float) -> None:
        """Do what is due by now."""
        if (deadline := self.engine.deadline) is not None and deadline <= at:
            self._feed(Fed(verb=Verb.DUE, at=at))

    def passed_on(self) -> list[Diverted]:
        """Calls that their queues passed on since last asked."""
        notices = [notice for notice in self.engine.notices() if isinstance(notice, Diverted)]
        self._passed_on += [(notice.call, f"{notice.to.kind}:{notice.to.id}") for notice in notices]
        return notices

    def entry(self, at: float) -> RoutingFed | None:
        """What went on since last asked, for the record; None: nothing."""
        if not self._fed and self._begins is None:
            return None
        self._number += 1
        self._told += len(self._fed)
        record = RoutingFed(
            at=at,
            epoch=self._epoch,
            number=self._number,
            begins=self._begins,
            fed=tuple(self._fed),
            matched=tuple(self._matched),
            passed_on=tuple(self._passed_on),
        )
        self._begins = None
        self._fed, self._matched, self._passed_on = [], [], []
        return record

    def _feed(self, fed: Fed) -> None:
        self._fed.append(fed)
        found = feed(self.engine, fed)
        self.matches += found
        self._matched += [(match.call, match.seat) for match in found]
