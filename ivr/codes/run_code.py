"""A code that was dialled, from its first word to its last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ivr.catalogue.codes import CODE_UNAVAILABLE
from ivr.channel import Channel
from ivr.codes.desk import Desk, Heard
from ivr.codes.listen import say
from ivr.codes.listen_in import listen_in
from ivr.codes.make_ready import make_ready
from ivr.codes.more_wrap_up import more_wrap_up
from ivr.codes.pause import pause
from ivr.codes.refused import refusal_prompt
from ivr.codes.sign_off import sign_off
from ivr.codes.sign_on import sign_on
from ivr.codes.standing import standing_prompts
from ivr.codes.tag_call import tag_call
from ivr.codes.take_over import take_over
from router.domain.bundle import Bundle
from router.domain.errors import RouterAway, StateLost
from router.domain.requests import LookAtSeat, Reply, Request


def _look(channel: Channel, desk: Desk) -> None:
    say(channel, *standing_prompts(desk.seat, desk.at))


DIALOGUES: Final[Mapping[str, Callable[[Channel, Desk], None]]] = {
    "10": _look,
    "11": sign_on,
    "12": sign_off,
    "13": make_ready,
    "14": pause,
    "15": more_wrap_up,
    "16": listen_in,
    "17": take_over,
    "7": tag_call,
}
"""code without its star"""
NEEDS_AGENT: Final = frozenset({"12", "13", "14", "15", "16", "17"})


def run_code(
    channel: Channel,
    code: str,
    *,
    seat: str,
    bundle: Bundle,
    ask: Callable[[Request], Reply],
    at: float,
    let_in: Callable[[Heard], None],
) -> bool:
    """Speak with whoever dialled a code at a seat, in the agent's language; whether the router answered.

    A code with nobody signed on, or an unknown one, is told so. When the router does not answer that is told too:
    what was said before then is true, as each thing is said after it was done.
    """
    channel.speak(bundle.site.languages[0])
    if code not in DIALOGUES:
        say(channel, "code_unknown")
        return True
    try:
        reply = ask(LookAtSeat(seat=seat, actor=f"seat:{seat}"))
        if reply.seat is None:
            say(channel, refusal_prompt(reply.code))
            return True
        desk = Desk(seat=reply.seat, bundle=bundle, ask=ask, at=at, let_in=let_in)
        if reply.seat.agent:
            channel.speak(bundle.language_of(reply.seat.agent))
        if code in NEEDS_AGENT and not reply.seat.signed_on:
            say(channel, "sign_on_first")
            return True
        DIALOGUES[code](channel, desk)
    except (RouterAway, StateLost):
        channel.play(CODE_UNAVAILABLE)
        return False
    return True
