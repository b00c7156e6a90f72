"""What the end of a call makes of its sister services."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain.call import Call
from router.domain.floor.board import Board
from router.domain.history import RingRecorded
from router.domain.linkage import Linked, link_end
from router.domain.outbound import RingPhase, RingPurpose

LINKED: Final = "linked"
"""How a talk ended whose agent has left the citizen to a sister service."""
AT_ONCE_SECONDS: Final = 1.0
"""The dialplan ends the sister service's leg, and by that the agent's, before the citizen's own is gone."""


def over(floor: Board, call: Call, at: float) -> Call:
    """The call is over, and with it whoever is rung for it or in its talk: the dialplan sees to that."""
    linkages = call.linkages
    for one in call.linkages:
        if one.ended_at is None:
            ended = replace(one, ended_at=at, end=link_end(one, 0))
            linkages = tuple(ended if other is one else other for other in linkages)
            record_ring(floor, call.id, ended, RingPhase.ENDED, at)
    last = call.segments[-1] if call.segments else None
    if last is not None and last.end == LINKED and last.ended_at is not None and at - last.ended_at < AT_ONCE_SECONDS:
        # It was the citizen who left.
        call = replace(call, segments=(*call.segments[:-1], replace(last, end="talk_over", to="")))
    return replace(call, linkages=linkages)


def record_ring(floor: Board, call: str, one: Linked, phase: RingPhase, at: float) -> None:
    """Put on record how far a sister service's ring has come."""
    floor.effects.records.append(
        RingRecorded(
            at=at,
            epoch=floor.epoch,
            ring=one.ring,
            purpose=RingPurpose.LINKAGE,
            subject=call,
            number=one.number,
            phase=phase,
            end=one.end.value if phase is RingPhase.ENDED and one.end else "",
        )
    )
