"""What the outbox holds: records that the archiver upserts. Each names its subject and a version, so that applying
one twice, or an older one later, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.call import Call
from router.domain.incidents.incident import Incident
from router.domain.ladder.climb import Climb, LadderRing
from router.domain.listening import ListenMode
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.routing.decision import Decision
from router.domain.routing.tape import EngineBegun, Fed
from router.domain.seat import Seat


@dataclass(frozen=True, kw_only=True)
class CallRecorded:
    """The whole call after a change; a higher `call.version` replaces a lower one."""

    at: float
    epoch: int
    event: str
    """what happened: arrived, held (or held_<why>), offered, rang, talked, offer_ended, talk_ended, transferred,
    talk_held, talk_resumed, part_never_begun, recording_paused, message_begun, message_left, surveyed,
    callback_asked, callback_agreed, owed, put_off, callback_begun, ringing_back, reached,
    moved (to a queue's successor), passed_on (by its queue), poisoned, fell_back, ended, rebuilt"""
    call: Call


@dataclass(frozen=True, kw_only=True)
class SeatRecorded:
    """The whole seat after a change: closes the seat's open interval at `at` and opens the next."""

    at: float
    epoch: int
    seat: Seat


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded:
    """Why a call went to a seat."""

    at: float
    epoch: int
    call: str
    offer: str
    seat: str
    reason: str
    """one sentence"""
    waited: float
    considered: int
    """seats that could have served it"""
    decision: Decision | None = None
    """all that it was decided from"""


@dataclass(frozen=True, kw_only=True)
class RoutingFed:
    """What the routing engine was told by one event, and what it answered: enough to run it again."""

    at: float
    epoch: int
    number: int
    """from 1, without a gap in its epoch"""
    begins: EngineBegun | None = None
    """a new engine was begun for this entry"""
    fed: tuple[Fed, ...]
    matched: tuple[tuple[str, str], ...] = ()
    """calls and their seats, in the order in which the engine said so"""
    passed_on: tuple[tuple[str, str], ...] = ()
    """calls that their queues passed on, and where to: `queue:general`, `message:legal`, `fallback:`"""


@dataclass(frozen=True, kw_only=True)
class AlarmRaised:
    """Something that a person must know."""

    at: float
    epoch: int
    code: str
    """poisoned_call, last_seat_back, phone_lost, stuck_seat, recording_failed, resync, cut_off, pin_locked, ..."""
    subject: str
    """call or seat id, agent number, or a process"""
    text: str


@dataclass(frozen=True, kw_only=True)
class CallTagged:
    """An agent said what a call was about. One per call: a later one replaces it."""

    at: float
    epoch: int
    call: str
    seat: str
    agent: str
    topic: str
    place: str


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered:
    """The caller was asked for a grade. One per call."""

    at: float
    epoch: int
    call: str
    seat: str
    agent: str
    grade: int
    """1 to 5; 0: none was given"""


@dataclass(frozen=True, kw_only=True)
class MessageKept:
    """A caller left a message."""

    at: float
    epoch: int
    call: str
    line: str
    queue: str
    caller: str
    language: str
    recording: str
    """file name"""
    seconds: float


@dataclass(frozen=True, kw_only=True)
class RecordingPaused:
    """The recording of a talk went silent, or on."""

    at: float
    epoch: int
    call: str
    seat: str
    paused: bool
    actor: str


@dataclass(frozen=True, kw_only=True)
class TalkHeardBy:
    """A lead was let into a talk: one record for each step."""

    at: float
    epoch: int
    call: str
    listening: str
    """id: the steps of one use share it"""
    what: str
    """asked (the lead's phone is rung; again: to take the talk over), began, changed (who hears the lead), ended"""
    seat: str
    """the lead's"""
    agent: str
    """who is signed on there; empty: nobody"""
    actor: str
    """who asked for it; with `ended`, who ended it: phone, asterisk, router, or who asked for that"""
    heard_seat: str
    heard_agent: str
    segment: int
    mode: ListenMode
    end: str = ""
    """with `ended`: hung_up, stopped (by the API), taken_over (the lead has the talk), talk_over, transferred,
    not_answered, failed, lost_sight"""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RingRecorded:
    """A ring to the outside has come so far."""

    at: float
    epoch: int
    ring: str
    purpose: RingPurpose
    subject: str
    """what it was rung for: the call"""
    number: str
    phase: RingPhase
    end: str = ""
    """with ENDED: one of `router.domain.outbound.RingEnd`"""


@dataclass(frozen=True, kw_only=True)
class ClimbRecorded:
    """A climb of a ladder after a change; a higher `climb.version` replaces a lower one."""

    at: float
    epoch: int
    event: str
    """begun, joined (by further callers), ringing, ring_over, resting, unanswered (everybody is told), accepted,
    connecting, ringing_again, over"""
    climb: Climb


@dataclass(frozen=True, kw_only=True)
class LadderRung:
    """One ring of a ladder has come so far. One per ring: a later one replaces it."""

    at: float
    epoch: int
    ring: LadderRing


@dataclass(frozen=True, kw_only=True)
class BundleAdopted:
    """Another bundle is in force."""

    at: float
    epoch: int
    number: int
    former: int
    actor: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ActionTaken:
    """Something that nothing else puts on record with its note: done by somebody by the API, or by the router."""

    at: float
    epoch: int
    """0: no router took part"""
    actor: str
    what: str
    """seat_forced, announcement_switched, message_done, callback_cancelled, shift_overrun, alarm_resolved,
    incident_announced, announcement_ended, roster_changed"""
    subject: str
    """seat, announcement, call or agent; number of an edit of the roster"""
    detail: str
    """what came of it: a state, on or off; minutes of an overrun; code of the alarm that is over; kind of an edit"""
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class IncidentRecorded:
    """An incident after a change; a higher `incident.version` replaces a lower one."""

    at: float
    epoch: int
    """0: no router took part"""
    event: str
    """seen, grew (to twice the callers), over; counted (another call) is not told to listeners"""
    incident: Incident


@dataclass(frozen=True, kw_only=True)
class FollowerAdded:
    """A caller is to be told of an incident. One per incident and number: the first one stays."""

    at: float
    epoch: int
    incident: str
    call: str
    line: str
    language: str
    number: str


HistoryRecord = (
    CallRecorded
    | SeatRecorded
    | DecisionRecorded
    | RoutingFed
    | AlarmRaised
    | CallTagged
    | SurveyAnswered
    | MessageKept
    | RecordingPaused
    | TalkHeardBy
    | RingRecorded
    | ClimbRecorded
    | LadderRung
    | BundleAdopted
    | ActionTaken
    | IncidentRecorded
    | FollowerAdded
)
