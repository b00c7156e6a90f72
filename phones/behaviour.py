"""What a phone does by itself with a call that comes in."""

from __future__ import annotations

from dataclasses import dataclass

from phones.call import CallState
from phones.incoming import IncomingCall


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Without any of it a phone rings for ever, until a script answers or the caller gives up."""

    ring: bool = True
    """Send 180 at once."""
    answer_after: float | None = None
    """Answer after so many seconds; with `reject_with`, refuse after so many."""
    reject_with: int | None = None
    """Refuse with this SIP status."""
    talk_seconds: float | None = None
    """Hang up so long after answering."""
    most_calls: int | None = None
    """With so many calls already, refuse the next with 486."""


def behave(behaviour: Behaviour, call: IncomingCall, calls_before: int) -> None:
    """Set a new call on its way."""
    if behaviour.most_calls is not None and calls_before >= behaviour.most_calls:
        call.send_reject(486)
        return
    if behaviour.ring:
        call.send_ringing()
    if behaviour.reject_with is not None:
        _soon(call, behaviour.answer_after, lambda status=behaviour.reject_with: call.send_reject(status))
    elif behaviour.answer_after is not None:
        _soon(call, behaviour.answer_after, lambda: _answer(behaviour, call))


def _soon(call: IncomingCall, delay: float | None, action: object) -> None:
    assert callable(action)
    if delay:
        call.later(delay, action)
    else:
        action()


def _answer(behaviour: Behaviour, call: IncomingCall) -> None:
    call.send_answer()
    if call.state is CallState.TALKING and behaviour.talk_seconds is not None:
        call.later(behaviour.talk_seconds, call.send_bye)
