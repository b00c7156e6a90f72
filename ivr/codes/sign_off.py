"""`*12`: the agent leaves."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.listen import say
from ivr.codes.refused import refusal_prompt
from ivr.codes.standing import standing_of
from router.domain.requests import SignOff


def sign_off(channel: Channel, desk: Desk) -> None:
    """At once, or after the call."""
    reply = desk.ask(SignOff(seat=desk.seat.id, actor=desk.actor))
    if not reply.ok:
        say(channel, refusal_prompt(reply.code))
    elif reply.seat and standing_of(reply.seat).later:
        say(channel, "signed_off", "code_later")
    else:
        say(channel, "signed_off")
