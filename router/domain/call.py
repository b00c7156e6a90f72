"""A call: what one citizen wanted once, with its segments, its offers and its one outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from router.domain.linkage import Linked
from router.domain.listening import Listening
from router.domain.outbound import Owed


class CallState(StrEnum):
    """Where a call is."""

    IN_MENU = "in_menu"  # arrived; hears the greeting
    QUEUED = "queued"  # waits in hold
    OFFERED = "offered"  # a seat is reserved or rings for it
    TALKING = "talking"  # joined with an agent
    TRANSFERRED = "transferred"  # an agent handed it on; the dialplan rings the seat that was named
    MESSAGE = "message"  # leaves a message
    ARRANGING = "arranging"  # says where to be called back
    OWED = "owed"  # has hung up and is owed a callback; waits for a seat at the old place
    FALLBACK = "fallback"  # served by the dialplan without the router
    ENDED = "ended"  # has its outcome


class Outcome(StrEnum):
    """How a call ended. Exactly one."""

    ANSWERED = "answered"  # talked with an agent, and citizen or agent ended it
    CALLED_BACK = "called_back"  # the callback reached the citizen
    CALLBACK_FAILED = "callback_failed"  # every try of the callback failed
    MESSAGE_LEFT = "message_left"  # left a message
    INFORMED = "informed"  # was told what there was to tell
    ABANDONED = "abandoned"  # the caller hung up before an agent answered
    CUT_OFF = "cut_off"  # a fault ended it


class Where(StrEnum):
    """Where the call was when it ended."""

    MENU = "menu"
    HOLD = "hold"
    OWED = "owed"
    RINGING = "ringing"
    TALKING = "talking"
    FALLBACK = "fallback"


class OfferResult(StrEnum):
    """How one offer ended."""

    OPEN = "open"  # not yet
    ANSWERED = "answered"  # the agent took it
    MISSED = "missed"  # rang out
    REJECTED = "rejected"  # the agent declined it
    FAILED = "failed"  # never rang: unregistered, 488, guard, fault
    LEFT = "left"  # the caller left, or the call was taken elsewhere
    EARLY = "early"  # the agent answered and left before talking


@dataclass(frozen=True, kw_only=True)
class OfferMade:
    """One attempt to connect the call to a seat."""

    id: str
    seat: str
    agent: str
    at: float
    rang_at: float | None = None
    ended_at: float | None = None
    result: OfferResult = OfferResult.OPEN
    cause: int = 0
    """Q.850 cause of the seat's leg, 0 when none"""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """From waiting to the end of one talk. Runs forward only."""

    number: int
    queue: str
    queued_at: float
    expected_seconds: float | None = None
    """how long it was expected to wait when it began to, and was told so; None: nobody knew"""
    offers: tuple[OfferMade, ...] = ()
    talked_at: float | None = None
    ended_at: float | None = None
    seat: str = ""
    agent: str = ""
    kind: str = ""
    """offered, fallback, transfer, returned, taken_over, callback"""
    channel: str = ""
    """the seat's, good for one command"""
    parts: int = 1
    """files of its recording: a new one begins when the phone's sound does (taken up after hold, attended transfer)"""
    held: bool = False
    """the agent has the citizen on hold"""
    paused: bool = False
    """the recording is silent by order"""
    to: str = ""
    """number the agent handed the citizen on to; seat of the lead who took the talk over; linkage it was left to"""
    recording: str = ""
    """file name of the raw recording"""
    end: str = ""
    """talk_over, lost (the agent's phone died), left (the caller hung up), transferred, taken_over (by a lead),
    message, callback (the caller asked for one), not_reached (by one), linked (the agent left the citizen to a sister
    service), cut_off"""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call as it is now. Times are Unix seconds; None: has not happened."""

    id: str
    node: str
    channel: str
    line: str
    caller: str
    arrived_at: float
    counter: int = 0
    """with `arrived_at`, the rank"""
    state: CallState = CallState.IN_MENU
    queue: str = ""
    language: str = ""
    skills: str = ""
    bundle: int = 0
    answered_at: float | None = None
    """when the platform picked up"""
    queued_at: float | None = None
    first_offer_at: float | None = None
    talked_at: float | None = None
    """when an agent first answered"""
    ended_at: float | None = None
    outcome: Outcome | None = None
    where: Where | None = None
    cause: int = 0
    segments: tuple[Segment, ...] = ()
    former_talks: int = 0
    """talks that were over before this call was rebuilt from a snapshot: its segments are numbered on from there"""
    failed_offers: int = 0
    parked: int = 0
    """seats this call has put to not_ready"""
    came_by: tuple[str, ...] = ()
    """queues that passed it on while it waited"""
    speechless: bool = False
    """was asked for a message instead of waiting, and said nothing"""
    last_agent: str = ""
    """who talked with this caller last time"""
    priority_seconds: float = 0.0
    """waiting that it has ahead of others"""
    poisoned: bool = False
    """went to the last resort after failed offers"""
    fallback_reason: str = ""
    informed: bool = False
    """was told an information, or that all are busy, to its end"""
    message: str = ""
    """file name of the message that was left"""
    grade: int | None = None
    """the survey's: 1 to 5, 0 none was given, None not asked"""
    acked_at: float | None = None
    listening: Listening | None = None
    """the lead who is in its talk, or whose phone rings for that"""
    linkages: tuple[Linked, ...] = ()
    """sister services that were rung for it, in order"""
    owed: Owed | None = None
    """the callback that the caller is owed, also while it is made"""
    place_of: tuple[float, int] | None = None
    """rank of the call that this one took the place of: its caller was owed a callback, and called again"""
    version: int = 0

    @property
    def rank(self) -> tuple[float, int]:
        """Place in the queue: arrival, then counter; of a former call when it took that one's place."""
        return self.place_of or (self.arrived_at, self.counter)

    @property
    def asked(self) -> dict[str, int]:
        """The skills that it asks for itself, beyond its queue's, to their levels: `legal>=2,zh` as they travel."""
        found: dict[str, int] = {}
        for part in filter(None, self.skills.split(",")):
            skill, _, level = part.partition(">=")
            # Clipped, as all that comes from a channel: a level that nobody can have is a wall.
            found[skill] = max(found.get(skill, 0), min(int(level), 5) if level.isdigit() and len(level) < 4 else 1)
        return found

    @property
    def absent(self) -> bool:
        """Whether a callback is owed and the citizen is not on the line (again) yet."""
        return self.owed is not None and self.owed.reached_at is None and self.state is not CallState.ARRANGING

    @property
    def next_number(self) -> int:
        """Number of the segment that comes next."""
        return self.former_talks + len(self.segments) + 1

    @property
    def segment(self) -> Segment | None:
        """The segment that runs, if any."""
        return self.segments[-1] if self.segments and self.segments[-1].ended_at is None else None

    @property
    def offer(self) -> OfferMade | None:
        """The offer that is open, if any."""
        segment = self.segment
        if segment and segment.offers and segment.offers[-1].result is OfferResult.OPEN:
            return segment.offers[-1]
        return None


def recording_name(call: str, segment: int, part: int = 1) -> str:
    """File name of one part of a talk's raw recording."""
    return f"{call}-{segment}.raw" if part == 1 else f"{call}-{segment}p{part}.raw"


def split_recording(recording: str) -> tuple[str, int]:
    """The name of a recording's first part, and which part this one is."""
    head, mark, part = recording.removesuffix(".raw").rpartition("p")
    return (f"{head}.raw", int(part)) if mark and part.isdigit() and head else (recording, 1)


def evolve(call: Call, **fields: object) -> Call:
    """The call with fields changed, as a new version."""
    return replace(call, version=call.version + 1, **fields)  # type: ignore[arg-type]
