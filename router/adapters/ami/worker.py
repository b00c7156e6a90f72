"""What may take its time: snapshots and duty marks, in a thread and over a connection of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from router.adapters.ami.connection import Connection
from router.adapters.ami.duty import Duty
from router.adapters.ami.errors import AmiError
from router.adapters.ami.inbox import Inbox, Taken, Told
from router.adapters.ami.places import Places
from router.adapters.ami.seats import NoBundle
from router.adapters.ami.snapshot import take_snapshot
from router.domain.telephony import CommandFailed, MarkDuty

log = structlog.get_logger()


class Worker:
    """Does the newest of each kind; an older one that was not begun is dropped."""

    def __init__(
        self, node: str, *, dial: Callable[[], Connection], seats: Callable[[], frozenset[str]], inbox: Inbox
    ) -> None:
        self._node = node
        self._dial = dial
        self._read_seats = seats
        self._inbox = inbox
        self._duty = Duty()
        self.places = Places()
        self._seats: frozenset[str] = frozenset()
        self._ready = threading.Condition()
        self._ticket: int | None = None
        self._mark: MarkDuty | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="ami-worker", daemon=True)

    def start(self) -> None:
        """Begin to wait for work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is begun, then end."""
        with self._ready:
            self._stopping = True
            self._ready.notify()

    def take(self, ticket: int) -> None:
        """Take a snapshot and post it as Taken under this ticket."""
        with self._ready:
            self._ticket = ticket
            self._ready.notify()

    def mark(self, command: MarkDuty) -> None:
        """Mark the seats on duty."""
        with self._ready:
            self._mark = command
            self._ready.notify()

    def _run(self) -> None:
        while True:
            with self._ready:
                while self._ticket is None and self._mark is None and not self._stopping:
                    self._ready.wait()
                if self._stopping:
                    return
                ticket, mark = self._ticket, self._mark
                self._ticket = self._mark = None
            try:
                if ticket is not None:
                    self._snapshot(ticket)
                if mark is not None:
                    self._mark_duty(mark)
            except Exception:  # outermost loop: without this thread the router stays blind
                log.exception("worker_failed")
                if ticket is not None:
                    self._inbox.post(Taken(ticket=ticket, seen=None))

    def _snapshot(self, ticket: int) -> None:
        self._know_seats()
        begun = time.monotonic()
        try:
            connection = self._dial()
            try:
                self.places.look(connection)
                seen = take_snapshot(connection, self._seats)
            finally:
                connection.close("done")
        except AmiError as error:
            log.warning("snapshot_failed", error=f"{type(error).__name__}: {error}")
            self._inbox.post(Taken(ticket=ticket, seen=None))
            return
        self._duty.seen(seen.duty)
        log.info(
            "snapshot", calls=len(seen.calls), seats=len(seen.seats), ms=round((time.monotonic() - begun) * 1000, 1)
        )
        self._inbox.post(Taken(ticket=ticket, seen=seen))

    def _mark_duty(self, command: MarkDuty) -> None:
        if not self._seats:
            self._know_seats()
        try:
            if command.expires_at < time.time():
                raise AmiError("late")
            connection = self._dial()
            try:
                changed = self._duty.mark(connection, self._seats, frozenset(command.on_duty), command.on_call)
            finally:
                connection.close("done")
        except AmiError as error:
            reason = f"{type(error).__name__}: {error}"
            log.warning("duty_failed", reason=reason)
            fact = CommandFailed(node=self._node, at=time.time(), command="MarkDuty", reason=reason)
            self._inbox.post(Told(fact=fact))
            return
        if changed:
            log.info("duty_marked", on_duty=len(command.on_duty), changed=changed)

    def _know_seats(self) -> None:
        try:
            self._seats = self._read_seats()
        except NoBundle as error:
            # The seats known before are nearer to the truth than none.
            log.warning("seats_unknown", error=str(error), known=len(self._seats))
