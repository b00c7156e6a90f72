"""`*13`: give me calls; ends a wrap-up."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.listen import say
from ivr.codes.refused import refusal_prompt
from ivr.codes.standing import standing_of
from router.domain.requests import MakeReady, Reply
from router.domain.seat import SeatState


def make_ready(channel: Channel, desk: Desk) -> None:
    """At once, or after the call."""
    say_ready(channel, desk.ask(MakeReady(seat=desk.seat.id, actor=desk.actor)))


def say_ready(channel: Channel, reply: Reply) -> None:
    """What came of it: what the seat is now counts, not what was asked for."""
    if not reply.ok:
        say(channel, refusal_prompt(reply.code))
    elif reply.seat and standing_of(reply.seat).state is SeatState.READY:
        say(channel, "made_ready")
    else:
        say(channel, "made_ready", "code_later")
