"""Leads in talks, in the words of Asterisk: what is asked before a lead's phone is rung, and how that is done. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions, fields
from router.adapters.ami.packet import Answer
from router.domain.telephony import ListenTo, StopListeningTo

LeadCommand = ListenTo | StopListeningTo
_NUMBER: Final = re.compile(r"[0-9]+")
_ID: Final = re.compile(r"[-0-9A-Za-z_.]+")


def unfit(command: LeadCommand) -> str:
    """Why it cannot be meant, whatever Asterisk says; `""` when it can. Only a seat's phone is ever rung."""
    words = _NUMBER.fullmatch(command.seat) and _ID.fullmatch(command.listening) and _ID.fullmatch(command.call)
    if isinstance(command, ListenTo):
        # Commas and brackets would be read as part of the application that hears the channel.
        words = words and _NUMBER.fullmatch(command.shown) and _NUMBER.fullmatch(fields.phone(command.channel))
    return "" if words else "unsafe"


def questions(command: LeadCommand) -> list[Action]:
    """What has to be known of the talk and of the lead's phone; of one that is hung up, whether it is the one."""
    if isinstance(command, StopListeningTo):
        return [actions.getvar(names.LISTENS, command.listening)]
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
    if isinstance(command, ListenTo):
        counts = (answers[1].value, answers[2].value)
        if any(count not in {"", "0"} for count in counts) or answers[3].value != "NOT_INUSE":
            # The same as the dialplan's guard: one seat, one call.
            return "seat_taken"
    return ""


def deed(command: LeadCommand) -> Action:
    """Ring the lead's phone, which is taken from the first moment on, or hang it up."""
    if isinstance(command, StopListeningTo):
        return actions.hang_up(command.listening)
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
