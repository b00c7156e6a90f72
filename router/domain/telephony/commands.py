"""Commands: what the router tells a node, in the imperative."""

from __future__ import annotations

from dataclasses import dataclass, field

from router.domain.listening import ListenMode
from router.domain.outbound import RingPurpose


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
