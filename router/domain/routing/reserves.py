"""Free seats that a queue keeps for itself."""

from __future__ import annotations

from router.domain.routing.index import Signature


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
