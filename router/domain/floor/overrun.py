"""Talks and wrap-ups that outlast the shift: counted, and put on record."""

from __future__ import annotations

from router.domain.history import ActionTaken
from router.domain.seat import OCCUPIED, SHIFT_OVER, Seat, SeatState

WORK = frozenset({SeatState.TALKING, SeatState.WRAP_UP})


def over(before: Seat, after: Seat) -> bool:
    """Whether the overrun of a seat ends with this change: it is free, or a later end counts."""
    return before.overrun_since is not None and (after.state not in OCCUPIED or after.overrun_since is None)


def record(before: Seat, *, at: float, epoch: int) -> ActionTaken | None:
    """Minutes of an agent in a shift beyond its end; None: it was only an offer that came to nothing."""
    if before.overrun_since is None or before.state not in WORK:
        return None
    minutes = max(0.0, at - before.overrun_since) / 60
    return ActionTaken(
        at=at,
        epoch=epoch,
        actor="router",
        what="shift_overrun",
        subject=before.agent,
        detail=f"{minutes:.1f}",
        reason=before.shift,
        note=f"minutes beyond the end of the shift, at seat {before.id}",
    )


def pending(seat: Seat) -> bool:
    """Whether the end of the shift waits for the end of what the seat does."""
    return seat.overrun_since is not None or seat.wish_reason == SHIFT_OVER
