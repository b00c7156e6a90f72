"""One connection to the manager interface: moves bytes, matches answers to actions, and knows when it is over.

A reader thread does all reading and never waits for anything else: Asterisk hangs up on a reader that stalls for as
little as 100 ms. Life is seen by pings, not by a socket timeout: a quiet Asterisk is not a dead one. On any doubt the
connection is closed, what was under way fails as OutcomeUnknown, and nothing is ever sent a second time.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

import structlog
from asterisk.ami.action import Action

from router.adapters.ami import actions
from router.adapters.ami.encode import encode
from router.adapters.ami.errors import NotAsterisk, OutcomeUnknown, StreamBroken
from router.adapters.ami.packet import AmiEvent, Answer, Banner, Junk, Packet
from router.adapters.ami.parser import Parser
from router.adapters.ami.pending import Pending

log = structlog.get_logger()
READ_BYTES = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Time limits in seconds."""

    connect: float = 3.0
    send: float = 1.0
    answer: float = 3.0
    """how long an answer may take before the connection is in doubt"""
    ping_every: float = 2.0
    """after so long without a byte, ask for a sign of life"""
    silence: float = 6.0
    """after so long without a byte, the connection is dead"""


class Connection:
    """A connected socket in use. `on_event` is called in the reader's thread and must not wait."""

    def __init__(self, sock: socket.socket, *, on_event: Callable[[AmiEvent], None], limits: Limits) -> None:
        self.limits = limits
        self.reason = ""
        self.banner = ""
        self.greeted = threading.Event()
        """set once the banner has come, or the connection is over"""
        self.closed = threading.Event()
        self._sock = sock
        self._sock.settimeout(limits.send)
        self._on_event = on_event
        self._sending = threading.Lock()
        self._ending = threading.Lock()
        # Ids are unique over connections too: an answer to a former connection's action can't be taken for another's.
        self._head, self._numbers = secrets.token_hex(4), itertools.count(1)
        self._pending = Pending()
        self._reader = threading.Thread(target=self._read, name="ami-reader", daemon=True)
        self._reader.start()

    @property
    def under_way(self) -> int:
        """Actions whose answer has not come yet."""
        return len(self._pending)

    # ------------------------------------------------------------ sending

    def request(self, action: Action, timeout: float | None = None) -> Answer:
        """Send one action and wait for its answer, for a listing action with the whole list.

        Raises:
            OutcomeUnknown: no answer in time or the connection ended; the connection is closed.
            UnsafeValue: the action was not sent.
        """
        return self.request_many([action], timeout)[0]

    def request_many(self, batch: Sequence[Action], timeout: float | None = None) -> list[Answer]:
        """Send actions in one write and wait for all their answers, which come back in the same order.

        Raises:
            OutcomeUnknown, UnsafeValue: as `request`, for the whole batch.
        """
        if threading.current_thread() is self._reader:
            raise RuntimeError("the reader's thread cannot wait for an answer that only it can read")
        futures = self.send(batch)
        unfinished = wait(futures, timeout or self.limits.answer).not_done
        if unfinished:
            self.close("answer_overdue")
        return [future.result() for future in futures]

    def send(self, batch: Sequence[Action]) -> list[Future[Answer]]:
        """Send actions in one write; their futures fail with OutcomeUnknown when the connection ends before.

        Raises:
            UnsafeValue: nothing was sent.
        """
        ids = [f"{self._head}-{next(self._numbers)}" for _ in batch]
        wire = b"".join(encode(action, action_id) for action, action_id in zip(batch, ids, strict=True))
        futures = [
            self._pending.open(action_id, listing=action.name in actions.LISTING)
            for action, action_id in zip(batch, ids, strict=True)
        ]
        with self._sending:
            try:
                self._sock.sendall(wire)
            except OSError as error:
                # A part may have gone out: what follows would be read as its continuation.
                self.close(f"send_failed: {type(error).__name__}")
        return futures

    # ------------------------------------------------------------ reading

    def _read(self) -> None:
        try:
            self._read_on()
        except (OSError, StreamBroken, NotAsterisk) as error:
            self.close(f"{type(error).__name__}: {error}")
        finally:
            self.close("reader_ended")
            self._sock.close()
            self.closed.set()

    def _read_on(self) -> None:
        parser = Parser()
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        heard = time.monotonic()
        while not self.reason:
            if poll.poll(self.limits.ping_every * 1000):
                data = self._sock.recv(READ_BYTES)
                if not data:
                    return self.close("closed_by_asterisk")
                heard = time.monotonic()
                for packet in parser.feed(data):
                    self._take(packet)
            elif time.monotonic() - heard > self.limits.silence:
                return self.close("silence")
            elif self.banner:
                self.send([actions.ping()])
        return None

    def _take(self, packet: Packet) -> None:
        if isinstance(packet, AmiEvent):
            if not self._pending.listed(packet):
                self._on_event(packet)
        elif isinstance(packet, Answer):
            if not self._pending.answered(packet):
                log.info("ami_answer_unclaimed", ok=packet.ok)
        elif isinstance(packet, Banner):
            if not packet.line.startswith("Asterisk Call Manager/"):
                raise NotAsterisk("another greeting than Asterisk's")
            self.banner = packet.line
            self.greeted.set()
        elif isinstance(packet, Junk):
            log.warning("ami_junk", size=packet.size)

    # ------------------------------------------------------------ ending

    def close(self, reason: str) -> None:
        """End the connection and fail what is under way. The first reason stays; again: nothing."""
        with self._ending:
            if self.reason:
                return
            self.reason = reason
        self._pending.fail(OutcomeUnknown(reason))
        self.greeted.set()
        with contextlib.suppress(OSError):
            # Wakes the reader, which closes the socket; closing it here could hand its number to another.
            self._sock.shutdown(socket.SHUT_RDWR)

    def join(self, timeout: float | None = None) -> bool:
        """Wait until the reader has gone. False: it has not yet."""
        return self.closed.wait(timeout)
