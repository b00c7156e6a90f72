"""What a node tells the router (facts, past tense) and what the router tells a node (commands, imperative).

Both travel as JSON through Redis streams, `{"type": <class name>, ...fields}`; the codec lives with the adapters.
Times are Unix seconds as float. `call` is the call's id, `channel` the citizen's channel name, good for one command
only: channel names start again with Asterisk and are never keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from router.domain.listening import ListenMode
from router.domain.outbound import RingPhase, RingPurpose

CAUSE_PHONE_DIED: Final = 44
"""Q.850 cause that Asterisk gives a leg whose RTP stopped: the agent's phone died in mid-talk."""
CAUSES_LOST: Final = frozenset({CAUSE_PHONE_DIED, 18, 38, 41})
"""The same, and: no answer to a session refresh (18), a broken path (41), network out of order (38). The dialplan's
`talked` context goes by the same four."""


class DeviceState(StrEnum):
    """Asterisk's word for a seat's phone."""

    NOT_INUSE = "NOT_INUSE"
    INUSE = "INUSE"
    BUSY = "BUSY"
    RINGING = "RINGING"
    RINGINUSE = "RINGINUSE"
    ONHOLD = "ONHOLD"
    UNAVAILABLE = "UNAVAILABLE"
    INVALID = "INVALID"
    UNKNOWN = "UNKNOWN"


# ---------------------------------------------------------------- facts


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
class SeenCall:
    """One citizen's channel as a snapshot found it."""

    call: str
    channel: str
    state: str
    line: str = ""
    queue: str = ""
    caller: str = ""
    language: str = ""
    skills: str = ""
    arrived_at: float = 0.0
    counter: int = 0
    bundle: int = 0
    seat: str = ""
    """seat of the leg it is joined with, or that is being rung for it"""
    offer: str = ""
    bridged: bool = False
    recording: str = ""
    talks: int = 0
    """how many talks it has had by the dialplan's own count, with the one that runs"""
    reached: bool = False
    """of a callback: the citizen has pressed the key"""
    taken_over: bool = False
    """the seat is that of a lead who took the talk over"""


@dataclass(frozen=True, kw_only=True)
class SeenSeat:
    """One seat's phone as a snapshot found it."""

    seat: str
    reachable: bool
    device: DeviceState


@dataclass(frozen=True, kw_only=True)
class SeenListening:
    """One lead's channel as a snapshot found it."""

    listening: str
    call: str
    seat: str
    mode: ListenMode | None = None
    """None: its phone still rings"""
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class SeenLinkage:
    """One sister service's channel as a snapshot found it."""

    ring: str
    call: str
    linkage: str
    joined: bool
    """it has answered"""
    channel: str


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(NodeEvent):
    """All that Asterisk knows now. What it does not name does not exist."""

    boot: str
    """changes when Asterisk was restarted: every call of an earlier boot is cut off"""
    epoch: int
    """highest router epoch found on any channel"""
    calls: tuple[SeenCall, ...] = ()
    rings: tuple[str, ...] = ()
    """ids of the rings of ladders that have a channel"""
    seats: tuple[SeenSeat, ...] = ()
    listenings: tuple[SeenListening, ...] = ()
    linkages: tuple[SeenLinkage, ...] = ()
    why: str = ""
    """start, gap, asked"""


@dataclass(frozen=True, kw_only=True)
class NodeLost(NodeEvent):
    """The listener lost Asterisk. A snapshot follows when it is back."""


# ---------------------------------------------------------------- commands


@dataclass(frozen=True, kw_only=True)
class NodeCommand:
    """Base of all commands. One read after `expires_at`, or of a former epoch, is not carried out."""

    node: str
    epoch: int
    expires_at: float


@dataclass(frozen=True, kw_only=True)
class Beat(NodeCommand):
    """The router lives and has just completed a round trip through Redis."""


@dataclass(frozen=True, kw_only=True)
class Acknowledge(NodeCommand):
    """The router knows this waiting call."""

    call: str
    channel: str
    place: int = 0
    """place in its queue, 1 is next; 0: not told"""
    wait_seconds: int = 0
    """how long it is expected to wait from now on; 0: nobody knows"""


@dataclass(frozen=True, kw_only=True)
class Offer(NodeCommand):
    """Ring this seat for this call, if the call is still in hold."""

    call: str
    channel: str
    offer: str
    seat: str
    ring_seconds: int
    queue: str = ""
    """whose the call is now, should the dialplan not know it yet; empty: it does"""


@dataclass(frozen=True, kw_only=True)
class CallBack(NodeCommand):
    """Ring this seat for a callback, and once its agent has answered the citizen's number by a trunk. All that the
    dialplan has to know of the call comes along, as its channel is long gone."""

    call: str
    offer: str
    seat: str
    ring_seconds: int
    number: str
    trunk: str
    shows: str
    """number that the citizen's phone shows; empty: none"""
    out_seconds: int
    """how long the citizen's phone rings"""
    line: str
    line_name: str
    recorded: bool
    queue: str
    caller: str
    language: str
    skills: str
    arrived_at: float
    counter: int
    bundle: int
    talks: int
    """segments that it has had, by which its recordings are named on"""


@dataclass(frozen=True, kw_only=True)
class SendOn(NodeCommand):
    """Let a call wait in another queue, or leave a message for one, if it is still in hold."""

    call: str
    channel: str
    queue: str
    message: bool = False


@dataclass(frozen=True, kw_only=True)
class SendToFallback(NodeCommand):
    """Last resort: let the dialplan serve this call, if it is still in hold."""

    call: str
    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MarkDuty(NodeCommand):
    """Let the fallback know which seats have somebody signed on, the whole list at once, and whom to ring outside."""

    on_duty: tuple[str, ...] = field(default=())
    on_call: str = ""
    """number of the person on call; empty: nobody can be rung"""


@dataclass(frozen=True, kw_only=True)
class Record(NodeCommand):
    """Record what this seat's channel hears and says into a new file, whatever was recorded there before."""

    call: str
    seat: str
    """empty: the channel is a sister service's"""
    channel: str
    """the seat's"""
    recording: str


@dataclass(frozen=True, kw_only=True)
class MuteRecording(NodeCommand):
    """Let the recording of this seat's channel go on in silence, or with sound again."""

    call: str
    seat: str
    channel: str
    muted: bool


@dataclass(frozen=True, kw_only=True)
class LinkIn(NodeCommand):
    """Ring a sister service, which joins the talk of this seat's channel on its answer."""

    call: str
    seat: str
    channel: str
    """the seat's"""
    key: str
    """of the linkage, by which the dialplan knows its number"""
    ring: str
    """id"""


@dataclass(frozen=True, kw_only=True)
class ListenTo(NodeCommand):
    """Ring a lead's phone, and let it hear what this seat's channel hears and says, if that still is in the call."""

    call: str
    channel: str
    """the talking seat's"""
    listening: str
    """id, which becomes the unique id of the lead's channel"""
    seat: str
    """the lead's"""
    mode: ListenMode
    """TAKE_OVER: let it have the talk on its answer"""
    ring_seconds: int
    shown: str
    """number that the lead's phone shows: the talking seat"""


@dataclass(frozen=True, kw_only=True)
class GiveTalkTo(NodeCommand):
    """Let a lead who hears a talk, or whose phone rings for that, have it in the agent's place."""

    call: str
    listening: str
    seat: str
    """the lead's"""
    channel: str = ""
    """the lead's; empty: `listening` is its unique id"""


@dataclass(frozen=True, kw_only=True)
class StopListeningTo(NodeCommand):
    """Hang up the lead's phone."""

    call: str
    listening: str
    seat: str
    """the lead's"""
    channel: str = ""
    """as of `GiveTalkTo`"""


@dataclass(frozen=True, kw_only=True)
class PlaceRing(NodeCommand):
    """Ring somebody who has to press a key: 1 takes it, 2 passes it on. What comes of it is `RingTold`."""

    ring: str
    """id, which becomes the unique id of the channel that rings"""
    purpose: RingPurpose
    subject: str
    seat: str = ""
    """that is rung; empty: a number outside"""
    number: str = ""
    trunk: str = ""
    """by which the number is rung"""
    shows: str = ""
    """number that the rung phone shows; empty: none"""
    ring_seconds: int
    say: str
    """name of the prompt that says what it is about"""
    language: str
    joins: bool = False
    """who accepts stays on the line, to be connected"""


@dataclass(frozen=True, kw_only=True)
class ConnectRing(NodeCommand):
    """Join a caller with somebody who was rung and has accepted, if that call is still in hold."""

    call: str
    channel: str
    """the citizen's"""
    ring: str
    leg: str
    """channel of the phone that answered"""
    offer: str
    seat: str
    """where that phone is; empty: outside"""


@dataclass(frozen=True, kw_only=True)
class CancelRing(NodeCommand):
    """Hang up what was rung, whether it was answered or not."""

    ring: str
    leg: str = ""
    """channel of the phone, when it has been taken out of the ring"""


@dataclass(frozen=True, kw_only=True)
class UseBundle(NodeCommand):
    """Another bundle is in force: seats may have come and gone. A snapshot is sent."""

    number: int


@dataclass(frozen=True, kw_only=True)
class TakeSnapshot(NodeCommand):
    """Say all that Asterisk knows now."""
