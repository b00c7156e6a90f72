"""`*16`: a lead hears another seat's talk, in this very call."""

from __future__ import annotations

from typing import Final

from ivr.channel import Channel
from ivr.codes.desk import Desk, Heard
from ivr.codes.listen import collect, say
from ivr.codes.refused import refusal_prompt
from router.domain.errors import NoCall, UnknownSeat
from router.domain.requests import ListenIn

_WORDS: Final = {NoCall.code: "no_talk", UnknownSeat.code: "unknown_seat"}
"""of the other seat; elsewhere these codes say something of one's own"""


def listen_in(channel: Channel, desk: Desk) -> None:
    """Seat and own PIN. Nothing is said once it is allowed: the talk is what is heard next."""
    at_seat = collect(channel, "ask_listen_seat")
    if not at_seat:
        say(channel, "code_no_input")
        return
    pin = collect(channel, "ask_pin")
    if pin is None:
        say(channel, "code_no_input")
        return
    asked = ListenIn(seat=desk.seat.id, actor=desk.actor, at_seat=at_seat, pin=pin, inside=True)
    reply = desk.ask(asked)
    if reply.ok and (listening := reply.listening):
        desk.let_in(Heard(call=listening.call, listening=listening.id, channel=reply.channel, mode=listening.mode))
    else:
        say(channel, _WORDS.get(reply.code) or refusal_prompt(reply.code))
