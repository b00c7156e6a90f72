"""From a list of channels to the calls that they are. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from asterisk_conf import names
from router.adapters.ami import fields
from router.adapters.ami.deeds import Join
from router.adapters.ami.packet import AmiEvent
from router.domain.listening import ListenMode
from router.domain.telephony import SeenCall, SeenLinkage, SeenListening

_WITH_OFFER = frozenset({names.STATE_OFFER, names.STATE_TALK})
"""In all other states a channel may still carry an offer that is over."""


def seen_calls(channels: Iterable[AmiEvent], seats: frozenset[str]) -> tuple[tuple[SeenCall, ...], int]:
    """The calls, by arrival, and the highest router epoch found on any channel.

    A citizen's channel is the one that its call is named after; a seat's leg is a SIP channel of a known seat that
    carries the call, or shares the citizen's bridge: one that an attended transfer has just brought there carries
    nothing yet. Channels of neither kind (the halves of the fallback's Local channels, direct calls) are no calls.
    """
    citizens: list[tuple[AmiEvent, Mapping[str, str]]] = []
    legs: dict[str, list[AmiEvent]] = defaultdict(list)
    strays: dict[str, list[AmiEvent]] = defaultdict(list)
    epoch = 0
    for channel in channels:
        variables = channel.variables("Variable")
        epoch = max(epoch, fields.number(variables.get(names.EPOCH, "")))
        call = variables.get(names.CALL, "")
        if call and channel.text("Uniqueid") == call:
            citizens.append((channel, variables))
        elif fields.phone(channel.text("Channel")) in seats:
            if call:
                legs[call].append(channel)
            elif channel.text("BridgeID"):
                strays[channel.text("BridgeID")].append(channel)
    calls = [
        _call(channel, variables, [*legs[variables[names.CALL]], *strays[channel.text("BridgeID")]])
        for channel, variables in citizens
    ]
    return tuple(sorted(calls, key=lambda call: (call.arrived_at, call.counter, call.call))), epoch


def seen_listenings(channels: Iterable[AmiEvent], seats: frozenset[str]) -> tuple[SeenListening, ...]:
    """Leads in talks, or being rung for that: seats' channels that hear a call and are no part of it."""
    found = []
    for channel in channels:
        variables = channel.variables("Variable")
        seat, mode = fields.phone(channel.text("Channel")), variables.get(names.LISTEN_MODE, "")
        call, listening = variables.get(names.LISTENS, ""), variables.get(names.LISTENING, "")
        if seat in seats and call and listening and not variables.get(names.CALL):
            found.append(
                SeenListening(
                    listening=fields.clean(listening),
                    call=fields.clean(call),
                    seat=seat,
                    mode=ListenMode(mode) if mode in set(ListenMode) else None,
                    channel=fields.clean(channel.text("Channel")),
                )
            )
    return tuple(found)


def seen_linkages(channels: Iterable[AmiEvent]) -> tuple[SeenLinkage, ...]:
    """Sister services that are rung, or are in a talk."""
    found = []
    for channel in channels:
        variables = channel.variables("Variable")
        if ring := variables.get(names.LINK_ID, ""):
            if not fields.phone(channel.text("Channel")).startswith("out-"):
                # The agent's own channel remembers what it asked for last.
                continue
            found.append(
                SeenLinkage(
                    ring=fields.clean(ring),
                    call=fields.clean(variables.get(names.CALL, "")),
                    linkage=fields.clean(variables.get(names.LINK, "")),
                    joined=variables.get(names.LINK_JOINED) == "1",
                    channel=fields.clean(channel.text("Channel")),
                )
            )
    return tuple(found)


def unjoined(channels: Iterable[AmiEvent], seats: frozenset[str]) -> tuple[Join, ...]:
    """Seats' channels in a citizen's bridge that carry no call: of an attended transfer that nobody has heard of."""
    alone: list[AmiEvent] = []
    bridges: dict[str, str] = {}
    for channel in channels:
        call, bridge = channel.variables("Variable").get(names.CALL, ""), channel.text("BridgeID")
        if call and bridge and channel.text("Uniqueid") == call:
            bridges[bridge] = call
        elif not call and bridge and fields.phone(channel.text("Channel")) in seats:
            alone.append(channel)
    return tuple(
        Join(
            call=fields.clean(bridges[channel.text("BridgeID")]),
            seat=fields.phone(channel.text("Channel")),
            channel=fields.clean(channel.text("Channel")),
            late=True,
        )
        for channel in alone
        if channel.text("BridgeID") in bridges
    )


def _call(channel: AmiEvent, variables: Mapping[str, str], legs: list[AmiEvent]) -> SeenCall:
    def text(name: str) -> str:
        return fields.clean(variables.get(name, ""))

    leg = _joined(legs, channel.text("BridgeID"))
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
        offer=text(names.OFFER_ID) if state in _WITH_OFFER else "",
        bridged=bool(leg and leg.text("BridgeID") and channel.text("BridgeID")),
        recording=fields.clean(leg.variables("Variable").get(names.RECORDING, "")) if leg else "",
        talks=fields.number(text(names.SEGMENT)),
        reached=text(names.RING_KEY) == "1",
        taken_over=bool(leg and leg.variables("Variable").get(names.LISTENING)),
    )


def _joined(legs: list[AmiEvent], bridge: str) -> AmiEvent | None:
    """The seat's leg that counts: one in the citizen's own bridge before one in another before one that rings."""

    def weight(leg: AmiEvent) -> int:
        own = leg.text("BridgeID")
        return 2 if own and own == bridge else 1 if own else 0

    return max(legs, key=weight, default=None)
