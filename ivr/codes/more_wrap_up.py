"""`*15`: more time to finish the record."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.listen import say
from ivr.codes.refused import refusal_prompt
from router.domain.errors import NotAllowedNow
from router.domain.requests import MoreWrapUp


def more_wrap_up(channel: Channel, desk: Desk) -> None:
    """Of the wrap-up that runs."""
    reply = desk.ask(MoreWrapUp(seat=desk.seat.id, actor=desk.actor))
    if reply.ok:
        say(channel, "more_wrap_up")
    else:
        say(channel, "no_wrap_up" if reply.code == NotAllowedNow.code else refusal_prompt(reply.code))
