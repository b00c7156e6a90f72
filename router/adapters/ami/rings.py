"""Rings of ladders in the words of Asterisk: placed, cancelled, joined with a caller. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions, fields
from router.adapters.ami.packet import AmiEvent, Answer
from router.domain.telephony import CancelRing, ConnectRing, PlaceRing

RingCommand = PlaceRing | CancelRing | ConnectRing
_ID: Final = re.compile(r"[-0-9A-Za-z_.]+")
_WORD: Final = re.compile(r"[0-9A-Za-z_]+")
_CHANNEL: Final = re.compile(r"[-0-9A-Za-z_./@;]+")
_NUMBER: Final = re.compile(r"[0-9]{3,15}")
_DIGITS: Final = re.compile(r"[0-9]*")
_LANGUAGE: Final = re.compile(r"[A-Za-z-]+")
JOINS: Final = "1"
"""Key with which the two stay joined; the other one never does."""
SLACK_SECONDS: Final = 60
"""Beside the ring, for what is said and keyed: then Asterisk gives the channel up."""


def unfit(command: RingCommand) -> str:
    """Why it cannot be meant, whatever Asterisk says; `""` when it can. What is rung outside is digits by a trunk."""
    match command:
        case PlaceRing():
            outside = _NUMBER.fullmatch(command.number) and _ID.fullmatch(command.trunk)
            where = _NUMBER.fullmatch(command.seat) if command.seat else outside
            words = _WORD.fullmatch(command.say) and _LANGUAGE.fullmatch(command.language)
            ids = _ID.fullmatch(command.ring) and _ID.fullmatch(command.subject)
            good = where and words and ids and _DIGITS.fullmatch(command.shows)
        case ConnectRing():
            ids = _ID.fullmatch(command.ring) and _ID.fullmatch(command.call) and _ID.fullmatch(command.offer)
            channels = _CHANNEL.fullmatch(command.channel) and _CHANNEL.fullmatch(command.leg)
            good = ids and channels and _DIGITS.fullmatch(command.seat)
        case CancelRing():
            good = _ID.fullmatch(command.ring) and _CHANNEL.fullmatch(command.leg or "none")
    return "" if good else "unsafe"


def questions(command: RingCommand) -> list[Action]:
    """What has to be known first."""
    match command:
        case PlaceRing():
            return [actions.getvar(names.RING_ID, command.ring)]
        case ConnectRing():
            return [
                actions.getvar(names.CALL, command.channel),
                actions.getvar(names.STATE, command.channel),
                actions.getvar(names.RING_ID, command.leg),
                actions.getvar("BRIDGEPEER", command.leg),
            ]
        case CancelRing():
            return [actions.getvar(names.RING_ID, command.leg)] if command.leg else []


def refusal(command: RingCommand, answers: Sequence[Answer]) -> str:
    """Why the command does not fit what is there now; `""` when it does."""
    if isinstance(command, PlaceRing):
        return "rings_already" if answers[0].ok and answers[0].value else ""
    if isinstance(command, CancelRing):
        return ""
    call, state, ring, peer = answers
    reasons = {
        "channel_gone": not call.ok,
        "other_call": call.value != command.call,
        "not_in_hold": state.value != names.STATE_HOLD,
        # Names of channels begin anew with Asterisk.
        "leg_gone": not ring.ok or ring.value != command.ring,
        # It is on its way from the key to its own call: out of there it would be torn.
        "not_joined": not peer.value,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def deeds(command: RingCommand, answers: Sequence[Answer]) -> list[Action]:
    """Ring; hang up; or take both sides to where they meet, the citizen last. `answers` are those to `questions`."""
    match command:
        case PlaceRing():
            return [_place(command)]
        case CancelRing():
            same = command.leg and answers[0].ok and answers[0].value == command.ring
            return [actions.hang_up(command.ring), *([actions.hang_up(command.leg)] if same else [])]
        case ConnectRing():
            return [
                actions.setvar(names.CALL, command.call, command.leg),
                actions.setvar(names.SEAT, command.seat, command.leg),
                actions.setvar(names.OFFER_ID, command.offer, command.leg),
                actions.redirect(command.leg, names.CONTEXT_LADDER_JOINS),
                actions.setvar(names.OFFER, f"{command.offer}:{command.seat}:0", command.channel),
                actions.setvar(names.EPOCH, str(command.epoch), command.channel),
                actions.setvar(names.LEAD, command.leg, command.channel),
                actions.redirect(command.channel, names.CONTEXT_LADDER_TALKS),
            ]


def seen_rings(channels: Iterable[AmiEvent]) -> tuple[str, ...]:
    """The rings that have a channel: the one that bears the ring's own id."""
    found = (fields.clean(one.variables("Variable").get(names.RING_ID, "")) for one in channels
             if one.text("Uniqueid") == one.variables("Variable").get(names.RING_ID))  # fmt: skip
    return tuple(sorted(found))


def _place(command: PlaceRing) -> Action:
    return actions.stand_in(
        names.CONTEXT_LADDER_OUT,
        unique_id=command.ring,
        other_id=f"{command.ring}-out",
        context=names.CONTEXT_LADDER,
        seconds=command.ring_seconds + SLACK_SECONDS,
        variables={
            names.RING_ID: command.ring,
            names.RING_PURPOSE: command.purpose.value,
            names.RING_SUBJECT: command.subject,
            names.RING_SAY: command.say,
            names.RING_JOIN: JOINS if command.joins else "",
            names.SEAT: command.seat,
            names.NUMBER: command.number,
            names.TRUNK: command.trunk,
            names.SHOWS: command.shows,
            names.OUT: str(command.ring_seconds),
            names.LANGUAGE: command.language,
        },
    )
