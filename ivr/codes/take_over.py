"""`*17`: a lead takes another seat's talk over, in this very call."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.lead import let_lead_in
from router.domain.requests import TakeOver


def take_over(channel: Channel, desk: Desk) -> None:
    """The PIN is question enough: the citizen is there at once."""

    def wanted(at_seat: str, pin: str) -> TakeOver:
        return TakeOver(seat=desk.seat.id, actor=desk.actor, at_seat=at_seat, pin=pin, inside=True)

    let_lead_in(channel, desk, "ask_take_over_seat", wanted)
