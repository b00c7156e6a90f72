"""Who took calls from queues when, from the history of seats."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from router.domain.seat import Seat, SeatState, TalkKind
from router.simulation.replay_history import SeatChange, SeatIs
from router.simulation.replay_spans import Bundles, Span

WrapUps = Mapping[tuple[str, str], float]
"""(call, seat) to the seconds of wrap-up after its talk there"""


def wrap_ups(spans: Sequence[Span]) -> dict[tuple[str, str], float]:
    """Of one seat, its spans in order. One that still lasts is not known yet."""
    found: dict[tuple[str, str], float] = {}
    of = ""
    for former, span in pairwise(spans):
        if span.seat.state is not SeatState.WRAP_UP:
            of = ""
            continue
        if former.seat.state is SeatState.TALKING:
            of = former.seat.call
        if of and span.until is not None:
            key = of, span.seat.id
            found[key] = found.get(key, 0.0) + span.until - span.since
    return found


def seat_changes(
    spans: Sequence[Span], bundles: Bundles, handed_on: Collection[tuple[str, str]]
) -> Iterator[SeatChange]:
    """When one seat took calls from queues, its spans in order; with the levels that its agent had by the bundle then.

    Busy with such a call counts as taking them: in the replay it may be busy with another. Away: not ready for whatever
    reason, its phone away, in a call of its own, or with a caller whom a colleague handed on to this very seat
    (`handed_on`: call and seat), wrap-up included.
    """
    agent, signed_on, former, own = "", 0.0, None, False
    for span in spans:
        seat = span.seat
        if seat.agent != agent:
            agent, signed_on = seat.agent, span.since
        if seat.state is SeatState.TALKING:
            own = seat.kind not in {TalkKind.OFFERED, TalkKind.FALLBACK} or (seat.call, seat.id) in handed_on
        now = _is(seat, own=own)
        until = span.until if span.until is not None else float("inf")
        for at, bundle in bundles.within(span.since, until):
            known = bundle.agents.get(agent)
            change = SeatChange(
                at=at, seat=seat.id, now=now, agent=agent, skills=known.skills if known else {}, since=signed_on
            )
            told = (change.now, change.agent, change.skills, change.since)
            if told != former:
                former = told
                yield change


def _is(seat: Seat, *, own: bool) -> SeatIs:
    if not seat.agent or seat.state is SeatState.SIGNED_OFF:
        return SeatIs.GONE
    if seat.state is SeatState.NOT_READY or (seat.state is SeatState.READY and not seat.reachable):
        return SeatIs.AWAY
    if own and seat.state in {SeatState.TALKING, SeatState.WRAP_UP}:
        return SeatIs.AWAY
    return SeatIs.READY
