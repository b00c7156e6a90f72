"""A seat: its states, every edge between them in one table, and the pure function that walks an edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class SeatState(StrEnum):
    """What a seat is doing."""

    SIGNED_OFF = "signed_off"  # nobody is there
    NOT_READY = "not_ready"  # somebody is there and takes no call, for a reason
    READY = "ready"  # may be offered a call
    RESERVED = "reserved"  # a call was matched to it; its phone does not ring yet
    RINGING = "ringing"  # its phone rings
    TALKING = "talking"  # in a call, of some kind
    WRAP_UP = "wrap_up"  # finishing the record of the last call


class TalkKind(StrEnum):
    """What kind of call a talking seat is in."""

    OFFERED = "offered"  # the router offered it
    DIRECT = "direct"  # the phone rang or dialled without the router
    CONSULT = "consult"  # is asked by a colleague while a citizen waits
    FALLBACK = "fallback"  # the dialplan's own fallback chose the seat
    LISTENING = "listening"  # a lead is in somebody else's talk, or is being rung for that


class SeatCause(StrEnum):
    """Why a seat changes."""

    SIGN_ON = "sign_on"  # an agent sits down
    SIGN_OFF = "sign_off"  # the agent leaves
    READY = "ready"  # the agent says: give me calls (also ends wrap-up)
    PAUSE = "pause"  # the agent says: no calls, with a reason
    RESERVE = "reserve"  # matched to a call
    RELEASE = "release"  # the offer ended before the phone rang, or the caller left: nobody is to blame
    RING = "ring"  # the phone rings
    MISS = "miss"  # rang out, or the agent rejected it
    ANSWER = "answer"  # the agent answered an offer
    OCCUPY = "occupy"  # the phone is in a call that the router did not offer
    TALK_END = "talk_end"  # the call at the seat is over
    DIRECT_END = "direct_end"  # a direct call is over; the seat goes back to where it was before it
    WRAP_UP_END = "wrap_up_end"  # the wrap-up timer ran out
    PHONE_LOST = "phone_lost"  # the phone was away for longer than the grace
    COME_BACK = "come_back"  # the last reachable seat comes back by itself


S, C = SeatState, SeatCause

EDGES: Final[dict[tuple[SeatState, SeatCause], SeatState]] = {
    (S.SIGNED_OFF, C.SIGN_ON): S.NOT_READY,
    (S.SIGNED_OFF, C.OCCUPY): S.TALKING,  # a citizen was handed on to a phone that nobody signed on at
    (S.NOT_READY, C.SIGN_OFF): S.SIGNED_OFF,
    (S.NOT_READY, C.READY): S.READY,
    (S.NOT_READY, C.PAUSE): S.NOT_READY,
    (S.NOT_READY, C.OCCUPY): S.TALKING,
    (S.NOT_READY, C.COME_BACK): S.READY,
    (S.READY, C.SIGN_OFF): S.SIGNED_OFF,
    (S.READY, C.PAUSE): S.NOT_READY,
    (S.READY, C.RESERVE): S.RESERVED,
    (S.READY, C.OCCUPY): S.TALKING,
    (S.READY, C.PHONE_LOST): S.NOT_READY,
    (S.RESERVED, C.RELEASE): S.READY,
    (S.RESERVED, C.RING): S.RINGING,
    (S.RESERVED, C.MISS): S.NOT_READY,  # rejected before it was seen to ring
    (S.RESERVED, C.ANSWER): S.TALKING,
    (S.RINGING, C.RELEASE): S.READY,
    (S.RINGING, C.MISS): S.NOT_READY,
    (S.RINGING, C.ANSWER): S.TALKING,
    (S.TALKING, C.TALK_END): S.WRAP_UP,
    (S.TALKING, C.DIRECT_END): S.READY,  # or whatever else `former` tells
    (S.WRAP_UP, C.READY): S.READY,
    (S.WRAP_UP, C.PAUSE): S.NOT_READY,
    (S.WRAP_UP, C.SIGN_OFF): S.SIGNED_OFF,
    (S.WRAP_UP, C.WRAP_UP_END): S.READY,
    (S.WRAP_UP, C.OCCUPY): S.TALKING,
}
"""Every edge there is. Asked for while busy (reserved, ringing, talking), READY, PAUSE and SIGN_OFF become a wish
that is granted when the call is over; a direct talk leads back to where the seat was before it."""

SHIFT_OVER: Final = "shift_over"
"""Reason of NOT_READY: the shift has ended. Only a person ends it, as it is no fault of anything."""
PARKED_BY_SYSTEM: Final = frozenset({"missed_offer", "phone_lost"})
"""Reasons of NOT_READY that no person gave."""
BUSY: Final = frozenset({S.RESERVED, S.RINGING, S.TALKING})
OCCUPIED: Final = BUSY | {S.WRAP_UP}
ON_DUTY: Final = frozenset({S.READY, S.RESERVED, S.RINGING, S.TALKING, S.WRAP_UP})
OWN_TALKS: Final = frozenset({TalkKind.DIRECT, TalkKind.CONSULT, TalkKind.LISTENING})
"""Talks without a citizen of its own: the seat is afterwards what it was before. The phone alone knows when they end;
of a lead who listens, the channel does."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One seat as it is now. Times are Unix seconds."""

    id: str
    state: SeatState = SeatState.SIGNED_OFF
    reason: str = ""
    """why not ready: signed_on, missed_offer, phone_lost, shift_over, or one of the site's pause reasons"""
    kind: TalkKind | None = None
    agent: str = ""
    since: float = 0.0
    """when it entered its state"""
    idle_since: float = 0.0
    """when it last became free for calls; an unreachable spell does not touch it"""
    reachable: bool = False
    unreachable_since: float | None = None
    call: str = ""
    offer: str = ""
    until: float | None = None
    """when the wrap-up ends by itself"""
    wish: SeatCause | None = None
    """what the agent asked for while busy: PAUSE or SIGN_OFF"""
    wish_reason: str = ""
    wish_actor: str = ""
    """who asked"""
    former: SeatState | None = None
    """state before a direct talk, to return to"""
    former_until: float | None = None
    former_reason: str = ""
    talks: int = 0
    """talks since sign-on"""
    signed_on_at: float | None = None
    occupied_seconds: float = 0.0
    """time since sign-on in calls, offers and wrap-ups that are over"""
    shift: str = ""
    """date and id of the shift that its agent works, as in `2026-10-01/night`; empty: the roster knows of none"""
    shift_until: float | None = None
    """from then on it is given no call; past: the shift is over. None: nothing ends it"""
    shift_ending: bool = False
    """whether it was told that the end is near"""
    overrun_since: float | None = None
    """when the shift ended that a talk or a wrap-up outlasts"""
    last_call: str = ""
    """the citizen's call it was in last, for tags; forgotten at sign-off"""
    cause: SeatCause | None = None
    actor: str = ""
    """who caused the last change: agent:8001, router, phone, asterisk, token:<name>"""
    version: int = 0

    def occupancy(self, now: float) -> float:
        """Share of the time since sign-on in calls, offers and wrap-ups that are over, 0 to 1."""
        here = now - self.signed_on_at if self.signed_on_at is not None else 0.0
        return min(1.0, self.occupied_seconds / here) if here > 0 else 0.0

    @property
    def on_duty(self) -> bool:
        """Takes calls now, or will when what it does is over: signed on and not paused."""
        return bool(self.agent) and self.state in ON_DUTY

    @property
    def parked(self) -> bool:
        """Not ready, and no person said so."""
        return self.state is SeatState.NOT_READY and self.reason in PARKED_BY_SYSTEM

    @property
    def available(self) -> bool:
        """May be offered a call now."""
        return self.state is SeatState.READY and self.reachable

    @property
    def signed_on(self) -> bool:
        """Somebody is there.

        Also whether the fallback may ring this seat: a pause does not count then, since without the router nobody
        could end one, and a whole shift might be caught in it.
        """
        return self.state is not SeatState.SIGNED_OFF and not (self.state is SeatState.TALKING and not self.agent)

    @property
    def in_own_talk(self) -> bool:
        """In a call without a citizen."""
        return self.state is SeatState.TALKING and self.kind in OWN_TALKS

    @property
    def citizen(self) -> str:
        """The citizen's call it talks in; empty: none."""
        return self.call if self.state is SeatState.TALKING else ""


def may(seat: Seat, cause: SeatCause) -> bool:
    """Whether the table has an edge for this cause from where the seat is."""
    return (seat.state, cause) in EDGES


def change(seat: Seat, cause: SeatCause, *, at: float, actor: str, **fields: object) -> Seat:
    """The seat after an edge: state from the table, `since`, `cause`, `actor` and `version` set, `fields` on top.

    Raises:
        KeyError: the table has no such edge; ask `may` first.
    """
    state = EDGES[seat.state, cause]
    moved = replace(
        seat,
        state=state,
        since=at if state is not seat.state else seat.since,
        until=None,
        reason="",
        kind=None if state is not SeatState.TALKING else seat.kind,
        call=seat.call if state in BUSY else "",
        offer=seat.offer if state in BUSY else "",
        cause=cause,
        actor=actor,
        version=seat.version + 1,
    )
    if state is SeatState.READY and seat.state not in {SeatState.RESERVED, SeatState.RINGING}:
        # An offer that came to nothing is nobody's fault: the seat keeps its place among the idle.
        moved = replace(moved, idle_since=at)
    if state is not seat.state and seat.state in OCCUPIED:
        moved = replace(moved, occupied_seconds=seat.occupied_seconds + max(0.0, at - seat.since))
    if cause is SeatCause.SIGN_ON:
        moved = replace(moved, signed_on_at=at)
    if state is SeatState.SIGNED_OFF:
        moved = replace(moved, agent="", talks=0, last_call="", signed_on_at=None, occupied_seconds=0.0)
        moved = replace(moved, wish=None, wish_reason="", former=None, former_until=None, former_reason="")
        moved = replace(moved, shift="", shift_until=None, shift_ending=False, overrun_since=None)
    return replace(moved, **fields)  # type: ignore[arg-type]


def touch(seat: Seat, *, actor: str, **fields: object) -> Seat:
    """The seat with fields changed but no edge walked (reachability, wishes), as a new version."""
    return replace(seat, actor=actor, version=seat.version + 1, **fields)  # type: ignore[arg-type]
