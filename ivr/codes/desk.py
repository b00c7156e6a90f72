"""What the dialogue of a code has to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from router.domain.bundle import Bundle
from router.domain.requests import Reply, Request
from router.domain.seat import Seat


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A talk that a lead may hear in this call, or take over."""

    call: str
    listening: str
    """id of this use"""
    channel: str
    """the talking seat's"""
    mode: str
    """listen, whisper, barge or take_over"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A seat from whose phone a code was dialled."""

    seat: Seat
    """as the router knew it when the code was dialled"""
    bundle: Bundle
    ask: Callable[[Request], Reply]
    """asks the router; raises RouterAway, StateLost"""
    at: float
    """Unix seconds, when the code was dialled"""
    let_in: Callable[[Heard], None]
    """have this call go on as the listening that the router has just allowed, once the dialogue is over"""

    @property
    def actor(self) -> str:
        """Who goes on record for what is done here."""
        return f"agent:{self.seat.agent}" if self.seat.agent else f"seat:{self.seat.id}"
