"""Asterisk's events to facts of the domain. No I/O, no decisions; time comes with the event.

| event | fact |
|---|---|
| UserEvent HotlineArrived, HotlineHold, ... | CallArrived, CallHeld, ... (see `told`) |
| Hold, Unhold of a seat's channel | TalkHeld |
| AttendedTransfer | CallTransferred |
| Hangup of the channel that the call is named after | CallEnded |
| Hangup of a seat's channel that belongs to a call | SeatLegEnded |
| Hangup of a seat's channel that hears a call | ListeningEnded |
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
from router.adapters.ami.talks import handed_on, talk_held
from router.adapters.ami.told import READERS
from router.adapters.ami.tombstones import Tombstones
from router.domain.telephony import (
    CallbackBegun,
    CallEnded,
    DeviceState,
    ListeningEnded,
    NodeEvent,
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
            "Hold": self._phone_held,
            "Unhold": self._phone_held,
            "AttendedTransfer": self._handed_on,
            "Newstate": self._newstate,
            "DialState": self._dial_state,
            "ContactStatus": self._contact,
            "DeviceStateChange": self._device,
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
        if isinstance(fact, CallbackBegun):
            self._ended.exhume(fact.call)
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
        reader = READERS.get(event.text("UserEvent"))
        return reader(self.node, event, at) if reader else None

    def _phone_held(self, event: AmiEvent, at: float) -> NodeEvent | None:
        return talk_held(self.node, event, at, self.seats)

    def _handed_on(self, event: AmiEvent, at: float) -> NodeEvent | None:
        return handed_on(self.node, event, at, self.seats)

    def _hangup(self, event: AmiEvent, at: float) -> NodeEvent | None:
        variables = event.variables()
        call = fields.clean(variables.get(names.CALL, ""))
        cause = fields.number(event.text("Cause"))
        if not call:
            return self._lead_left(event, variables, cause, at)
        if event.text("Uniqueid") == call:
            state = variables.get(names.STATE, "")
            state = state if state in names.STATES else names.STATE_MENU
            informed = variables.get(names.INFORMED) == "1"
            return CallEnded(node=self.node, at=at, call=call, cause=cause, state=state, informed=informed)
        seat = fields.phone(event.text("Channel"))
        if seat not in self.seats:
            return None
        return SeatLegEnded(node=self.node, at=at, call=call, seat=seat, cause=cause)

    def _lead_left(self, event: AmiEvent, variables: Mapping[str, str], cause: int, at: float) -> ListeningEnded | None:
        call, seat = fields.clean(variables.get(names.LISTENS, "")), fields.phone(event.text("Channel"))
        if not call or seat not in self.seats:
            return None
        listening = fields.clean(variables.get(names.LISTENING, ""))
        return ListeningEnded(node=self.node, at=at, call=call, seat=seat, listening=listening, cause=cause)

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
