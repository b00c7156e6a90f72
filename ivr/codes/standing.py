"""How a seat stands, apart from the call that asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.codes.listen import digit_prompts
from ivr.names import reason_of
from router.domain.seat import Seat, SeatCause, SeatState, TalkKind


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What an agent wants to hear of the own seat."""

    state: SeatState
    reason: str
    since: float | None
    """Unix seconds; None: not known"""
    later: bool
    """a wish waits for the end of a call"""


def standing_of(seat: Seat) -> Standing:
    """The router may have seen by now that the phone is in use, and count the code itself as a direct talk: then the
    seat stands where it was before, or where it will be at once afterwards."""
    if seat.state is not SeatState.TALKING or seat.kind is not TalkKind.DIRECT or seat.call:
        return Standing(state=seat.state, reason=seat.reason, since=seat.since, later=seat.wish is not None)
    state, reason = seat.former or SeatState.READY, seat.former_reason
    if seat.wish is SeatCause.PAUSE:
        state, reason = SeatState.NOT_READY, seat.wish_reason
    elif seat.wish is SeatCause.SIGN_OFF:
        state, reason = SeatState.SIGNED_OFF, ""
    return Standing(state=state, reason=reason, since=None, later=False)


def standing_prompts(seat: Seat, at: float) -> tuple[str, ...]:
    """Agent, state, reason and for how long; when the end of the shift was told, how far off it is."""
    standing = standing_of(seat)
    if standing.state is SeatState.SIGNED_OFF:
        return ("am_nobody",)
    said = ["am_agent", *digit_prompts(seat.agent), f"state_{standing.state}"]
    if standing.state is SeatState.NOT_READY and standing.reason:
        said.append(reason_of(standing.reason))
    if standing.since is not None:
        said += ["am_for", *duration_prompts(at - standing.since)]
    if seat.shift_ending and seat.shift_until is not None and seat.shift_until > at:
        said += ["shift_ends_in", *duration_prompts(seat.shift_until - at)]
    if standing.later:
        said.append("code_later")
    return tuple(said)


def duration_prompts(seconds: float) -> tuple[str, ...]:
    """Hours and whole minutes."""
    hours, minutes = divmod(max(0, int(seconds)) // 60, 60)
    if hours >= 24:
        return ("hours_many",)
    if not hours:
        return (f"minutes_{minutes}",)
    return (f"hours_{hours}", f"minutes_{minutes}") if minutes else (f"hours_{hours}",)
