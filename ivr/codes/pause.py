"""`*14`: no calls, for one of the site's reasons."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.codes.desk import Desk
from ivr.codes.listen import choose, say
from ivr.codes.refused import refusal_prompt
from ivr.codes.standing import standing_of
from ivr.names import reason_of
from router.domain.requests import Pause


def pause(channel: Channel, desk: Desk) -> None:
    """The reasons are offered in the site's order, by the keys 1 to 9."""
    reasons = {str(key): reason for key, reason in enumerate(desk.bundle.site.pause_reasons[:9], start=1)}
    offered = [prompt for key, reason in reasons.items() for prompt in (reason_of(reason), f"press_{key}")]
    key = choose(channel, "choose_reason", *offered)
    if key is None:
        say(channel, "code_no_input")
        return
    if key not in reasons:
        say(channel, "code_wrong_choice")
        return
    reply = desk.ask(Pause(seat=desk.seat.id, actor=desk.actor, reason=reasons[key]))
    if not reply.ok:
        say(channel, refusal_prompt(reply.code))
        return
    later = ("code_later",) if reply.seat and standing_of(reply.seat).later else ()
    say(channel, "paused", reason_of(reasons[key]), *later)
