"""Rings to somebody who has to press a key: what is told of each goes to whoever wanted it."""

from __future__ import annotations

from router.domain import telephony as t
from router.domain.floor import callbacks, ladders, linking
from router.domain.floor.board import Board
from router.domain.history import RingRecorded
from router.domain.outbound import RingPhase, RingPurpose, ring_end


def told(floor: Board, event: t.RingTold) -> None:
    """A ring has come so far."""
    if event.purpose is RingPurpose.LADDER:
        return ladders.told(floor, event)
    if event.purpose is RingPurpose.LINKAGE:
        return linking.told(floor, event)
    if event.purpose is RingPurpose.ON_CALL:
        floor.effects.records.append(
            RingRecorded(
                at=event.at,
                epoch=floor.epoch,
                ring=event.ring,
                purpose=event.purpose,
                subject=event.subject,
                number=floor.ladders.on_call,
                phase=event.phase,
                end=ring_end(event.status, event.key) if event.phase is RingPhase.ENDED else "",
            )
        )
        return None
    return callbacks.told(floor, event)
