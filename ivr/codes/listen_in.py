"""`*16`: a lead hears another seat's talk, in this very call."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.lead import let_lead_in
from router.domain.requests import ListenIn


def listen_in(channel: Channel, desk: Desk) -> None:
    """Who hears the lead, keys say from then on."""

    def wanted(at_seat: str, pin: str) -> ListenIn:
        return ListenIn(seat=desk.seat.id, actor=desk.actor, at_seat=at_seat, pin=pin, inside=True)

    let_lead_in(channel, desk, "ask_listen_seat", wanted)
