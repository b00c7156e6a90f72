"""What people ask of the router, through API, CLI or softphone codes. Answered by one `Reply` each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from router.domain.listening import Listening, ListenMode
from router.domain.seat import Seat


@dataclass(frozen=True, kw_only=True)
class Request:
    """Base of all requests. `actor` goes on record: `agent:8001`, `token:<name>`, `cli`."""

    seat: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class SignOn(Request):
    """An agent sits down at a seat. With a PIN it is checked; without, the caller had the right to do without.

    Whoever sits down counts: an agent who forgot to sign off at this seat is signed off, and so is this agent at
    another seat, both on record, unless that seat is in a call.
    Refused with UnknownSeat, UnknownAgent, WrongPin, PinLocked, SeatTaken, AgentElsewhere; where the roster leads the
    seats also TooEarly, NotOnShift. Again by the same agent: no change.
    """

    agent: str
    pin: str | None = None
    forced: bool = False
    """whatever the roster says; somebody with the right to do so has given a reason"""


@dataclass(frozen=True, kw_only=True)
class SignOff(Request):
    """The agent leaves; while busy, a wish. Refused with UnknownSeat."""


@dataclass(frozen=True, kw_only=True)
class MakeReady(Request):
    """Give me calls; ends a wrap-up; while busy, takes a wish back. Refused with UnknownSeat, NotAllowedNow; where the
    roster leads the seats also ShiftOver."""

    forced: bool = False
    """as of `SignOn`; then nothing ends it before the agent signs off"""


@dataclass(frozen=True, kw_only=True)
class Pause(Request):
    """No calls, for a reason of the site's list; while busy, a wish.

    Refused with UnknownSeat, UnknownReason, NotAllowedNow.
    """

    reason: str


@dataclass(frozen=True, kw_only=True)
class LookAtSeat(Request):
    """The seat as it is now; nothing changes. Refused with UnknownSeat."""


@dataclass(frozen=True, kw_only=True)
class MoreWrapUp(Request):
    """Add the site's `more_wrap_up_seconds` to the wrap-up that runs. Refused with UnknownSeat, NotAllowedNow."""


@dataclass(frozen=True, kw_only=True)
class TagCall(Request):
    """Say what a call was about. Refused with UnknownSeat, NoCall, UnknownTopic, UnknownPlace."""

    topic: str
    """code"""
    place: str = ""
    """code; empty: none"""
    call: str = ""
    """empty: the one the seat is in, else its last one"""


@dataclass(frozen=True, kw_only=True)
class PauseRecording(Request):
    """Silence in the recording of the seat's talk, or sound again. Refused with UnknownSeat, NoCall."""

    paused: bool


@dataclass(frozen=True, kw_only=True)
class AdoptBundle(Request):
    """A stored bundle shall be in force. `seat` is empty.

    With `check`, only says whether it could be. Refused with InUse (a queue that goes has callers and no successor, or
    a seat that goes has somebody signed on), BundleUnavailable.
    """

    number: int
    check: bool = False
    note: str = ""
    successors: Mapping[str, str] = field(default_factory=dict)
    """queue that goes to the one that takes its callers"""


@dataclass(frozen=True, kw_only=True)
class ListenIn(Request):
    """Let the lead at `seat` hear the talk of a call. The phone there rings; or, `inside`, it is in a call with the
    platform already, which goes on as the listening.

    With a PIN the agent signed on there has to be a lead, and the PIN that agent's; without, the caller had the right
    to do without. Refused with UnknownSeat, NoCall (no such call, or it does not talk), HeardAlready, NotAllowedNow
    (the lead's seat is in a call, or its phone is away), NotALead, WrongPin, PinLocked.
    """

    call: str = ""
    """empty: the one that `at_seat` talks in"""
    at_seat: str = ""
    mode: ListenMode = ListenMode.LISTEN
    note: str = ""
    pin: str | None = None
    inside: bool = False


@dataclass(frozen=True, kw_only=True)
class TakeOver(Request):
    """Let the lead at `seat` have the talk of a call: the agent leaves, the citizen stays. A lead who hears it does so
    at once; else the phone there rings; or, `inside`, it is in a call with the platform already.

    PIN and refusals as of `ListenIn`; HeardAlready: another lead is in the talk.
    """

    call: str = ""
    """empty: the one that `at_seat` talks in"""
    at_seat: str = ""
    note: str = ""
    pin: str | None = None
    inside: bool = False


@dataclass(frozen=True, kw_only=True)
class StopListening(Request):
    """The lead leaves the talk of a call; its own phone is hung up. `seat` is empty. Refused with NoCall."""

    call: str


@dataclass(frozen=True, kw_only=True)
class CancelCallback(Request):
    """Nobody shall be called back for this call; it ends. `seat` is empty. Refused with NoCall (none is owed, or it is
    being made now)."""

    call: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LookForCallback(Request):
    """Whether the caller of this number is owed a callback by this queue, and at which place; nothing changes. `seat`
    is empty. Offices share a number: it is asked who calls, never taken for granted."""

    number: str
    queue: str


@dataclass(frozen=True, kw_only=True)
class AskHelp(Request):
    """The agent at the seat wants a lead's help in its talk. Again in the same talk, while somebody is rung: no change.

    Refused with UnknownSeat, NoCall (it is in no talk, or not in that one), NoLadder.
    """

    call: str = ""
    """empty: the one that it is in"""


@dataclass(frozen=True, kw_only=True)
class LinkTo(Request):
    """Have a sister service rung, which joins the talk of the seat. Again, while it is rung or there: no change.

    Refused with UnknownSeat, NoCall (it is in no talk, or not in that one), UnknownLinkage.
    """

    to: str
    """id of the linkage"""
    call: str = ""
    """empty: the one that it is in"""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The router's answer: the seat as it is now, or the refusal's stable code and sentence."""

    ok: bool
    seat: Seat | None = None
    code: str = ""
    message: str = ""
    listening: Listening | None = None
    """what was begun, or is over"""
    channel: str = ""
    """with `inside`, of `ListenIn` and `TakeOver`: the talking seat's channel"""
    call: str = ""
    """of `LookForCallback`: the oldest call that a callback is owed for; empty: none"""
    rank: tuple[float, int] | None = None
    """of `LookForCallback`: its place"""
