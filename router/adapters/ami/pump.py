"""From Asterisk's events to the node's stream, in order; after any doubt a snapshot stands between.

While a snapshot is being taken, events wait; SnapshotTaken goes into the stream first and they follow, so that a
reader of the stream never sees an event that is older than the snapshot before it by more than Asterisk's own delay.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

from router.adapters.ami.handovers import Handovers
from router.adapters.ami.inbox import LIMIT, Down, Gap, Heard, Inbox, Item, RedisLost, Taken, Told, Up, Wanted
from router.adapters.ami.listener import Listener, tell
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.publisher import Publisher
from router.adapters.ami.refusals import EVENT as REFUSAL
from router.adapters.ami.refusals import Refusals
from router.adapters.ami.snapshot import Seen
from router.adapters.ami.translate import Translator
from router.domain.telephony import CommandFailed, NodeLost, SnapshotTaken

log = structlog.get_logger()
BOOT_SECONDS: Final = 10.0
"""Asterisk says FullyBooted when its modules are loaded; should the word be lost, it is taken for said after this."""
RETRY_SECONDS: Final = 0.5


class Pump:
    """One thread that owns translator and publisher."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        translator: Translator,
        publisher: Publisher,
        snapshot: Callable[[int], None],
        epoch: Callable[[], int],
        handovers: Handovers,
    ) -> None:
        self.live = False
        """up, and a snapshot is in the stream"""
        self._inbox = inbox
        self._translator = translator
        self._publisher = publisher
        self._snapshot = snapshot
        self._epoch = epoch
        self._handovers = handovers
        self._listeners = [
            Listener(on_event=self._on_event, white_list=list(translator.events)),
            Listener(on_event=Refusals().hear, white_list=[REFUSAL]),
        ]
        self._up = False
        self._booted = False
        self._begun = False
        self._buffer: list[Heard] | None = None
        self._why = ""
        self._ticket = 0
        self._begin_at: float | None = None

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        while not stop.is_set():
            try:
                self.turn(0.25)
            except Exception:  # outermost loop: what was lost is made up for by a snapshot
                log.exception("pump_failed")
                self._begin("gap")

    def turn(self, timeout: float) -> None:
        """Handle what waits, or wait up to `timeout` seconds for something."""
        for item in self._inbox.take(timeout):
            self._handle(item)
        if self._begin_at is not None and time.monotonic() >= self._begin_at:
            self._begin(self._why or "gap")
        self._publisher.flush()
        if self._publisher.back():
            if self._up:
                self._begin("gap")
            else:
                self._publisher.add(NodeLost(node=self._translator.node, at=time.time()))

    def _handle(self, item: Item) -> None:
        match item:
            case Heard():
                self._hear(item)
            case Told(fact=fact):
                self._publisher.add(fact)
            case Taken(ticket=ticket, seen=seen):
                if ticket == self._ticket and self._buffer is not None:
                    self._apply(seen)
            case Gap():
                log.warning("events_dropped", dropped=self._inbox.dropped)
                self._begin("gap")
            case RedisLost():
                self._publisher.lost = True
            case Wanted(anew=anew):
                # One that is under way answers this one too: whatever is newer than it waits behind it.
                if anew or self._buffer is None:
                    self._begin("asked" if self._buffer is None else self._why)
            case Up():
                self._up = True
                self._why = "gap" if self._begun else "start"
                self._buffer = []
                self._begin_at = time.monotonic() + (0.0 if self._booted else BOOT_SECONDS)
            case Down():
                self._up = self._booted = self.live = False
                self._buffer = self._begin_at = None
                self._ticket += 1
                self._publisher.add(NodeLost(node=self._translator.node, at=time.time()))

    def _hear(self, heard: Heard) -> None:
        if heard.event.name == "FullyBooted":
            self._booted = True
            if self._up:
                self._begin(self._why)
        elif self._buffer is None:
            if self._up:
                tell(self._listeners, heard.event, at=heard.at)
        else:
            self._buffer.append(heard)
            if len(self._buffer) > LIMIT:
                self._begin("gap")

    def _on_event(self, event: AmiEvent, at: float) -> None:
        for fact in self._translator.translate(event, at):
            self._publisher.add(fact)
            self._handovers.told(fact)

    def _begin(self, why: str) -> None:
        """Ask for a snapshot, and let events wait from here on. What waited for a former one goes first."""
        if not self._up:
            return
        self._release()
        self._buffer, self._why, self._begin_at = [], why, None
        self._ticket += 1
        self._snapshot(self._ticket)

    def _apply(self, seen: Seen | None) -> None:
        node, at = self._translator.node, time.time()
        if seen is None:
            if self._why == "asked":
                self._publisher.add(CommandFailed(node=node, at=at, command="TakeSnapshot", reason="failed"))
                self._release()
            else:
                self._begin_at = time.monotonic() + RETRY_SECONDS
            return
        calls = tuple(call for call in seen.calls if not self._translator.over(call.call, at))
        self._translator.begin(
            frozenset(seen.devices), seen.devices, seen.contacts, frozenset(call.call for call in calls)
        )
        self._publisher.add(
            SnapshotTaken(
                node=node,
                at=at,
                boot=seen.boot,
                epoch=max(seen.epoch, self._epoch()),
                calls=calls,
                rings=seen.rings,
                seats=seen.seats,
                listenings=seen.listenings,
                linkages=seen.linkages,
                why=self._why,
            )
        )
        self.live = self._begun = True
        # What was heard meanwhile goes first: it may tell of the same transfer.
        self._release()
        self._handovers.found(seen.unjoined)

    def _release(self) -> None:
        buffer, self._buffer = self._buffer, None
        for heard in buffer or ():
            tell(self._listeners, heard.event, at=heard.at)
