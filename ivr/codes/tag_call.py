"""`*7`: what the call was about, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.listen import collect, say
from ivr.codes.refused import refusal_prompt
from ivr.names import topic_of, where_of
from router.domain.requests import TagCall

TRIES: Final = 3


def tag_call(channel: Channel, desk: Desk) -> None:
    """For the call that the seat is in, else its last one. Names are said back."""
    topic = _code(channel, desk.bundle.topics, "ask_topic", "unknown_topic")
    if not topic:
        return
    where = _code(channel, desk.bundle.places, "ask_where", "unknown_where", optional=True)
    if where is None:
        return
    reply = desk.ask(TagCall(seat=desk.seat.id, actor=desk.actor, topic=topic, place=where))
    if not reply.ok:
        say(channel, refusal_prompt(reply.code))
        return
    say(channel, "tagged", topic_of(topic), *([where_of(where)] if where else []))


def _code(channel: Channel, known: Mapping[str, str], ask: str, unknown: str, *, optional: bool = False) -> str | None:
    """One of the known codes; empty: none was wanted; None: given up."""
    if optional and not known:
        return ""
    for _ in range(TRIES):
        digits = collect(channel, ask)
        if digits in known or (optional and digits == ""):
            return digits
        if not digits:
            say(channel, "code_no_input")
            return None
        channel.play(unknown)
    return None
