"""From a record of history to the event that listeners are told. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from router.domain.bundle import Bundle
from router.domain.history import (
    ActionTaken,
    AlarmRaised,
    BundleAdopted,
    CallRecorded,
    CallTagged,
    ClimbRecorded,
    DecisionRecorded,
    FollowerAdded,
    HistoryRecord,
    IncidentRecorded,
    LadderRung,
    MessageKept,
    RecordingPaused,
    RingRecorded,
    SeatRecorded,
    SurveyAnswered,
    TalkHeardBy,
)
from router.web.escalation_events import climb_event, ring_event
from router.web.incident_views import incident_view
from router.web.masking import show_number
from router.web.permissions import Permission
from router.web.views import call_view, seat_view, segment_view

P = Permission


NAMES: Final[Mapping[type, str | Callable[[Any], str]]] = {
    CallRecorded: lambda record: f"call.{record.event}",
    SeatRecorded: lambda record: f"seat.{record.seat.state.value}",
    DecisionRecorded: "decision.made",
    AlarmRaised: "alarm.raised",
    CallTagged: "call.tagged",
    SurveyAnswered: "call.graded",
    MessageKept: "message.left",
    RecordingPaused: lambda record: "recording.paused" if record.paused else "recording.resumed",
    TalkHeardBy: lambda record: f"listening.{record.what}",
    RingRecorded: lambda record: f"ring.{record.phase.value}",
    FollowerAdded: "incident.followed",
    IncidentRecorded: lambda record: f"incident.{record.event}",
    BundleAdopted: "bundle.adopted",
    ActionTaken: lambda record: f"action.{record.what}",
    ClimbRecorded: lambda record: f"escalation.{record.event}",
    LadderRung: "escalation.ring",
}

FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    MessageKept: ("call", "line", "queue", "language", "seconds"),
    DecisionRecorded: ("call", "offer", "seat", "reason", "waited", "considered"),
    AlarmRaised: ("code", "subject", "text"),
    CallTagged: ("call", "seat", "agent", "topic", "place"),
    SurveyAnswered: ("call", "seat", "agent", "grade"),
    RecordingPaused: ("call", "seat", "paused", "actor"),
    TalkHeardBy: (
        "call",
        "listening",
        "seat",
        "agent",
        "actor",
        "heard_seat",
        "heard_agent",
        "segment",
        "mode",
        "end",
        "note",
    ),
    BundleAdopted: ("number", "former", "actor", "note"),
    FollowerAdded: ("incident", "call", "line", "language"),
    RingRecorded: ("ring", "purpose", "subject", "end"),
    ActionTaken: ("actor", "what", "subject", "detail", "reason", "note"),
}
"""What is told of records that no route shows as they are."""


def name_of(record: HistoryRecord) -> str:
    """The event's name: a head that says what it is about, and what happened."""
    name = NAMES[type(record)]
    return name if isinstance(name, str) else name(record)


NEEDS: Final = {
    "call": P.EVENTS_READ,
    "seat": P.EVENTS_READ,
    "decision": P.CALLS_READ,
    "alarm": P.ALARMS_READ,
    "incident": P.ALARMS_READ,
    "escalation": P.ALARMS_READ,
    "message": P.MESSAGES_READ,
    "recording": P.CALLS_READ,
    "listening": P.CALLS_LISTEN,
    "ring": P.CALLS_READ,
    "bundle": P.LINES_READ,
    "action": P.ALARMS_READ,
}
"""Head of an event's name to what a listener has to be allowed, beyond listening at all."""


def wanted(name: str, types: frozenset[str]) -> bool:
    """Whether an event is one of these: named so, or with such a head; none given: all."""
    return not types or name in types or any(name.startswith(f"{head}.") for head in types)


def write_event(number: str, record: HistoryRecord, bundle: Bundle | None, *, in_full: bool) -> str:
    """The event as JSON: id, name, time, and what it is about as the routes of the API show it."""
    body = {
        "id": number,
        "event": name_of(record),
        "at": datetime.fromtimestamp(record.at, UTC).isoformat().replace("+00:00", "Z"),
        "data": _data(record, bundle, in_full=in_full),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def write_gap(number: str, at: float) -> str:
    """The event that says: some before this one are not kept any more; read anew what you need."""
    moment = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"id": number, "event": "gap", "at": moment, "data": {}}, separators=(",", ":"))


def _data(record: HistoryRecord, bundle: Bundle | None, *, in_full: bool) -> dict[str, Any]:
    if isinstance(record, CallRecorded):
        call = record.call
        view = call_view(call, live=call.outcome is None, now=record.at, in_full=in_full).model_dump(mode="json")
        return view | {"segments": [segment_view(one).model_dump(mode="json") for one in call.segments]}
    if isinstance(record, SeatRecorded):
        return seat_view(record.seat, bundle, now=record.at).model_dump(mode="json")
    if isinstance(record, IncidentRecorded):
        return incident_view(record.incident, bundle).model_dump(mode="json")
    if isinstance(record, ClimbRecorded | LadderRung):
        return climb_event(record.climb) if isinstance(record, ClimbRecorded) else ring_event(record.ring)
    told = {name: getattr(record, name) for name in FIELDS[type(record)]}
    if isinstance(record, MessageKept):
        told["caller"] = show_number(record.caller, in_full=in_full)
    elif isinstance(record, FollowerAdded | RingRecorded):
        told["number"] = show_number(record.number, in_full=in_full)
    return told
