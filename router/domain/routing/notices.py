"""What the engine says besides matches."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.routing.policy import Target


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Base of all notices: about which call, when."""

    call: str
    at: float


@dataclass(frozen=True, kw_only=True)
class Diverted(Notice):
    """The call's queue passed it on. To another queue: it waits there now, at its old place. Anywhere else: it waits no
    longer, and whoever runs the engine takes it there."""

    queue: str
    to: Target
    why: str
    """after, waiting, nobody, limit, longest"""


@dataclass(frozen=True, kw_only=True)
class WaitTold(Notice):
    """How long the call is expected to wait from now on, and how many of its queue come before it."""

    seconds: float
    ahead: int
