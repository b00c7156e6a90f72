"""Whoever accepted is connected with the caller who has waited longest."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferMade, OfferResult
from router.domain.call import evolve as changed
from router.domain.floor import offers
from router.domain.floor.board import Board
from router.domain.floor.ladder_causes import in_vain
from router.domain.floor.ladder_rings import cancel, put, record
from router.domain.history import ActionTaken
from router.domain.ladder.climb import Climb, ClimbEnd, LadderRing, evolve, over, ring_again
from router.domain.outbound import RingEnd

TRY_SECONDS: Final = 0.1
"""The phone that was rung is taken into its call a moment after the key: asked again so soon."""
TRIES: Final = 20


def begin(floor: Board, climb: Climb, ring: LadderRing) -> None:
    """Somebody has pressed the key: the caller first in line is theirs."""
    call = _first(floor, climb)
    if call is None or ring.ended_at is not None or not ring.channel:
        return _nobody_left(floor, climb) if call is None else _again(floor, climb)
    offer = floor.next_offer()
    segment = call.segment
    if segment is None:
        raise AssertionError("a call in hold has an open segment")
    made = OfferMade(id=offer, seat=ring.seat, agent=ring.person, at=floor.now, rang_at=floor.now)
    call = floor.put_call(
        changed(
            call,
            state=CallState.OFFERED,
            first_offer_at=call.first_offer_at or floor.now,
            segments=(*call.segments[:-1], replace(segment, offers=(*segment.offers, made))),
        ),
        "offered",
    )
    floor.sync_call(call)
    offers.watch(floor, offer)
    put(floor, evolve(climb, connects=call.id), "connecting")
    _order(floor, call, ring, offer)
    return None


def _order(floor: Board, call: Call, ring: LadderRing, offer: str) -> None:
    floor.command(
        t.ConnectRing(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.expires(),
            call=call.id,
            channel=call.channel,
            ring=ring.id,
            leg=ring.channel,
            offer=offer,
            seat=ring.seat,
        )
    )


def follow(floor: Board, climb: Climb) -> None:
    """What has become of the call that is being connected."""
    call = floor.calls.get(climb.connects)
    if call is not None and call.state is CallState.OFFERED and call.offer is not None:
        return None
    if call is not None and call.state is CallState.TALKING and _has(call, climb.person):
        if climb.ring is not None:
            record(floor, replace(climb.ring, ended_at=floor.now, end=RingEnd.ACCEPTED.value))
        put(floor, over(climb, ClimbEnd.CONNECTED, floor.now), "over")
        return floor.timers.clear("climb", climb.id)
    # The caller hung up in that moment, or the two could not be joined.
    return _again(floor, climb) if _first(floor, climb) is not None else _nobody_left(floor, climb)


def failed(floor: Board, climb: Climb, event: t.CommandFailed) -> None:
    """The two were not joined."""
    call = floor.calls.get(climb.connects)
    if call is None or call.offer is None or call.offer.agent != climb.person:
        return floor.note(f"command failed: {event.command} {event.reason}")
    ring = climb.ring
    if event.reason == "not_joined" and ring is not None and floor.now - call.offer.at < TRIES * TRY_SECONDS:
        return floor.timers.set("join", climb.id, floor.now + TRY_SECONDS)
    offers.close(floor, call, call.offer, OfferResult.LEFT, at=event.at)
    if event.reason == "not_in_hold":
        # The picture of this call is wrong: ask instead of ringing for it again.
        floor.look(call.node)
    return floor.timers.set("retry", call.id, floor.now)


def join_due(floor: Board, climb_id: str) -> None:
    """Try once more to join the two."""
    climb = floor.ladders.climbs.get(climb_id)
    call = floor.calls.get(climb.connects) if climb else None
    if climb is not None and climb.ring is not None and call is not None and call.offer is not None:
        _order(floor, call, climb.ring, call.offer.id)


def _has(call: Call, person: str) -> bool:
    """Whether the caller was connected with this person, however that was heard of."""
    return any(offer.agent == person for segment in call.segments[-1:] for offer in segment.offers[-1:])


def _first(floor: Board, climb: Climb) -> Call | None:
    return min(in_vain(floor, climb.calls), key=lambda call: call.rank, default=None)


def _again(floor: Board, climb: Climb) -> None:
    """Somebody still waits, and whoever accepted is not on the line any more, or may not be."""
    _let_go(floor, climb)
    climb = floor.ladders.climbs[climb.id]
    put(floor, ring_again(climb, floor.now), "ringing_again")
    floor.timers.set("climb", climb.id, floor.now)


def _nobody_left(floor: Board, climb: Climb) -> None:
    _let_go(floor, climb)
    climb = floor.ladders.climbs[climb.id]
    put(floor, over(climb, ClimbEnd.CAUSE_OVER, floor.now), "over")
    floor.timers.clear("climb", climb.id)


def _let_go(floor: Board, climb: Climb) -> None:
    if climb.ring is not None:
        cancel(floor, climb)


def resolve(floor: Board, climb: Climb) -> None:
    """Everybody was told that nobody answers: that is over."""
    if climb.alarmed:
        floor.effects.records.append(
            ActionTaken(
                at=floor.now,
                epoch=floor.epoch,
                actor="router",
                what="alarm_resolved",
                subject=climb.subject,
                detail="ladder_unanswered",
            )
        )
