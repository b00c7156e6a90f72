"""Rings to somebody who has to press a key: what is told of each goes to whoever wanted it."""

from __future__ import annotations

from router.domain import telephony as t
from router.domain.floor import callbacks, ladders
from router.domain.floor.board import Board
from router.domain.outbound import RingPurpose


def told(floor: Board, event: t.RingTold) -> None:
    """A ring has come so far."""
    if event.purpose is RingPurpose.LADDER:
        return ladders.told(floor, event)
    return callbacks.told(floor, event)
