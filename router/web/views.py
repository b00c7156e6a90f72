"""From what the router left in Redis to what the API says. Pure: `now` (Unix seconds) is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import overload

from router.domain.bundle import Bundle
from router.domain.call import Call, CallState, OfferMade, Segment
from router.domain.linkage import Linked
from router.domain.seat import Seat
from router.web.history import Pause, Tag
from router.web.masking import show_number
from router.web.models import (
    CallView,
    LineView,
    LinkedView,
    OfferView,
    PauseView,
    QueueView,
    SeatView,
    SegmentView,
    TagView,
    Waiting,
)

WAITING = frozenset({CallState.QUEUED, CallState.OFFERED})
"""A caller for whom a seat rings still hears the music, and may come back to the same place."""


@overload
def utc(at: float) -> datetime: ...
@overload
def utc(at: None) -> None: ...
@overload
def utc(at: float | None) -> datetime | None: ...
def utc(at: float | None) -> datetime | None:
    """Unix seconds as an aware time."""
    return None if at is None else datetime.fromtimestamp(at, UTC)


def span(since: float, now: float) -> float:
    """Seconds between two moments to the millisecond, never below zero: two processes' clocks may differ a little."""
    return round(max(0.0, now - since), 3)


def seat_view(seat: Seat, bundle: Bundle | None, *, now: float) -> SeatView:
    """One seat; names are empty while no bundle is known."""
    place = bundle.seats.get(seat.id) if bundle else None
    agent = bundle.agents.get(seat.agent) if bundle else None
    return SeatView(
        id=seat.id,
        name=place.name if place else "",
        state=seat.state,
        reason=seat.reason,
        kind=seat.kind,
        agent=seat.agent,
        agent_name=agent.name if agent else "",
        since=utc(seat.since) if seat.since else None,
        seconds=span(seat.since, now) if seat.since else 0.0,
        available=seat.available,
        reachable=seat.reachable,
        unreachable_since=utc(seat.unreachable_since),
        idle_since=utc(seat.idle_since) if seat.idle_since else None,
        call=seat.call,
        last_call=seat.last_call,
        until=utc(seat.until),
        wish=seat.wish,
        wish_reason=seat.wish_reason,
        talks=seat.talks,
        shift=seat.shift,
        shift_until=utc(seat.shift_until),
        shift_ending=seat.shift_ending,
        cause=seat.cause,
        actor=seat.actor,
        version=seat.version,
    )


def waited(call: Call, now: float | None) -> float | None:
    """Seconds from the queue to the first answer, else to the end, else to now; None: was never queued, or `now` is
    None and its end is not known."""
    until = next((at for at in (call.talked_at, call.ended_at, now) if at is not None), None)
    return None if call.queued_at is None or until is None else span(call.queued_at, until)


def waits_since(call: Call) -> float:
    """Since when this caller has been waiting: the queue, or the way back into it after a talk that broke off.

    A missed offer opens a new segment, but the caller's wait goes on.
    """
    if call.talked_at is not None and call.segment is not None:
        return call.segment.queued_at
    return call.arrived_at if call.queued_at is None else call.queued_at


def queue_views(
    calls: Iterable[Call],
    bundle: Bundle | None,
    *,
    now: float,
    in_full: bool,
    expected: Mapping[str, float | None] | None = None,
) -> list[QueueView]:
    """Every queue of the bundle, and any other that somebody still waits in after a change of configuration."""
    waiting: dict[str, list[Call]] = {queue: [] for queue in (bundle.queues if bundle else ())}
    for call in calls:
        if call.state in WAITING:
            waiting.setdefault(call.queue, []).append(call)
    waits = expected or {}
    return [
        _queue_view(
            queue,
            sorted(group, key=lambda call: call.rank),
            bundle,
            now=now,
            in_full=in_full,
            expected=waits.get(queue),
        )
        for queue, group in waiting.items()
    ]


def _queue_view(
    queue: str, calls: list[Call], bundle: Bundle | None, *, now: float, in_full: bool, expected: float | None
) -> QueueView:
    known = bundle.queues.get(queue) if bundle else None
    callers = [
        Waiting(
            call=call.id,
            caller=show_number(call.caller, in_full=in_full),
            place=place,
            state=call.state,
            line=call.line,
            waited_seconds=span(waits_since(call), now),
        )
        for place, call in enumerate(calls, start=1)
    ]
    return QueueView(
        id=queue,
        name=known.name if known else "",
        target_seconds=known.target_seconds if known else None,
        waiting=len(callers),
        longest_wait_seconds=max((caller.waited_seconds for caller in callers), default=0.0),
        expected_wait_seconds=expected,
        callers=callers,
    )


def line_views(calls: Iterable[Call] | None, bundle: Bundle) -> list[LineView]:
    """Every line of the bundle; `calls` None: the live state is not reachable."""
    live = None if calls is None else [call.line for call in calls]
    return [
        LineView(
            id=line.id,
            number=line.number,
            name=line.name,
            queue=line.queue,
            language=line.language,
            live_calls=None if live is None else live.count(line.id),
        )
        for line in bundle.lines.values()
    ]


def call_view(call: Call, *, live: bool, now: float, in_full: bool) -> CallView:
    """One call; `live`: it stands in the live state, so that its wait goes on."""
    return CallView(
        id=call.id,
        live=live,
        state=call.state,
        line=call.line,
        queue=call.queue,
        caller=show_number(call.caller, in_full=in_full),
        language=call.language,
        arrived_at=utc(call.arrived_at),
        answered_at=utc(call.answered_at),
        queued_at=utc(call.queued_at),
        first_offer_at=utc(call.first_offer_at),
        talked_at=utc(call.talked_at),
        ended_at=utc(call.ended_at),
        waited_seconds=waited(call, now if live else None),
        outcome=call.outcome,
        where=call.where,
        informed=call.informed,
        message=bool(call.message),
        grade=call.grade,
    )


def segment_view(segment: Segment) -> SegmentView:
    return SegmentView(
        number=segment.number,
        queue=segment.queue,
        queued_at=utc(segment.queued_at),
        talked_at=utc(segment.talked_at),
        ended_at=utc(segment.ended_at),
        seat=segment.seat,
        agent=segment.agent,
        kind=segment.kind,
        end=segment.end,
        to=segment.to,
        held=segment.held,
        paused=segment.paused,
        offers=[offer_view(offer) for offer in segment.offers],
    )


def tag_view(tag: Tag, bundle: Bundle | None) -> TagView:
    """Codes with their names of today."""
    return TagView(
        at=utc(tag.at),
        seat=tag.seat,
        agent=tag.agent,
        topic=tag.topic,
        topic_name=bundle.topics.get(tag.topic, "") if bundle else "",
        place=tag.place,
        place_name=bundle.places.get(tag.place, "") if bundle else "",
    )


def pause_view(pause: Pause) -> PauseView:
    return PauseView(at=utc(pause.at), seat=pause.seat, paused=pause.paused, actor=pause.actor)


def offer_view(offer: OfferMade) -> OfferView:
    return OfferView(
        id=offer.id,
        seat=offer.seat,
        agent=offer.agent,
        at=utc(offer.at),
        rang_at=utc(offer.rang_at),
        ended_at=utc(offer.ended_at),
        result=offer.result,
        cause=offer.cause,
    )


def linked_view(one: Linked, bundle: Bundle | None) -> LinkedView:
    """One sister service. Its number is public, and told to all."""
    known = bundle.linkages.get(one.to) if bundle else None
    return LinkedView(
        ring=one.ring,
        linkage=one.to,
        name=known.name if known else "",
        number=one.number,
        seat=one.seat,
        agent=one.agent,
        actor=one.actor,
        segment=one.segment,
        asked_at=utc(one.asked_at),
        dialled_at=utc(one.dialled_at),
        answered_at=utc(one.answered_at),
        ended_at=utc(one.ended_at),
        end=one.end.value if one.end else "",
    )
