"""`*11`: an agent sits down."""

from __future__ import annotations

from typing import Final

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.listen import choose, collect, digit_prompts, say
from ivr.codes.make_ready import say_ready
from ivr.codes.refused import refusal_prompt
from router.domain.errors import SeatTaken, UnknownAgent, WrongPin
from router.domain.requests import LookAtSeat, MakeReady, SignOn

TRIES: Final = 3
READY_KEY: Final = "1"
_AGAIN: Final = frozenset({UnknownAgent.code, WrongPin.code})


def sign_on(channel: Channel, desk: Desk) -> None:
    """Agent number and PIN, then whether calls may come at once. A slip may be mended within the same call."""
    for _ in range(TRIES):
        agent = collect(channel, "ask_agent")
        if not agent:
            say(channel, "code_no_input")
            return
        channel.speak(desk.bundle.language_of(agent))
        pin = collect(channel, "ask_pin")
        if pin is None:
            say(channel, "code_no_input")
            return
        reply = desk.ask(SignOn(seat=desk.seat.id, actor=f"agent:{agent}", agent=agent, pin=pin))
        if reply.ok:
            _offer_ready(channel, desk, agent)
            return
        channel.play(refusal_prompt(reply.code))
        if reply.code == SeatTaken.code:
            _say_who(channel, desk)
        if reply.code not in _AGAIN:
            return


def _offer_ready(channel: Channel, desk: Desk, agent: str) -> None:
    if choose(channel, "signed_on", "offer_ready") == READY_KEY:
        say_ready(channel, desk.ask(MakeReady(seat=desk.seat.id, actor=f"agent:{agent}")))


def _say_who(channel: Channel, desk: Desk) -> None:
    reply = desk.ask(LookAtSeat(seat=desk.seat.id, actor=desk.actor))
    if reply.seat:
        say(channel, *digit_prompts(reply.seat.agent))
