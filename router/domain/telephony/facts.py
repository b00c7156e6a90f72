"""Facts: what a node tells the router, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.listening import ListenMode
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.telephony.phone import DeviceState


@dataclass(frozen=True, kw_only=True)
class NodeEvent:
    """Base of all facts: which node, when its listener saw it."""

    node: str
    at: float


@dataclass(frozen=True, kw_only=True)
class CallArrived(NodeEvent):
    """A citizen's call was answered by the dialplan and is in the greeting."""

    call: str
    channel: str
    line: str
    caller: str
    arrived_at: float


@dataclass(frozen=True, kw_only=True)
class CallHeld(NodeEvent):
    """The call waits in `hold`, for the first time or again. Carries all that is needed to rebuild the call."""

    call: str
    channel: str
    line: str
    queue: str
    caller: str
    language: str
    skills: str
    arrived_at: float
    counter: int
    bundle: int
    why: str = "new"
    """new, offer, lost, early, transfer (an agent sent it here), returned (a transfer came to nothing), silent (nothing
    was said for a message), passed_on (its queue passed it on to this one), kept (no callback was agreed)"""
    takes: str = ""
    """call whose callback its caller gives up for its place"""


@dataclass(frozen=True, kw_only=True)
class OfferRang(NodeEvent):
    """The seat's phone said it rings."""

    call: str
    offer: str
    seat: str


@dataclass(frozen=True, kw_only=True)
class CallTalked(NodeEvent):
    """An agent answered and is about to be joined to the citizen."""

    call: str
    seat: str
    offer: str = ""
    kind: str = "offered"
    """offered; fallback when the dialplan itself chose the seat; transfer: an agent sent it there; returned: back at
    the agent whose transfer came to nothing; taken_over: by a lead, who is joined already; ladder: somebody
    who was rung for the caller, at no seat when outside"""
    recording: str = ""
    channel: str = ""
    """the seat's own, good for one command"""


@dataclass(frozen=True, kw_only=True)
class OfferEnded(NodeEvent):
    """The dialplan's Dial to the seat is over while the citizen is still there."""

    call: str
    offer: str
    seat: str
    status: str
    """DIALSTATUS, or GUARD when the guard subroutine refused the seat"""
    cause: int
    talked: bool


@dataclass(frozen=True, kw_only=True)
class CallFellBack(NodeEvent):
    """The call went to the dialplan's own fallback and is served there."""

    call: str
    channel: str
    line: str
    queue: str
    caller: str
    arrived_at: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(NodeEvent):
    """The citizen's channel is gone. Terminal: whatever comes later about this call is late."""

    call: str
    cause: int
    state: str
    """the dialplan's last word on where the citizen was: one of `asterisk_conf.names.STATES`"""
    informed: bool = False
    """an information, or that all are busy, was told to its end"""


@dataclass(frozen=True, kw_only=True)
class CallTransferred(NodeEvent):
    """An agent's phone handed the citizen on. What comes of it follows: CallTalked or CallHeld."""

    call: str
    seat: str
    """who did it"""
    to: str
    """number that was asked for"""
    kind: str = "blind"
    """blind; attended: the other seat is in the talk already"""
    to_seat: str = ""
    channel: str = ""
    """attended: the other seat's channel; blind, and the other seat's phone rang already: the citizen's"""


@dataclass(frozen=True, kw_only=True)
class TalkHeld(NodeEvent):
    """The agent's phone put the citizen on hold, or took the talk up again."""

    call: str
    seat: str
    channel: str
    held: bool


@dataclass(frozen=True, kw_only=True)
class RecordingKeyed(NodeEvent):
    """The agent pressed the key that pauses the recording, or lets it go on."""

    call: str
    seat: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageBegun(NodeEvent):
    """The caller waits no longer and is about to leave a message for this queue."""

    call: str
    queue: str


@dataclass(frozen=True, kw_only=True)
class MessageLeft(NodeEvent):
    """The caller has left a message, or hung up over it."""

    call: str
    queue: str
    recording: str
    """file name, no folder"""
    seconds: float


@dataclass(frozen=True, kw_only=True)
class CallbackAsked(NodeEvent):
    """The caller waits no longer and says where to be called back."""

    call: str
    queue: str


@dataclass(frozen=True, kw_only=True)
class CallbackAgreed(NodeEvent):
    """The caller will be called back, and has been told so."""

    call: str
    queue: str
    number: str


@dataclass(frozen=True, kw_only=True)
class CallbackBegun(NodeEvent):
    """The dialplan has begun a callback: a channel stands in for the citizen's until that is rung."""

    call: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class RingTold(NodeEvent):
    """What has become of a ring to the outside."""

    ring: str
    purpose: RingPurpose
    subject: str
    """what it is rung for: the call, the ladder"""
    phase: RingPhase
    key: str = ""
    """that was pressed, with KEYED and ENDED"""
    status: str = ""
    """DIALSTATUS, with ENDED"""
    cause: int = 0
    channel: str = ""
    """of the phone that answered, with ANSWERED and KEYED; good for one command"""
    linkage: str = ""
    """id of the sister service"""
    number: str = ""
    """that is rung, of a sister service"""
    seat: str = ""
    """whose agent asked for the sister service, with DIALLED"""


@dataclass(frozen=True, kw_only=True)
class HelpAsked(NodeEvent):
    """The agent pressed the key that asks for a lead's help."""

    call: str
    seat: str


@dataclass(frozen=True, kw_only=True)
class CallSurveyed(NodeEvent):
    """The caller was asked for a grade."""

    call: str
    grade: int
    """1 to 5; 0: none was given"""


@dataclass(frozen=True, kw_only=True)
class IncidentFollowed(NodeEvent):
    """The caller asked to be told of an incident, instead of talking about it."""

    call: str
    line: str
    language: str
    incident: str
    number: str
    """at which to be told"""


@dataclass(frozen=True, kw_only=True)
class TalkListenedTo(NodeEvent):
    """A lead has begun to hear a talk, or has changed who hears the lead."""

    call: str
    seat: str
    """the lead's"""
    listening: str
    """id"""
    mode: ListenMode
    channel: str = ""
    """the lead's, good for one command"""


@dataclass(frozen=True, kw_only=True)
class ListeningEnded(NodeEvent):
    """The lead's channel is gone, whether the phone was answered or not."""

    call: str
    seat: str
    listening: str
    cause: int


@dataclass(frozen=True, kw_only=True)
class SeatDialled(NodeEvent):
    """A seat's phone dialled by itself: another seat, or a softphone code."""

    seat: str
    to: str
    """number that was dialled"""


@dataclass(frozen=True, kw_only=True)
class SeatLegEnded(NodeEvent):
    """A seat's channel that belonged to a call is gone."""

    call: str
    seat: str
    cause: int


@dataclass(frozen=True, kw_only=True)
class SeatReached(NodeEvent):
    """The seat's phone registered or answers again, or was lost."""

    seat: str
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class SeatDeviceChanged(NodeEvent):
    """The seat's phone is in use, rings or is free, for whatever cause."""

    seat: str
    device: DeviceState


@dataclass(frozen=True, kw_only=True)
class CommandFailed(NodeEvent):
    """A command was not carried out: too late, state changed, or refused by Asterisk."""

    command: str
    call: str = ""
    offer: str = ""
    reason: str = ""
    recording: str = ""
    """file that was not begun, of `Record`"""
    listening: str = ""
    """id, of `ListenTo`, `GiveTalkTo` and `StopListeningTo`"""
    ring: str = ""
    """id, of `PlaceRing`, `ConnectRing` and `CancelRing`"""


@dataclass(frozen=True, kw_only=True)
class NodeLost(NodeEvent):
    """The listener lost Asterisk. A snapshot follows when it is back."""
