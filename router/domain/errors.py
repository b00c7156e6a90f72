"""Refusals. One class each: its docstring is the message, its `code` the stable string of the API."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """The request was refused."""

    code: ClassVar[str] = "refused"

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What is told to people; a detail stands before the last full stop."""
        text = (type(self).__doc__ or "").strip().splitlines()[0]
        return f"{text.removesuffix('.')} ({self.detail})." if self.detail else text


class UnknownSeat(Refusal):
    """There is no such seat in the bundle."""

    code = "unknown_seat"


class UnknownAgent(Refusal):
    """There is no such agent in the bundle."""

    code = "unknown_agent"


class UnknownCall(Refusal):
    """There is no such call."""

    code = "unknown_call"


class UnknownReason(Refusal):
    """There is no such reason for a pause."""

    code = "unknown_reason"


class SeatTaken(Refusal):
    """Another agent is signed on at this seat; sign that agent off first."""

    code = "seat_taken"


class AgentElsewhere(Refusal):
    """This agent is signed on at another seat; sign off there first."""

    code = "agent_elsewhere"


class WrongPin(Refusal):
    """The agent number and the PIN do not belong together."""

    code = "wrong_pin"


class PinLocked(Refusal):
    """Too many wrong PINs for this agent number; try again later."""

    code = "pin_locked"


class TooEarly(Refusal):
    """The agent's shift has not begun; sign on later, or have the lead force it with a note."""

    code = "too_early"


class NotOnShift(Refusal):
    """This agent is not on today's roster; change the roster, or have the lead force it with a note."""

    code = "not_on_shift"


class ShiftOver(Refusal):
    """The agent's shift is over and no other overlaps with it; have the lead force it with a note."""

    code = "shift_over"


class UnknownTopic(Refusal):
    """There is no such topic in the bundle."""

    code = "unknown_topic"


class UnknownPlace(Refusal):
    """There is no such place in the bundle."""

    code = "unknown_place"


class NoCall(Refusal):
    """The seat is in no such call."""

    code = "no_call"


class HeardAlready(Refusal):
    """A lead is in this talk already."""

    code = "heard_already"


class NotALead(Refusal):
    """Only an agent whose role is lead may listen to a talk, or take it over."""

    code = "not_a_lead"


class NoLadder(Refusal):
    """Nobody is rung for this now: no ladder of the bundle says so."""

    code = "no_ladder"


class UnknownLinkage(Refusal):
    """There is no such sister service."""

    code = "unknown_linkage"


class InUse(Refusal):
    """Something that the new bundle leaves out is in use; name a successor, or wait until it is free."""

    code = "in_use"


class BundleUnavailable(Refusal):
    """There is no such stored bundle, or it is damaged."""

    code = "bundle_unavailable"


class NotAllowedNow(Refusal):
    """The seat cannot do that in the state it is in."""

    code = "not_allowed_now"


class RouterAway(Refusal):
    """The router does not answer; nothing was changed. Try again in a few seconds."""

    code = "router_away"


class NotLeader(Refusal):
    """Another router leads; this one's change was refused by its epoch."""

    code = "not_leader"


class Conflict(Refusal):
    """Somebody else changed it first; read it again."""

    code = "conflict"


class StateLost(Refusal):
    """The live state was lost or is not reachable; it is being rebuilt from what Asterisk says."""

    code = "state_lost"
