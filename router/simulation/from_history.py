"""What the archive holds, as a replay needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from heapq import heappop, heappush
from itertools import groupby
from typing import Final

from router.domain.call import Call, OfferResult, Outcome, Segment
from router.domain.floor.known import Known
from router.domain.routing.policy import Policy, QueuePolicy
from router.simulation.replay_history import Ending, History, PastCall, SeatChange, SeatIs
from router.simulation.replay_seats import WrapUps, seat_changes, wrap_ups
from router.simulation.replay_spans import Bundles, Span

EDGE_S: Final = 3600.0
"""Calls that came so long before the period or after it are played too, and not counted: they keep seats busy."""
BY_QUEUE: Final = frozenset({"", "offered", "fallback"})
"""Kinds of segments that waited in a queue; the others were dialled by an agent."""


def history_of(
    name: str,
    calls: Iterable[Call],
    seats: Iterable[Span],
    bundles: Bundles,
    policy: Policy,
    *,
    since: float,
    until: float,
    zone: tzinfo = UTC,
    notes: Sequence[str] = (),
) -> History:
    """The history of the period from `since` to `until`, Unix seconds; `calls` and `seats` with edges of EDGE_S.

    `policy` may leave queues out: such a one is open to all. `notes`: what else is to be told about it.
    """
    by_seat = [tuple(spans) for _, spans in groupby(seats, key=lambda span: span.seat.id)]
    after = {call: tail for spans in by_seat for call, tail in wrap_ups(spans).items()}
    handed_on: set[tuple[str, str]] = set()
    past: list[PastCall] = []
    known, talking = Known(), _Running()
    for call in calls:
        for ended in talking.before(call):
            known.ended(ended)
        handed_on.update((call.id, one.seat) for one in call.segments if one.kind not in BY_QUEUE)
        past += _waits(call, after, bundles, known, counted=since <= call.arrived_at < until)
    changes = [change for spans in by_seat for change in seat_changes(spans, bundles, handed_on)]
    queues = {call.queue: QueuePolicy(id=call.queue) for call in past}
    return History(
        name=name,
        calls=tuple(sorted(past, key=lambda call: (call.at, call.arrived_at, call.counter, call.id))),
        changes=tuple(sorted(changes, key=lambda change: (change.at, change.seat))),
        policy=replace(policy, queues={**queues, **policy.queues}),
        since=since,
        until=until,
        zone=zone,
        notes=(*notes, *_notes(bundles, changes, since, until)),
    )


def _waits(call: Call, after: WrapUps, bundles: Bundles, known: Known, *, counted: bool) -> Iterator[PastCall]:
    """Each time that the call came to a queue: at first, handed on to one, or back after an agent's phone had died."""
    if call.queued_at is None:
        return
    bundle = bundles.at(call.arrived_at)
    speaks = bundle.site.language_skills.get(call.language)
    for segment in call.segments:
        if segment.kind not in BY_QUEUE or not segment.queued_at:
            continue
        queue = bundles.spans[-1][1].queue_of(segment.queue)
        ending, waited = _ending(call, segment)
        yield PastCall(
            id=f"{call.id}/{segment.number}",
            queue=queue.id if queue else segment.queue,
            at=segment.queued_at,
            arrived_at=call.arrived_at,
            counter=call.counter,
            line=call.line,
            asked=call.asked,
            prefer={speaks: 1} if speaks else {},
            priority=known.priority(call.caller, bundle.site, bundle.lines.get(call.line), call.arrived_at),
            last_agent=known.last_agent(call.caller, bundle.site, call.arrived_at),
            ending=ending,
            waited=waited,
            handling=_handling(call, segment, after),
            ringing=_ringing(segment),
            counted=counted,
        )


class _Running:
    """Calls that are not over yet as others come, by arrival."""

    def __init__(self) -> None:
        self._ends: list[tuple[float, str, Call]] = []

    def before(self, call: Call) -> Iterator[Call]:
        """Those that were over when this one came; it runs from now on."""
        while self._ends and self._ends[0][0] <= call.arrived_at:
            yield heappop(self._ends)[2]
        if call.ended_at is not None:
            heappush(self._ends, (call.ended_at, call.id, call))


def _ending(call: Call, segment: Segment) -> tuple[Ending | None, float | None]:
    ended = segment.ended_at if segment.ended_at is not None else call.ended_at
    if segment.talked_at is not None:
        return Ending.ANSWERED, max(0.0, segment.talked_at - segment.queued_at)
    if ended is None:
        return None, None
    last = segment is call.segments[-1]
    gave_up = last and call.outcome in {Outcome.ABANDONED, Outcome.ANSWERED} and segment.end in {"", "left"}
    return Ending.ABANDONED if gave_up else Ending.OTHER, max(0.0, ended - segment.queued_at)


def _handling(call: Call, segment: Segment, after: WrapUps) -> float | None:
    if segment.talked_at is None or segment.ended_at is None:
        return None
    return max(0.0, segment.ended_at - segment.talked_at) + after.get((call.id, segment.seat), 0.0)


def _ringing(segment: Segment) -> float | None:
    taken = [offer for offer in segment.offers if offer.result is OfferResult.ANSWERED]
    if not taken or segment.talked_at is None:
        return None
    return max(0.0, segment.talked_at - taken[-1].at)


def _notes(bundles: Bundles, changes: Sequence[SeatChange], since: float, until: float) -> Iterator[str]:
    if not any(change.now is SeatIs.READY for change in changes):
        yield "no seat took calls by the archive's history of seats, so nobody is answered"
    numbers = [str(bundle.number) for _, bundle in bundles.within(since, until)]
    if len(numbers) > 1:
        yield f"bundles {', '.join(numbers)} were in force; queues follow the rules of the last one"
