"""A callback as the phones saw it: what was agreed, and each ring. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from router.demo.callback_plan import Pickup
from router.domain.call import Outcome
from router.domain.outbound import RingEnd


@dataclass(kw_only=True)
class RingSeen:
    """One ring of the citizen's phone. Filled in while it goes on."""

    pickup: Pickup
    answered: bool = False
    pressed: bool = False
    """the key was sent"""
    heard_agent: bool = False
    refused: bool = False
    """everybody had to hang up"""

    @property
    def ends(self) -> frozenset[RingEnd]:
        """What the archive may have of it. The agent may have given up meanwhile."""
        if self.heard_agent:
            return frozenset({RingEnd.ACCEPTED})
        found = {RingEnd.CANCELLED}
        if self.pressed:
            found |= {RingEnd.ACCEPTED, RingEnd.NO_KEY}
        elif self.answered:
            found.add(RingEnd.NO_KEY)
        else:
            found.add(RingEnd.BUSY if self.pickup is Pickup.BUSY else RingEnd.NO_ANSWER)
            found |= {RingEnd.FAILED, RingEnd.BUSY} if self.refused else set()
        return frozenset(found)


@dataclass(kw_only=True)
class Back:
    """What a citizen agreed to instead of waiting."""

    number: str = ""
    """that was confirmed; empty: none yet"""
    promised: bool = False
    """the hotline said that it will call"""
    on_the_line: bool = False
    """calls again just now: that phone is busy"""
    used_place: bool = False
    """has called again and asked to go on at the old place: the callback is not needed any more"""
    rings: list[RingSeen] = field(default_factory=list)

    def allowed(self) -> frozenset[Outcome]:
        """Outcomes that fit, of a callback that was promised."""
        if any(ring.heard_agent for ring in self.rings):
            return frozenset({Outcome.CALLED_BACK})
        found = set()
        if self.rings or not self.used_place:
            # Made while its citizen was on the line again, it has reached nobody.
            found.add(Outcome.CALLBACK_FAILED)
        if self.used_place:
            found.add(Outcome.ABANDONED)
        if any(ring.pressed for ring in self.rings):
            found.add(Outcome.CALLED_BACK)
        return frozenset(found)
