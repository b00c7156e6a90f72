"""Commands of the router to actions of Asterisk: checks that each is in time and still fits, and tells what failed.

A batch costs two round trips whatever its length: all questions in one write, then all deeds in one write. What is
late, comes from a former router or no longer fits the call is not carried out. Nothing is ever tried twice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from asterisk.ami.action import Action

from asterisk_conf import names
from router.adapters.ami import actions, callbacks, fields, rings
from router.adapters.ami.connection import Connection
from router.adapters.ami.errors import AmiError, NotConnected
from router.adapters.ami.leads import LeadCommand, deed, questions, refusal, unfit
from router.adapters.ami.packet import Answer
from router.domain.telephony import (
    Acknowledge,
    Beat,
    CallBack,
    CancelRing,
    CommandFailed,
    ConnectRing,
    GiveTalkTo,
    LinkIn,
    ListenTo,
    MarkDuty,
    MuteRecording,
    NodeCommand,
    Offer,
    PlaceRing,
    Record,
    SendOn,
    SendToFallback,
    StopListeningTo,
    TakeSnapshot,
    UseBundle,
)

log = structlog.get_logger()
CallCommand = Acknowledge | Offer | SendOn | SendToFallback
_WORD: Final = re.compile(r"[0-9A-Za-z_.]+")
"""What the dialplan lets through of an offer's id and a seat; a colon would shift the fields of HL_OFFER."""
_QUEUE: Final = re.compile(r"[0-9A-Za-z_]+")
"""What the dialplan lets through of a queue's id: it becomes an extension there."""
_KEY: Final = re.compile(r"[1-9]")
_WAY_OUT: Final = re.compile(r"out-[0-9A-Za-z_]+")
"""Endpoint by which a trunk rings the outside."""
_FILE: Final = re.compile(r"[0-9A-Za-z_][-0-9A-Za-z_.]*")
"""What the dialplan lets through of a recording's name."""


@dataclass(frozen=True, kw_only=True)
class Hands:
    """What carries commands out."""

    connection: Callable[[], Connection]
    """the connection that is up; raises NotConnected"""
    mark: Callable[[MarkDuty], None]
    """told which seats are on duty; must not wait"""
    snapshot: Callable[[bool], None]
    """told to take a snapshot, with True: anew even when one is under way; must not wait"""
    record: Callable[[Record | MuteRecording | LinkIn], None]
    """told what to do on a channel in mid-talk, in order; must not wait"""
    failed: Callable[[CommandFailed], None]
    """told what was not carried out"""
    missing: Callable[[], frozenset[str]]
    """contexts that Asterisk does not have"""


class Commander:
    """Carries out batches, one after the other, in one thread."""

    def __init__(self, node: str, hands: Hands, now: Callable[[], float] = time.time) -> None:
        self.epoch = 0
        """highest router epoch seen"""
        self._node = node
        self._hands = hands
        self._now = now

    def carry_out(self, batch: Sequence[NodeCommand]) -> None:
        """Do what the router asks, beats and offers before all else. Failures are told, not raised."""
        admitted = [command for command in batch if self._admit(command)]
        beat = any(isinstance(command, Beat) for command in admitted)
        urgent = _latest([command for command in admitted if isinstance(command, Offer | SendOn | SendToFallback)])
        if beat or urgent:
            self._round(urgent, [actions.setvar(names.BEAT, str(int(self._now())))] if beat else [])
        known = [command for command in admitted if isinstance(command, Acknowledge)]
        if known:
            self._round(known, [])
        for command in admitted:
            if isinstance(command, CallBack):
                self._call_back(command)
        for command in admitted:
            if isinstance(command, PlaceRing | CancelRing | ConnectRing):
                self._ring(command)
        leads = [command for command in admitted if isinstance(command, ListenTo | GiveTalkTo | StopListeningTo)]
        if leads:
            self._lead(leads)
        marks = [command for command in admitted if isinstance(command, MarkDuty)]
        if marks:
            self._hands.mark(marks[-1])
        for command in admitted:
            if isinstance(command, Record | MuteRecording | LinkIn) and not self._told(
                command, _unfit_channel(command)
            ):
                self._hands.record(command)
        if any(isinstance(command, TakeSnapshot | UseBundle) for command in admitted):
            # One under way may have looked up the seats of the former bundle.
            self._hands.snapshot(any(isinstance(command, UseBundle) for command in admitted))

    def _admit(self, command: NodeCommand) -> bool:
        """Whether the command is in time and of the newest router; a snapshot changes nothing and is anybody's."""
        reason = ""
        if command.expires_at < self._now():
            reason = "late"
        elif command.epoch < self.epoch and not isinstance(command, TakeSnapshot):
            reason = "old_epoch"
        self.epoch = max(self.epoch, command.epoch)
        return not self._told(command, reason)

    def _round(self, commands: Sequence[CallCommand], more: Sequence[Action]) -> None:
        """Ask, then do; `more` goes along with the questions."""
        left = [command for command in commands if not self._told(command, self._unfit(command))]
        try:
            connection = self._hands.connection()
            left = self._ask(connection, left, more)
            self._do(connection, left)
        except AmiError as error:
            reason = "asterisk_away" if isinstance(error, NotConnected) else "outcome_unknown"
            log.warning("commands_failed", error=type(error).__name__, reason=reason, count=len(left))
            for command in left:
                self._fail(command, reason)

    def _lead(self, commands: Sequence[LeadCommand]) -> None:
        """Ring leads, hang them up, or put them in an agent's place: one by one, as nobody waits who has called."""
        for command in commands:
            if self._told(command, unfit(command)):
                continue
            try:
                connection = self._hands.connection()
                answers = connection.request_many(questions(command))
                reason = refusal(command, answers)
                if not reason and command.expires_at < self._now():
                    reason = "late"
                if not self._told(command, reason) and not connection.request(deed(command, answers)).ok:
                    self._fail(command, "refused")
            except AmiError as error:
                self._fail(command, "asterisk_away" if isinstance(error, NotConnected) else "outcome_unknown")

    def _call_back(self, command: CallBack) -> None:
        if self._told(command, callbacks.unfit(command)):
            return
        try:
            connection = self._hands.connection()
            reason = callbacks.refusal(connection.request(callbacks.question(command)))
            reason = reason or ("late" if command.expires_at < self._now() else "")
            if not self._told(command, reason) and not connection.request(callbacks.deed(command)).ok:
                self._fail(command, "refused")
        except AmiError as error:
            self._fail(command, "asterisk_away" if isinstance(error, NotConnected) else "outcome_unknown")

    def _ring(self, command: rings.RingCommand) -> None:
        if self._told(command, rings.unfit(command)):
            return
        try:
            connection = self._hands.connection()
            answers = connection.request_many(rings.questions(command))
            reason = rings.refusal(command, answers)
            reason = reason or ("late" if command.expires_at < self._now() else "")
            if self._told(command, reason):
                return
            done = connection.request_many(rings.deeds(command, answers))
            # What is hung up may be gone already.
            if not isinstance(command, CancelRing) and not all(answer.ok for answer in done):
                self._fail(command, "refused")
        except AmiError as error:
            self._fail(command, "asterisk_away" if isinstance(error, NotConnected) else "outcome_unknown")

    def _unfit(self, command: CallCommand) -> str:
        if not _safe(command):
            return "unsafe"
        # To a Redirect there Asterisk would answer Success and hang the caller up.
        return "no_such_place" if _target(command) in self._hands.missing() else ""

    def _ask(
        self, connection: Connection, commands: Sequence[CallCommand], more: Sequence[Action]
    ) -> list[CallCommand]:
        """The commands that fit their calls as these are now; the others are told."""
        questions = [_questions(command) for command in commands]
        if not questions and not more:
            return []
        answers = iter(connection.request_many([*more, *(one for many in questions for one in many)]))
        for action in more:
            if not next(answers).ok:
                log.error("action_refused", action=action.name, variable=action.keys.get("Variable"))
        fitting: list[CallCommand] = []
        moved: set[str] = set()
        for command, asked in zip(commands, questions, strict=True):
            reason = _refusal(command, [next(answers) for _ in asked])
            if not reason and command.expires_at < self._now():
                reason = "late"
            if not reason and command.call in moved:
                # The later of two Redirects may win and cancel a seat that has begun to ring.
                reason = "not_in_hold"
            if self._told(command, reason):
                continue
            if _target(command):
                moved.add(command.call)
            fitting.append(command)
        return fitting

    def _do(self, connection: Connection, commands: Sequence[CallCommand]) -> None:
        deeds = [(command, action) for command in commands for action in _deeds(command, self._now())]
        if not deeds:
            return
        answers = connection.request_many([action for _, action in deeds])
        failed: set[int] = set()
        for (command, action), answer in zip(deeds, answers, strict=True):
            if not answer.ok and id(command) not in failed:
                failed.add(id(command))
                log.info("action_refused", action=action.name, call_id=command.call, message=answer.message)
                self._fail(command, "refused")

    def _told(self, command: NodeCommand, reason: str) -> bool:
        """Tell the failure, if there is a reason; whether there was."""
        if reason:
            self._fail(command, reason)
        return bool(reason)

    def _fail(self, command: NodeCommand, reason: str) -> None:
        if isinstance(command, Beat):
            return
        self._hands.failed(
            CommandFailed(
                node=self._node,
                at=self._now(),
                command=type(command).__name__,
                call=getattr(command, "call", ""),
                offer=getattr(command, "offer", ""),
                reason=reason,
                listening=getattr(command, "listening", ""),
                ring=getattr(command, "ring", ""),
            )
        )


def _latest(commands: Sequence[CallCommand]) -> list[CallCommand]:
    """Without what a later one of the same batch makes needless: an offer says by itself whose queue the call is in."""
    last = {command.call: command for command in commands}
    return [one for one in commands if not isinstance(one, SendOn) or last[one.call] is one]


def _unfit_channel(command: Record | MuteRecording | LinkIn) -> str:
    """Why it cannot be meant: the channel is not that seat's, nor a way out where no seat is named; or a name is none;
    `""` when it can."""
    named = not isinstance(command, Record) or _FILE.fullmatch(command.recording)
    known = not isinstance(command, LinkIn) or (_KEY.fullmatch(command.key) and _FILE.fullmatch(command.ring))
    phone = fields.phone(command.channel)
    if command.seat or isinstance(command, LinkIn):
        seated = bool(_WORD.fullmatch(command.seat)) and phone == command.seat
    else:
        seated = bool(_WAY_OUT.fullmatch(phone))
    return "" if named and known and seated and command.call else "unsafe"


def _safe(command: CallCommand) -> bool:
    if isinstance(command, Offer) and not (_WORD.fullmatch(command.offer) and _WORD.fullmatch(command.seat)):
        return False
    if isinstance(command, SendToFallback) and not _WORD.fullmatch(command.reason):
        return False
    if isinstance(command, Offer) and command.queue and not _QUEUE.fullmatch(command.queue):
        return False
    if isinstance(command, SendOn) and not _QUEUE.fullmatch(command.queue):
        return False
    return not any(mark in command.channel for mark in "\r\n\0") and bool(command.channel and command.call)


def _target(command: CallCommand) -> str:
    """The context that the command sends the call to; `""` when it leaves it where it is."""
    if isinstance(command, Offer):
        return names.CONTEXT_CONNECT
    if isinstance(command, SendOn):
        return names.CONTEXT_MESSAGE if command.message else names.CONTEXT_HOLD
    return names.CONTEXT_FALLBACK if isinstance(command, SendToFallback) else ""


def _questions(command: CallCommand) -> list[Action]:
    asked = [actions.getvar(names.CALL, command.channel)]
    if _target(command):
        asked.append(actions.getvar(names.STATE, command.channel))
    return asked


def _refusal(command: CallCommand, answers: Sequence[Answer]) -> str:
    """Why the command does not fit the call as it is now; `""` when it does."""
    if not answers[0].ok:
        return "channel_gone"
    if answers[0].value != command.call:
        return "other_call"
    if _target(command) and answers[1].value != names.STATE_HOLD:
        return "not_in_hold"
    return ""


def _deeds(command: CallCommand, now: float) -> list[Action]:
    epoch = actions.setvar(names.EPOCH, str(command.epoch), command.channel)
    if isinstance(command, Acknowledge):
        known = [actions.setvar(names.ACK, str(int(now)), command.channel), epoch]
        place = [actions.setvar(names.PLACE, str(command.place), command.channel)] if command.place > 0 else []
        return [*place, *_wait(command, now), *known]
    move = actions.redirect(command.channel, _target(command))
    if isinstance(command, Offer):
        offer = f"{command.offer}:{command.seat}:{command.ring_seconds}"
        return [*_queue(command), actions.setvar(names.OFFER, offer, command.channel), epoch, move]
    if isinstance(command, SendOn):
        why = [] if command.message else [actions.setvar(names.WHY, names.WHY_PASSED_ON, command.channel)]
        return [*_queue(command), *why, epoch, move]
    return [actions.setvar(names.REASON, command.reason, command.channel), epoch, move]


def _queue(command: Offer | SendOn) -> list[Action]:
    return [actions.setvar(names.QUEUE, command.queue, command.channel)] if command.queue else []


def _wait(command: Acknowledge, now: float) -> list[Action]:
    if command.wait_seconds <= 0:
        return []
    return [actions.setvar(names.WAIT, f"{command.wait_seconds}:{int(now)}", command.channel)]
