"""What a refusal sounds like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.catalogue.codes import CODE_UNAVAILABLE
from router.domain import errors

_PROMPTS: Final[Mapping[str, str]] = {
    errors.WrongPin.code: "wrong_pin",
    errors.PinLocked.code: "pin_locked",
    errors.UnknownAgent.code: "unknown_agent",
    errors.SeatTaken.code: "seat_taken",
    errors.AgentElsewhere.code: "agent_elsewhere",
    errors.TooEarly.code: "too_early",
    errors.NotOnShift.code: "not_on_shift",
    errors.ShiftOver.code: "shift_over",
    errors.UnknownTopic.code: "unknown_topic",
    errors.UnknownPlace.code: "unknown_where",
    errors.NoCall.code: "no_call",
    errors.NotALead.code: "not_a_lead",
    errors.HeardAlready.code: "heard_already",
    errors.RouterAway.code: CODE_UNAVAILABLE,
    errors.NotLeader.code: CODE_UNAVAILABLE,
    errors.StateLost.code: CODE_UNAVAILABLE,
}


def refusal_prompt(code: str) -> str:
    """The prompt for a refusal's stable code."""
    return _PROMPTS.get(code, "code_refused")
