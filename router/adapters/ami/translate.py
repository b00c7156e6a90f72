"""Asterisk's events to facts of the domain. No I/O, no decisions; time comes with the event.

| event | fact |
|---|---|
| UserEvent HotlineArrived, HotlineHold, HotlineOfferEnd, HotlineTalk, HotlineFallback | CallArrived, CallHeld, ... |
| Hangup of the channel that the call is named after | CallEnded |
| Hangup of a seat's channel that belongs to a call | SeatLegEnded |
| Newstate or DialState: ringing, on a seat's channel | OfferRang, once per offer |
| ContactStatus | SeatReached, when it changes |
| DeviceStateChange | SeatDeviceChanged, when it changes |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from asterisk_conf import names
from router.adapters.ami import fields
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.reach import Reach
from router.adapters.ami.tombstones import Tombstones
from router.domain.telephony import (
    CallArrived,
    CallEnded,
    CallFellBack,
    CallHeld,
    CallTalked,
    DeviceState,
    NodeEvent,
    OfferEnded,
    OfferRang,
    SeatDeviceChanged,
    SeatLegEnded,
    SeatReached,
)

log = structlog.get_logger()


class Translator:
    """Remembers only what it takes to say each thing once."""

    def __init__(self, node: str) -> None:
        self.node = node
        self.seats: frozenset[str] = frozenset()
        self._devices: dict[str, DeviceState] = {}
        self._reach = Reach()
        self._ended = Tombstones()
        self._rang: dict[str, set[str]] = {}
        self._readers: dict[str, Callable[[AmiEvent, float], NodeEvent | None]] = {
            "UserEvent": self._user,
            "Hangup": self._hangup,
            "Newstate": self._newstate,
            "DialState": self._dial_state,
            "ContactStatus": self._contact,
            "DeviceStateChange": self._device,
        }
        self._users: dict[str, Callable[[AmiEvent, float], NodeEvent]] = {
            names.EVENT_ARRIVED: self._arrived,
            names.EVENT_HOLD: self._held,
            names.EVENT_OFFER_END: self._offer_end,
            names.EVENT_TALK: self._talk,
            names.EVENT_FALLBACK: self._fallback,
        }

    @property
    def events(self) -> frozenset[str]:
        """Names of the events that say something to us."""
        return frozenset(self._readers)

    def begin(
        self,
        seats: frozenset[str],
        devices: Mapping[str, DeviceState],
        contacts: Mapping[str, frozenset[str]],
        calls: frozenset[str],
    ) -> None:
        """Begin again from a snapshot: the seats there are, their devices, the contacts that answer, the live calls."""
        self.seats = seats
        self._rang = {call: offers for call, offers in self._rang.items() if call in calls}
        self._devices = dict(devices)
        self._reach.reset(contacts)

    def over(self, call: str, at: float) -> bool:
        """Whether the call has been seen to end, so that a snapshot that still names it is late."""
        return self._ended.holds(call, at)

    def translate(self, event: AmiEvent, at: float) -> list[NodeEvent]:
        """What the event says, in the domain's words; empty when it says nothing to us, or says it too late."""
        reader = self._readers.get(event.name)
        fact = reader(event, at) if reader else None
        if fact is None:
            return []
        call = getattr(fact, "call", None)
        if call is not None:
            if not call:
                log.warning("event_without_call", event_name=event.name, user_event=event.text("UserEvent"))
                return []
            if self._ended.holds(call, at):
                log.debug("event_late", call_id=call, fact=type(fact).__name__)
                return []
        if isinstance(fact, CallEnded):
            self._ended.bury(fact.call, at)
            self._rang.pop(fact.call, None)
        return [fact]

    # ------------------------------------------------------------ calls

    def _user(self, event: AmiEvent, at: float) -> NodeEvent | None:
        reader = self._users.get(event.text("UserEvent"))
        return reader(event, at) if reader else None

    def _arrived(self, event: AmiEvent, at: float) -> CallArrived:
        return CallArrived(
            node=self.node, at=at, call=_own(event, "Call"), channel=fields.clean(event.text("Channel")),
            line=_own(event, "Line"), caller=_own(event, "Caller"),
            arrived_at=fields.seconds(event.last("Arrived")),
        )  # fmt: skip

    def _held(self, event: AmiEvent, at: float) -> CallHeld:
        arrived, counter = fields.rank(event.last("Rank"))
        return CallHeld(
            node=self.node, at=at, call=_own(event, "Call"), channel=fields.clean(event.text("Channel")),
            line=_own(event, "Line"), queue=_own(event, "Queue"), caller=_own(event, "Caller"),
            language=_own(event, "Language"), skills=_own(event, "Skills"),
            # The rank is the place in the queue; the arrival only stands in for one that cannot be read.
            arrived_at=arrived or fields.seconds(event.last("Arrived")), counter=counter,
            bundle=fields.number(event.last("Bundle")), why=_own(event, "Why") or "new",
        )  # fmt: skip

    def _offer_end(self, event: AmiEvent, at: float) -> OfferEnded:
        return OfferEnded(
            node=self.node, at=at, call=_own(event, "Call"), offer=_own(event, "Offer"), seat=_own(event, "Seat"),
            status=_own(event, "Status"), cause=fields.number(event.last("Cause")),
            talked=event.last("Talked") == "1",
        )  # fmt: skip

    def _talk(self, event: AmiEvent, at: float) -> CallTalked:
        return CallTalked(
            node=self.node, at=at, call=_own(event, "Call"), seat=_own(event, "Seat"), offer=_own(event, "Offer"),
            kind=_own(event, "Kind") or "offered", recording=_own(event, "Recording"),
        )  # fmt: skip

    def _fallback(self, event: AmiEvent, at: float) -> CallFellBack:
        return CallFellBack(
            node=self.node, at=at, call=_own(event, "Call"), channel=fields.clean(event.text("Channel")),
            line=_own(event, "Line"), queue=_own(event, "Queue"), caller=_own(event, "Caller"),
            arrived_at=fields.seconds(event.last("Arrived")), reason=_own(event, "Reason"),
        )  # fmt: skip

    def _hangup(self, event: AmiEvent, at: float) -> NodeEvent | None:
        variables = event.variables()
        call = fields.clean(variables.get(names.CALL, ""))
        if not call:
            return None
        cause = fields.number(event.text("Cause"))
        if event.text("Uniqueid") == call:
            state = variables.get(names.STATE, "")
            state = state if state in names.STATES else names.STATE_MENU
            return CallEnded(node=self.node, at=at, call=call, cause=cause, state=state)
        seat = fields.phone(event.text("Channel"))
        if seat not in self.seats:
            return None
        return SeatLegEnded(node=self.node, at=at, call=call, seat=seat, cause=cause)

    # ------------------------------------------------------------ ringing

    def _newstate(self, event: AmiEvent, at: float) -> OfferRang | None:
        if event.text("ChannelStateDesc") != "Ringing":
            return None
        return self._ring(event.text("Channel"), event.variables(), at)

    def _dial_state(self, event: AmiEvent, at: float) -> OfferRang | None:
        if event.text("DialStatus") != "RINGING":
            return None
        return self._ring(event.text("DestChannel"), event.variables("DestChanVariable"), at)

    def _ring(self, channel: str, variables: Mapping[str, str], at: float) -> OfferRang | None:
        seat = fields.phone(channel)
        call, offer = fields.clean(variables.get(names.CALL, "")), fields.clean(variables.get(names.OFFER_ID, ""))
        if seat not in self.seats or not call or not offer:
            return None
        if self._ended.holds(call, at) or offer in self._rang.get(call, ()):
            return None
        self._rang.setdefault(call, set()).add(offer)
        return OfferRang(node=self.node, at=at, call=call, offer=offer, seat=seat)

    # ------------------------------------------------------------ phones

    def _contact(self, event: AmiEvent, at: float) -> SeatReached | None:
        seat = event.text("EndpointName")
        if seat not in self.seats:
            return None
        reachable = self._reach.heard(seat, event.text("URI"), event.text("ContactStatus"))
        return None if reachable is None else SeatReached(node=self.node, at=at, seat=seat, reachable=reachable)

    def _device(self, event: AmiEvent, at: float) -> SeatDeviceChanged | None:
        tech, _, seat = event.text("Device").partition("/")
        if tech != "PJSIP" or seat not in self.seats:
            return None
        state = fields.device(event.text("State"))
        if self._devices.get(seat) is state:
            return None
        self._devices[seat] = state
        return SeatDeviceChanged(node=self.node, at=at, seat=seat, device=state)


def _own(event: AmiEvent, header: str) -> str:
    """A header that the dialplan sent; Asterisk puts the channel's before it, and has a Language of its own."""
    return fields.clean(event.last(header))
