"""What is done on a channel in mid-talk, in order: join it to a call, record anew, silence the recording, ring a third.

In a thread of its own, because a recording that is stopped takes some frames to let go of what it knew: only then is a
new one begun with fresh ears (decision 2). What waits together is done together, one deed per channel at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from router.adapters.ami import actions, fields
from router.adapters.ami.connection import Connection
from router.adapters.ami.deeds import Deed, Find, Join, Pressed, done, one_per_channel, preparation, press, sign, whose
from router.adapters.ami.errors import AmiError, NotConnected
from router.domain.telephony import CommandFailed, LinkIn, MuteRecording, Record

log = structlog.get_logger()
SETTLE_SECONDS: Final = 0.06
"""Three frames: the stopped recording is off the channel."""
LOOK_SECONDS: Final = 0.02
LOOKS: Final = 25
TRIES: Final = 2
"""A key that is pressed while the agent's own is held down may be lost; the second time it finds nothing left to do."""


class Recorder:
    """A queue and the thread that empties it."""

    def __init__(
        self, node: str, *, connection: Callable[[], Connection], failed: Callable[[CommandFailed], None],
        now: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._node = node
        self._connection = connection
        self._failed = failed
        self._now = now
        self._ready = threading.Condition()
        self._waiting: list[Deed] = []
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="ami-recorder", daemon=True)

    def start(self) -> None:
        """Begin to wait for deeds."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is begun, then end."""
        with self._ready:
            self._stopping = True
            self._ready.notify()

    def post(self, deed: Deed) -> None:
        """Queue a deed; never waits. What cannot be done is told."""
        with self._ready:
            self._waiting.append(deed)
            self._ready.notify()

    def _run(self) -> None:
        while True:
            with self._ready:
                while not self._waiting and not self._stopping:
                    self._ready.wait()
                if self._stopping:
                    return
                deeds, self._waiting = one_per_channel(self._waiting)
            try:
                self.carry_out(deeds)
            except Exception:  # outermost loop: without this thread nothing is recorded after a hold
                log.exception("recorder_failed")
                self._tell(deeds, "failed")

    def carry_out(self, deeds: Sequence[Deed]) -> None:
        """Do these, of which no two are on the same channel. Failures are told, not raised."""
        left = [deed for deed in deeds if not self._late(deed)]
        try:
            connection = self._connection()
            left = self._fitting(connection, left)
            self._mute(connection, [deed for deed in left if isinstance(deed, MuteRecording)])
            found = self._find(connection, [deed for deed in left if isinstance(deed, Find)])
            self._press(connection, [*found, *(deed for deed in left if isinstance(deed, Pressed))])
        except AmiError as error:
            reason = "asterisk_away" if isinstance(error, NotConnected) else "outcome_unknown"
            log.warning("deeds_failed", error=type(error).__name__, reason=reason, count=len(left))
            self._tell(left, reason)

    def _late(self, deed: Deed) -> bool:
        late = isinstance(deed, Record | MuteRecording | LinkIn) and deed.expires_at < self._now()
        if late:
            self._tell([deed], "late")
        return late

    def _fitting(self, connection: Connection, deeds: Sequence[Deed]) -> list[Deed]:
        """Those whose channel is in the call that they are for; the others are told."""
        answers = connection.request_many([whose(deed) for deed in deeds])
        fitting = []
        for deed, answer in zip(deeds, answers, strict=True):
            if answer.ok and answer.value == deed.call:
                fitting.append(deed)
            else:
                self._tell([deed], "other_call" if answer.ok else "channel_gone")
        return fitting

    def _mute(self, connection: Connection, deeds: Sequence[MuteRecording]) -> None:
        answers = connection.request_many([actions.mute_recording(deed.channel, deed.muted) for deed in deeds])
        for deed, answer in zip(deeds, answers, strict=True):
            if not answer.ok:
                self._tell([deed], "refused")

    def _find(self, connection: Connection, deeds: Sequence[Find]) -> list[Join]:
        """Channels of the seats that have answered. The others still ring, and are looked for when that ends."""
        found: list[Join] = []
        left = list(deeds)
        for _ in range(LOOKS):
            if not left:
                break
            answers = connection.request_many([actions.getvar("BRIDGEPEER", deed.channel) for deed in left])
            peers = [(deed, answer.value) for deed, answer in zip(left, answers, strict=True) if answer.ok]
            left = [deed for deed, peer in peers if fields.phone(peer) != deed.seat]
            found += [
                Join(call=deed.call, seat=deed.seat, channel=peer, late=True)
                for deed, peer in peers
                if fields.phone(peer) == deed.seat
            ]
            time.sleep(LOOK_SECONDS if left else 0)
        return found

    def _press(self, connection: Connection, deeds: Sequence[Pressed]) -> None:
        """Have the channels' own threads do it, and see that they did."""
        records = [deed for deed in deeds if isinstance(deed, Record)]
        if records:
            # Asterisk's error for a channel that is not recorded is no failure: a new recording begins all the same.
            connection.request_many([actions.stop_recording(deed.channel) for deed in records])
            time.sleep(SETTLE_SECONDS)
        connection.request_many([action for deed in deeds for action in preparation(deed)])
        left = list(deeds)
        for _ in range(TRIES):
            connection.request_many([press(deed) for deed in left])
            left = self._undone(connection, left)
        self._tell(left, "not_begun")

    def _undone(self, connection: Connection, deeds: Sequence[Pressed]) -> list[Pressed]:
        """Those of which no sign is seen in half a second; channels that have gone are told."""
        left = list(deeds)
        for _ in range(LOOKS):
            if not left:
                break
            time.sleep(LOOK_SECONDS)
            answers = connection.request_many([sign(deed) for deed in left])
            pairs = list(zip(left, answers, strict=True))
            self._tell([deed for deed, answer in pairs if not answer.ok], "channel_gone")
            left = [deed for deed, answer in pairs if answer.ok and not done(deed, answer.value)]
        return left

    def _tell(self, deeds: Sequence[Deed], reason: str) -> None:
        for deed in deeds:
            name = type(deed).__name__
            log.warning("deed_failed", deed=name, call_id=deed.call, seat=deed.seat, reason=reason)
            recording = deed.recording if isinstance(deed, Record) else ""
            fact = CommandFailed(
                node=self._node, at=self._now(), command=name, call=deed.call, reason=reason, recording=recording,
                ring=getattr(deed, "ring", ""),
            )  # fmt: skip
            self._failed(fact)
