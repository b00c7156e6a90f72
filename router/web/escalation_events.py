"""Climbs of ladders and their rings as listeners are told of them. Pure."""

from __future__ import annotations

from typing import Any

from router.domain.ladder.climb import Climb, LadderRing
from router.web.views import utc


def climb_event(climb: Climb) -> dict[str, Any]:
    """A climb as it is now."""
    return {
        "escalation": climb.id,
        "ladder": climb.ladder,
        "trigger": climb.trigger.value,
        "subject": climb.subject,
        "calls": list(climb.calls),
        "state": climb.state.value,
        "round": climb.round,
        "rings": climb.rings,
        "person": climb.person,
        "end": climb.end,
    }


def ring_event(ring: LadderRing) -> dict[str, Any]:
    """A ring as it is now. Where a person is rung outside is nobody's business: the person's number says who it is."""
    return {
        "escalation": ring.climb,
        "ring": ring.id,
        "round": ring.round,
        "step": ring.step,
        "person": ring.person,
        "seat": ring.seat,
        "at": _utc(ring.at),
        "answered_at": _utc(ring.answered_at),
        "key": ring.key,
        "ended_at": _utc(ring.ended_at),
        "end": ring.end,
    }


def _utc(at: float | None) -> str | None:
    return None if at is None else utc(at).isoformat().replace("+00:00", "Z")
