"""What a seat's phone does with a talk by itself: hold, take up again, hand on to another seat. Pure."""

from __future__ import annotations

from asterisk_conf import names
from router.adapters.ami import fields
from router.adapters.ami.packet import AmiEvent
from router.domain.telephony import CallTransferred, TalkHeld


def talk_held(node: str, event: AmiEvent, at: float, seats: frozenset[str]) -> TalkHeld | None:
    """`Hold` and `Unhold` of a seat's channel in a call; None for a citizen's, and for a call between two seats."""
    channel, call = fields.clean(event.text("Channel")), _call(event, "ChanVariable")
    seat = fields.phone(channel)
    if seat not in seats or not call:
        return None
    return TalkHeld(node=node, at=at, call=call, seat=seat, channel=channel, held=event.name == "Hold")


def handed_on(node: str, event: AmiEvent, at: float, seats: frozenset[str]) -> CallTransferred | None:
    """`AttendedTransfer`: an agent has joined the citizen with another seat, and has left.

    `Transferee` is the far end of the first of the agent's two calls, `TransferTarget` that of the second; the agent's
    phone may put either first. A second call that was not answered yet has no far end: the citizen waits in its place
    (`App`), which is a transfer like a blind one. None when it failed, or joined no citizen with a seat.
    """
    if event.text("Result") != "Success":
        return None
    seat = fields.phone(event.text("OrigTransfererChannel"))
    if event.text("DestType") == "App":
        call, to = _call(event, "TransfereeChanVariable"), fields.clean(event.text("SecondTransfererExten"))
        if not call or to not in seats:
            return None
        channel = fields.clean(event.text("TransfereeChannel"))
        return CallTransferred(node=node, at=at, call=call, seat=seat, to=to, channel=channel)
    for citizen, other in (("Transferee", "TransferTarget"), ("TransferTarget", "Transferee")):
        call, channel = _call(event, f"{citizen}ChanVariable"), fields.clean(event.text(f"{other}Channel"))
        to_seat = fields.phone(channel)
        if call and to_seat in seats and fields.phone(event.text(f"{citizen}Channel")) not in seats:
            return CallTransferred(
                node=node, at=at, call=call, seat=seat, to=to_seat, kind="attended", to_seat=to_seat, channel=channel,
            )  # fmt: skip
    # Among three, with a sister service, there is no one far end: the call is that of the agent's own leg.
    for own, missing, other in (
        ("OrigTransferer", "Transferee", "TransferTarget"),
        ("SecondTransferer", "TransferTarget", "Transferee"),
    ):
        call, channel = _call(event, f"{own}ChanVariable"), fields.clean(event.text(f"{other}Channel"))
        to_seat = fields.phone(channel)
        if call and to_seat in seats and not event.text(f"{missing}Channel"):
            return CallTransferred(
                node=node, at=at, call=call, seat=seat, to=to_seat, kind="attended", to_seat=to_seat, channel=channel,
            )  # fmt: skip
    return None


def _call(event: AmiEvent, header: str) -> str:
    return fields.clean(event.variables(header).get(names.CALL, ""))
