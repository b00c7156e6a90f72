"""What the dialplan says by itself, in its user events, as facts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from asterisk_conf import names
from router.adapters.ami import fields
from router.adapters.ami.packet import AmiEvent
from router.domain.listening import ListenMode
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.telephony import (
    CallArrived,
    CallbackAgreed,
    CallbackAsked,
    CallbackBegun,
    CallFellBack,
    CallHeld,
    CallSurveyed,
    CallTalked,
    CallTransferred,
    HelpAsked,
    IncidentFollowed,
    MessageBegun,
    MessageLeft,
    NodeEvent,
    OfferEnded,
    RecordingKeyed,
    RingTold,
    SeatDialled,
    TalkListenedTo,
)

Reader = Callable[[str, AmiEvent, float], NodeEvent | None]
"""Node, event and its time to a fact; None: it says nothing to us."""


def _arrived(node: str, event: AmiEvent, at: float) -> CallArrived:
    return CallArrived(
        node=node, at=at, call=_own(event, "Call"), channel=_channel(event),
        line=_own(event, "Line"), caller=_own(event, "Caller"),
        arrived_at=fields.seconds(event.last("Arrived")),
    )  # fmt: skip


def _held(node: str, event: AmiEvent, at: float) -> CallHeld:
    arrived, counter = fields.rank(event.last("Rank"))
    return CallHeld(
        node=node, at=at, call=_own(event, "Call"), channel=_channel(event),
        line=_own(event, "Line"), queue=_own(event, "Queue"), caller=_own(event, "Caller"),
        language=_own(event, "Language"), skills=_own(event, "Skills"),
        # The rank is the place in the queue; the arrival only stands in for one that cannot be read.
        arrived_at=arrived or fields.seconds(event.last("Arrived")), counter=counter,
        bundle=fields.number(event.last("Bundle")), why=_own(event, "Why") or "new",
        takes=_own(event, "Takes"),
    )  # fmt: skip


def _offer_end(node: str, event: AmiEvent, at: float) -> OfferEnded:
    return OfferEnded(
        node=node, at=at, call=_own(event, "Call"), offer=_own(event, "Offer"), seat=_own(event, "Seat"),
        status=_own(event, "Status"), cause=fields.number(event.last("Cause")),
        talked=event.last("Talked") == "1",
    )  # fmt: skip


def _dialled(node: str, event: AmiEvent, at: float) -> SeatDialled:
    return SeatDialled(node=node, at=at, seat=_own(event, "Seat"), to=_own(event, "To"))


def _talk(node: str, event: AmiEvent, at: float) -> CallTalked:
    return CallTalked(
        node=node, at=at, call=_own(event, "Call"), seat=_own(event, "Seat"), offer=_own(event, "Offer"),
        kind=_own(event, "Kind") or "offered", recording=_own(event, "Recording"),
        # A lead's talk is told by the channel of the agent who has just left.
        channel=_own(event, "Leg") or _channel(event),
    )  # fmt: skip


def _fallback(node: str, event: AmiEvent, at: float) -> CallFellBack:
    return CallFellBack(
        node=node, at=at, call=_own(event, "Call"), channel=_channel(event),
        line=_own(event, "Line"), queue=_own(event, "Queue"), caller=_own(event, "Caller"),
        arrived_at=fields.seconds(event.last("Arrived")), reason=_own(event, "Reason"),
    )  # fmt: skip


def _transfer(node: str, event: AmiEvent, at: float) -> CallTransferred:
    return CallTransferred(
        node=node, at=at, call=_own(event, "Call"), seat=_own(event, "Seat"), to=_own(event, "To")
    )  # fmt: skip


def _message(node: str, event: AmiEvent, at: float) -> NodeEvent | None:
    call, queue, phase = _own(event, "Call"), _own(event, "Queue"), event.last("Phase")
    if phase == "begin":
        return MessageBegun(node=node, at=at, call=call, queue=queue)
    if phase == "left":
        return MessageLeft(
            node=node, at=at, call=call, queue=queue, recording=_own(event, "Recording"),
            seconds=fields.seconds(event.last("Seconds")),
        )  # fmt: skip
    return None


def _callback(node: str, event: AmiEvent, at: float) -> NodeEvent | None:
    call, queue = _own(event, "Call"), _own(event, "Queue")
    match event.last("Phase"):
        case "asked":
            return CallbackAsked(node=node, at=at, call=call, queue=queue)
        case "agreed":
            return CallbackAgreed(node=node, at=at, call=call, queue=queue, number=_own(event, "Number"))
        case "begun":
            return CallbackBegun(node=node, at=at, call=call, channel=_channel(event))
        case _:
            return None


def _ring(node: str, event: AmiEvent, at: float) -> RingTold | None:
    phase, purpose = event.last("Phase"), event.last("Purpose")
    if phase not in set(RingPhase) or purpose not in set(RingPurpose):
        return None
    return RingTold(
        node=node, at=at, ring=_own(event, "Ring"), purpose=RingPurpose(purpose), subject=_own(event, "Subject"),
        phase=RingPhase(phase), key=event.last("Key"), status=_own(event, "Status"),
        cause=fields.number(event.last("Cause")), channel=_channel(event),
        linkage=_own(event, "Linkage"), number=_own(event, "Number"), seat=_own(event, "Seat"),
    )  # fmt: skip


def _help(node: str, event: AmiEvent, at: float) -> HelpAsked:
    return HelpAsked(node=node, at=at, call=_own(event, "Call"), seat=_own(event, "Seat"))


def _survey(node: str, event: AmiEvent, at: float) -> CallSurveyed:
    grade = fields.number(event.last("Grade"))
    return CallSurveyed(node=node, at=at, call=_own(event, "Call"), grade=grade if grade <= 5 else 0)


def _follow(node: str, event: AmiEvent, at: float) -> IncidentFollowed:
    return IncidentFollowed(
        node=node, at=at, call=_own(event, "Call"), line=_own(event, "Line"), language=_own(event, "Language"),
        incident=_own(event, "Incident"), number=_own(event, "Number"),
    )  # fmt: skip


def _pause(node: str, event: AmiEvent, at: float) -> RecordingKeyed:
    return RecordingKeyed(
        node=node, at=at, call=_own(event, "Call"), seat=_own(event, "Seat"), channel=_channel(event)
    )  # fmt: skip


def _listening(node: str, event: AmiEvent, at: float) -> TalkListenedTo | None:
    mode = _own(event, "Mode")
    if mode not in set(ListenMode):
        return None
    return TalkListenedTo(
        node=node, at=at, call=_own(event, "Call"), seat=_own(event, "Seat"), listening=_own(event, "Listening"),
        mode=ListenMode(mode), channel=_channel(event),
    )  # fmt: skip


READERS: Final[Mapping[str, Reader]] = {
    names.EVENT_ARRIVED: _arrived,
    names.EVENT_HOLD: _held,
    names.EVENT_OFFER_END: _offer_end,
    names.EVENT_TALK: _talk,
    names.EVENT_FALLBACK: _fallback,
    names.EVENT_DIRECT: _dialled,
    names.EVENT_TRANSFER: _transfer,
    names.EVENT_MESSAGE: _message,
    names.EVENT_CALLBACK: _callback,
    names.EVENT_RING: _ring,
    names.EVENT_SURVEY: _survey,
    names.EVENT_FOLLOW: _follow,
    names.EVENT_PAUSE: _pause,
    names.EVENT_HELP: _help,
    names.EVENT_LISTENING: _listening,
}
"""By the user event's name."""


def _channel(event: AmiEvent) -> str:
    return fields.clean(event.text("Channel"))


def _own(event: AmiEvent, header: str) -> str:
    """A header that the dialplan sent; Asterisk puts the channel's before it, and has a Language of its own."""
    return fields.clean(event.last(header))
