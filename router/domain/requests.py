"""What people ask of the router, through API, CLI or softphone codes. Answered by one `Reply` each."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.seat import Seat


@dataclass(frozen=True, kw_only=True)
class Request:
    """Base of all requests. `actor` goes on record: `agent:8001`, `token:<name>`, `cli`."""

    seat: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class SignOn(Request):
    """An agent sits down at a seat. With a PIN it is checked; without, the caller had the right to do without.

    Refused with UnknownSeat, UnknownAgent, WrongPin, SeatTaken, AgentElsewhere. Again by the same agent: no change.
    """

    agent: str
    pin: str | None = None


@dataclass(frozen=True, kw_only=True)
class SignOff(Request):
    """The agent leaves; while busy, a wish. Refused with UnknownSeat."""


@dataclass(frozen=True, kw_only=True)
class MakeReady(Request):
    """Give me calls; ends a wrap-up; while busy, takes a wish back. Refused with UnknownSeat, NotAllowedNow."""


@dataclass(frozen=True, kw_only=True)
class Pause(Request):
    """No calls, for a reason of the site's list; while busy, a wish.

    Refused with UnknownSeat, UnknownReason, NotAllowedNow.
    """

    reason: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The router's answer: the seat as it is now, or the refusal's stable code and sentence."""

    ok: bool
    seat: Seat | None = None
    code: str = ""
    message: str = ""
