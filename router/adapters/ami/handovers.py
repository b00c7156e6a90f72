"""Which seat's channel came into which call by an attended transfer, told to whoever makes it the call's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from router.adapters.ami.deeds import Find, Join
from router.domain.telephony import (
    CallEnded,
    CallHeld,
    CallTalked,
    CallTransferred,
    DeviceState,
    NodeEvent,
    SeatDeviceChanged,
)


class Handovers:
    """Listens to the facts. A phone that still rang when the agent left is looked for again once it is in use."""

    def __init__(self, post: Callable[[Join | Find], None]) -> None:
        self._post = post
        self._ringing: dict[str, Find] = {}

    def told(self, fact: NodeEvent) -> None:
        """Take notice of a fact; never waits."""
        match fact:
            case CallTransferred(kind="attended"):
                self._post(Join(call=fact.call, seat=fact.to_seat, channel=fact.channel))
            case CallTransferred() if fact.channel:
                # It may have been answered in the same moment.
                self._ringing[fact.to] = Find(call=fact.call, seat=fact.to, channel=fact.channel)
                self._post(self._ringing[fact.to])
            case SeatDeviceChanged(device=DeviceState.INUSE) if fact.seat in self._ringing:
                self._post(self._ringing[fact.seat])
            case CallTalked() | CallHeld() | CallEnded():
                self._ringing = {seat: one for seat, one in self._ringing.items() if one.call != fact.call}

    def found(self, joins: Iterable[Join]) -> None:
        """A snapshot names channels that came into a call unheard of; those told of since are the call's already."""
        for join in joins:
            self._post(join)
