"""What the codes of a lead share: whose talk, the own PIN, and the way into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ivr.channel import Channel
from ivr.codes.desk import Desk, Heard
from ivr.codes.listen import collect, say
from ivr.codes.refused import refusal_prompt
from router.domain.errors import NoCall, UnknownSeat
from router.domain.requests import Request

_WORDS: Final = {NoCall.code: "no_talk", UnknownSeat.code: "unknown_seat"}
"""of the other seat; elsewhere these codes say something of one's own"""


def let_lead_in(channel: Channel, desk: Desk, ask_seat: str, wanted: Callable[[str, str], Request]) -> None:
    """Seat and own PIN, of which `wanted` makes the request; `ask_seat` is the prompt for the seat. Nothing is said
    once it is allowed: the talk is what is heard next."""
    at_seat = collect(channel, ask_seat)
    if not at_seat:
        say(channel, "code_no_input")
        return
    pin = collect(channel, "ask_pin")
    if pin is None:
        say(channel, "code_no_input")
        return
    reply = desk.ask(wanted(at_seat, pin))
    if reply.ok and (listening := reply.listening):
        desk.let_in(Heard(call=listening.call, listening=listening.id, channel=reply.channel, mode=listening.mode))
    else:
        say(channel, _WORDS.get(reply.code) or refusal_prompt(reply.code))
