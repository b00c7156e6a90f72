"""What became of one call in its queues: found by running the engine again, as nobody writes that down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from router.domain.history import RoutingFed
from router.domain.routing.notices import Diverted
from router.domain.routing.policy import TargetKind
from router.domain.routing.tape import Verb
from router.services.run_tape import CannotReplay, FindBundle, run_tape

NEAR_SECONDS = 2.0
"""The engine hears of a call a moment after the dialplan has put it into hold."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A call in the routing log."""

    places: tuple[tuple[float, int], ...] = ()
    """Unix time and place whenever the engine was told of it: 1 is next, 0: it went on at once"""
    passes: tuple[Diverted, ...] = ()

    def place(self, queued_at: float) -> int:
        """Its place when it was queued then; 0: not known, or it went to a seat at once."""
        near = (place for at, place in self.places if -NEAR_SECONDS <= at - queued_at <= NEAR_SECONDS)
        return next(near, 0)

    @property
    def passed_to_fallback(self) -> float | None:
        """When its queue sent it to the fallback."""
        times = (notice.at for notice in self.passes if notice.to.kind is TargetKind.FALLBACK)
        return next(times, None)


def look_back(call: str, entries: Iterable[RoutingFed], find: FindBundle) -> Seen:
    """What the log has of this call; where the log is not whole, what it has up to there."""
    places: list[tuple[float, int]] = []
    passes: list[Diverted] = []
    try:
        for ran in run_tape(entries, find):
            for notice in ran.diverted:
                # An engine that is told of the call anew in the same event says it anew.
                if notice.call == call and (notice.queue, notice.to) not in [(one.queue, one.to) for one in passes]:
                    passes.append(notice)
            told = any(fed.verb is Verb.WAIT and fed.wants and fed.wants.call == call for fed in ran.entry.fed)
            if told:
                ahead = ran.engine.ahead_of(call)
                places.append((ran.entry.at, 0 if ahead is None else ahead + 1))
    except CannotReplay:
        pass
    return Seen(places=tuple(places), passes=tuple(passes))
