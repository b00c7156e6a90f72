"""Rings of ladders: placed, cancelled, and put on record."""

from __future__ import annotations

from typing import Final

from router.domain import telephony as t
from router.domain.floor.board import Board
from router.domain.floor.owing import outbound_of
from router.domain.history import ClimbRecorded, LadderRung
from router.domain.ladder.climb import Climb, ClimbState, LadderRing, gone
from router.domain.ladder.settings import IN_A_QUEUE, Ladder, Trigger
from router.domain.outbound import RingEnd, RingPurpose

REST_SECONDS: Final = 2.0
"""A seat that is rung is offered nothing, until its phone is seen to ring."""
CANCEL_SECONDS: Final = 10.0


def put(floor: Board, climb: Climb, event: str) -> Climb:
    """Take a climb's new version."""
    if climb.state is ClimbState.OVER:
        floor.ladders.climbs.pop(climb.id, None)
    else:
        floor.ladders.climbs[climb.id] = climb
    floor.effects.climbs[climb.id] = climb
    floor.effects.records.append(ClimbRecorded(at=floor.now, epoch=floor.epoch, event=event, climb=climb))
    return climb


def place(floor: Board, climb: Climb, ladder: Ladder) -> None:
    """Have the phone of the climb's open ring rung."""
    ring = climb.ring
    if ring is None:
        raise AssertionError("a climb that rings has an open ring")
    if ring.seat:
        floor.rest(ring.seat, REST_SECONDS)
        floor.sync_seat(ring.seat)
    outbound = outbound_of(floor)
    about = floor.calls.get(climb.calls[0]) if climb.calls else None
    line = floor.bundle.lines.get(about.line) if about else next(iter(floor.bundle.lines.values()), None)
    floor.command(
        t.PlaceRing(
            node=climb.node,
            epoch=floor.epoch,
            expires_at=floor.expires(),
            ring=ring.id,
            purpose=RingPurpose.LADDER,
            subject=climb.id,
            seat=ring.seat,
            number=ring.number,
            trunk=outbound.trunk if outbound and ring.number else "",
            shows=(outbound.shows if outbound else "") or (line.number if line else ""),
            ring_seconds=ladder.ring_seconds,
            say=f"ladder_{climb.trigger}_{climb.subject}" if climb.trigger in IN_A_QUEUE else f"ladder_{climb.trigger}",
            language=floor.bundle.language_of(ring.person),
            joins=climb.trigger is Trigger.WAITING,
        )
    )
    record(floor, ring)


def cancel(floor: Board, climb: Climb, *, end: RingEnd = RingEnd.CANCELLED) -> Climb:
    """Hang up the open ring, whatever has become of it."""
    after, ring = gone(climb, floor.now, end)
    if ring is None:
        return climb
    hang_up(floor, climb.node, ring.id, ring.channel)
    record(floor, ring)
    return put(floor, after, "ring_over")


def hang_up(floor: Board, node: str, ring: str, leg: str = "") -> None:
    """End a ring, and the phone when it has been taken out of it."""
    until = floor.now + CANCEL_SECONDS
    floor.command(t.CancelRing(node=node, epoch=floor.epoch, expires_at=until, ring=ring, leg=leg))


def record(floor: Board, ring: LadderRing) -> None:
    """Put a ring on record as it is now."""
    floor.effects.records.append(LadderRung(at=floor.now, epoch=floor.epoch, ring=ring))
