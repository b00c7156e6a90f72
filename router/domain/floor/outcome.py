"""The one outcome of a call, and where it ended."""

from __future__ import annotations

from typing import Final

from router.domain.call import Call, CallState, Outcome, Where

WAITS: Final = {
    CallState.OFFERED: Where.RINGING,
    CallState.QUEUED: Where.HOLD,
    CallState.FALLBACK: Where.FALLBACK,
}


def outcome_of(call: Call, state: str) -> tuple[Outcome, Where]:
    """What a call that ends now has come to; `state` is the dialplan's last word.

    A talk that was broken by a fault and never taken up again is `cut_off`, even when the citizen hung up waiting, but
    not with a sister service in it to the end. Who asked for a person and left before one answered has abandoned,
    whatever information was heard before.
    """
    where = _where(call, state)
    talks = [segment for segment in call.segments if segment.talked_at is not None]
    if talks and (talks[-1].end != "lost" or any(one.talks for one in call.linkages)):
        return Outcome.ANSWERED, where
    if call.message:
        return Outcome.MESSAGE_LEFT, where
    if talks or (call.former_talks and (call.state in WAITS or call.state is CallState.MESSAGE)):
        return Outcome.CUT_OFF, where
    if where is Where.TALKING:
        return Outcome.ANSWERED, where
    if call.state not in WAITS and (call.informed or (state == "end" and call.state is CallState.IN_MENU)):
        return Outcome.INFORMED, where
    return Outcome.ABANDONED, where


def _where(call: Call, state: str) -> Where:
    match call.state:
        case CallState.TALKING | CallState.TRANSFERRED:
            return Where.TALKING
        case CallState.MESSAGE | CallState.ARRANGING if call.queued_at is not None:
            return Where.HOLD
        case CallState.IN_MENU if call.former_talks and state == "end":
            # Rebuilt while the goodbye was playing.
            return Where.TALKING
        case _:
            return WAITS.get(call.state, Where.MENU)
