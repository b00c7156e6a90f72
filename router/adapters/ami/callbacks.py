"""Callbacks in the words of Asterisk: a channel that stands in for the citizen's, with all that is known of the call.
Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions
from router.adapters.ami.packet import Answer
from router.domain.telephony import CallBack

_WORD: Final = re.compile(r"[0-9A-Za-z_.]+")
_ID: Final = re.compile(r"[-0-9A-Za-z_.]+")
_NUMBER: Final = re.compile(r"[0-9]{3,15}")
_DIGITS: Final = re.compile(r"[0-9]*")
_LINE_BREAKS: Final = frozenset("\r\n\0")
SLACK_SECONDS: Final = 60
"""Beside the agent's ring, for what the agent hears first: then Asterisk gives the channel up."""


def unfit(command: CallBack) -> str:
    """Why it cannot be meant, whatever Asterisk says; `""` when it can."""
    words = (
        _WORD.fullmatch(command.offer)
        and _WORD.fullmatch(command.seat)
        and _ID.fullmatch(command.call)
        and _ID.fullmatch(command.trunk)
        and _NUMBER.fullmatch(command.number)
        and _DIGITS.fullmatch(command.shows)
    )
    held = any(_LINE_BREAKS & set(value) for value in _variables(command).values())
    return "" if words and not held else "unsafe"


def question(command: CallBack) -> Action:
    """Whether the call has a channel still, or again."""
    return actions.getvar(names.CALL, command.call)


def refusal(answer: Answer) -> str:
    """Why the command does not fit what is there now; `""` when it does."""
    return "on_the_line" if answer.ok and answer.value else ""


def deed(command: CallBack) -> Action:
    """Make the channel; what comes of it is told by the dialplan."""
    return actions.stand_in(
        names.CONTEXT_CALLBACK_OUT,
        unique_id=command.call,
        other_id=f"{command.call}-out",
        context=names.CONTEXT_CALLBACK,
        seconds=command.ring_seconds + command.out_seconds + SLACK_SECONDS,
        variables=_variables(command),
    )


def _variables(command: CallBack) -> Mapping[str, str]:
    return {
        names.CALL: command.call,
        names.CALLBACK: "1",
        names.STATE: names.STATE_OFFER,
        names.LINE: command.line,
        names.LINE_NAME: command.line_name,
        names.RECORDED: "1" if command.recorded else "0",
        names.QUEUE: command.queue,
        names.CALLER: command.caller,
        names.LANGUAGE: command.language,
        names.SKILLS: command.skills,
        names.ARRIVED: f"{command.arrived_at:.3f}",
        names.RANK: f"{command.arrived_at:.3f}:{command.counter}",
        names.BUNDLE: str(command.bundle),
        names.EPOCH: str(command.epoch),
        names.SEGMENT: str(command.talks),
        names.OFFER: f"{command.offer}:{command.seat}:{command.ring_seconds}",
        names.NUMBER: command.number,
        names.SHOWS: command.shows,
        names.TRUNK: command.trunk,
        names.OUT: str(command.out_seconds),
        names.RING_ID: command.offer,
    }
