"""Leads in talks, in the words of Asterisk: what is asked before a lead's phone is rung, and how that is done. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions, fields
from router.adapters.ami.packet import Answer
from router.domain.listening import ListenMode
from router.domain.telephony import GiveTalkTo, ListenTo, StopListeningTo

LeadCommand = ListenTo | GiveTalkTo | StopListeningTo
_NUMBER: Final = re.compile(r"[0-9]+")
_ID: Final = re.compile(r"[-0-9A-Za-z_.]+")


def unfit(command: LeadCommand) -> str:
    """Why it cannot be meant, whatever Asterisk says; `""` when it can. Only a seat's phone is ever rung."""
    words = _NUMBER.fullmatch(command.seat) and _ID.fullmatch(command.listening) and _ID.fullmatch(command.call)
    if isinstance(command, ListenTo):
        # Commas and brackets would be read as part of the application that hears the channel.
        words = words and _NUMBER.fullmatch(command.shown) and _NUMBER.fullmatch(fields.phone(command.channel))
    elif command.channel and fields.phone(command.channel) != command.seat:
        return "unsafe"
    return "" if words else "unsafe"


def questions(command: LeadCommand) -> list[Action]:
    """What has to be known of the talk and of the lead's phone; of one that is there already, whether it is the one."""
    if not isinstance(command, ListenTo):
        asked = [names.LISTENS, names.LISTENING, *([names.LISTEN_MODE] if isinstance(command, GiveTalkTo) else [])]
        return [actions.getvar(variable, _channel(command)) for variable in asked]
    return [
        actions.getvar(names.CALL, command.channel),
        actions.getvar(f"GROUP_COUNT({command.seat}@{names.GROUP_SEAT})", command.channel),
        actions.getvar(f"GROUP_COUNT({command.seat}@{names.GROUP_OWN})", command.channel),
        actions.getvar(f"DEVICE_STATE(PJSIP/{command.seat})", command.channel),
    ]


def refusal(command: LeadCommand, answers: Sequence[Answer]) -> str:
    """Why the command does not fit what is there now; `""` when it does."""
    if not answers[0].ok:
        return "channel_gone"
    if answers[0].value != command.call:
        return "other_call"
    if not isinstance(command, ListenTo):
        # Names of channels begin anew with Asterisk.
        return "" if answers[1].value == command.listening else "other_call"
    counts = (answers[1].value, answers[2].value)
    if any(count not in {"", "0"} for count in counts) or answers[3].value != "NOT_INUSE":
        # The same as the dialplan's guard: one seat, one call.
        return "seat_taken"
    return ""


def deed(command: LeadCommand, answers: Sequence[Answer]) -> Action:
    """Ring the lead's phone, which is taken from the first moment on; hang it up; or let the lead have the talk, on the
    answer where the phone still rings. `answers` are those to `questions`."""
    if isinstance(command, StopListeningTo):
        return actions.hang_up(_channel(command))
    if isinstance(command, GiveTalkTo):
        if answers[2].value:
            return actions.redirect(_channel(command), names.CONTEXT_TAKE_OVER)
        key = names.LISTEN_KEYS[ListenMode.TAKE_OVER]
        return actions.setvar(names.LISTEN_KEY, key, _channel(command))
    return actions.ring_lead(
        command.seat,
        unique_id=command.listening,
        shown=command.shown,
        ring_seconds=command.ring_seconds,
        context=names.CONTEXT_LISTEN,
        variables={
            f"GROUP({names.GROUP_OWN})": command.seat,
            names.FROM: command.seat,
            names.LISTENS: command.call,
            names.LISTENING: command.listening,
            names.HEARD: command.channel,
            names.LISTEN_KEY: names.LISTEN_KEYS[command.mode],
        },
    )


def _channel(command: GiveTalkTo | StopListeningTo) -> str:
    """The lead's: by its name, or by the unique id that it was rung with."""
    return command.channel or command.listening
