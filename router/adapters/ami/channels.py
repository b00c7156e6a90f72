"""From a list of channels to the calls that they are. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from asterisk_conf import names
from router.adapters.ami import fields
from router.adapters.ami.packet import AmiEvent
from router.domain.telephony import SeenCall

_WITH_OFFER = frozenset({names.STATE_OFFER, names.STATE_TALK})


def seen_calls(channels: Iterable[AmiEvent], seats: frozenset[str]) -> tuple[tuple[SeenCall, ...], int]:
    """The calls, by arrival, and the highest router epoch found on any channel.

    A citizen's channel is the one that its call is named after; a seat's leg is a SIP channel of a known seat that
    carries the call. Channels of neither kind (the halves of the fallback's Local channels, direct calls) are no calls.
    """
    citizens: list[tuple[AmiEvent, Mapping[str, str]]] = []
    legs: dict[str, list[AmiEvent]] = defaultdict(list)
    epoch = 0
    for channel in channels:
        variables = channel.variables("Variable")
        epoch = max(epoch, fields.number(variables.get(names.EPOCH, "")))
        call = variables.get(names.CALL, "")
        if call and channel.text("Uniqueid") == call:
            citizens.append((channel, variables))
        elif call and fields.phone(channel.text("Channel")) in seats:
            legs[call].append(channel)
    calls = [_call(channel, variables, legs[variables[names.CALL]]) for channel, variables in citizens]
    return tuple(sorted(calls, key=lambda call: (call.arrived_at, call.counter, call.call))), epoch


def _call(channel: AmiEvent, variables: Mapping[str, str], legs: list[AmiEvent]) -> SeenCall:
    def text(name: str) -> str:
        return fields.clean(variables.get(name, ""))

    leg = _joined(legs)
    state = text(names.STATE)
    arrived, counter = fields.rank(text(names.RANK))
    return SeenCall(
        call=text(names.CALL),
        channel=fields.clean(channel.text("Channel")),
        state=state if state in names.STATES else names.STATE_MENU,
        line=text(names.LINE),
        queue=text(names.QUEUE),
        caller=text(names.CALLER),
        language=text(names.LANGUAGE),
        skills=text(names.SKILLS),
        arrived_at=arrived or fields.seconds(text(names.ARRIVED)),
        counter=counter,
        bundle=fields.number(text(names.BUNDLE)),
        seat=fields.phone(leg.text("Channel")) if leg else "",
        # A call back in hold still carries the offer that failed.
        offer=text(names.OFFER_ID) if state in _WITH_OFFER else "",
        bridged=bool(leg and leg.text("BridgeID") and channel.text("BridgeID")),
        recording=fields.clean(leg.variables("Variable").get(names.RECORDING, "")) if leg else "",
        talks=fields.number(text(names.SEGMENT)),
    )


def _joined(legs: list[AmiEvent]) -> AmiEvent | None:
    """The seat's leg that counts: one in a bridge before one that rings."""
    return max(legs, key=lambda leg: bool(leg.text("BridgeID")), default=None)
