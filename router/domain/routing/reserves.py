"""Free seats that a queue keeps for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from router.domain.routing.needs import Need, Signature

if TYPE_CHECKING:
    from router.domain.routing.roster import Desk


class Reserve:
    """The last `size` free seats of one queue's first step. Seats that other queues may not have now are *kept*.

    A queue with a reserve of its own may always have the seats of its own first step: of two reserves that share a
    seat neither can lock the other out.
    """

    __slots__ = ("desks", "home", "queue", "size")

    def __init__(self, queue: str, size: int, home: Need) -> None:
        self.queue = queue
        self.size = size
        self.home = home
        self.desks: dict[str, Desk] = {}
        """free seats of its home now"""

    @property
    def keeps(self) -> bool:
        return len(self.desks) <= self.size


def allowed(signature: Signature, queue: str) -> bool:
    """Whether a call of this queue may have a free seat with these skills."""
    reserves = signature.reserves
    if not reserves or not any(reserve.keeps for reserve in reserves):
        return True
    return any(reserve.queue == queue for reserve in reserves)


def owners(signature: Signature) -> frozenset[str] | None:
    """The queues that alone may have a free seat with these skills; None: all may."""
    reserves = signature.reserves
    if not reserves or not any(reserve.keeps for reserve in reserves):
        return None
    return frozenset(reserve.queue for reserve in reserves)
