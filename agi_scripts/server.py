"""The FastAGI server: a thread per call, none of them shared, and a cap."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

LIMIT: Final = 4_000
"""Sessions at a time. The next caller's connection is closed at once, and the dialplan takes its fallback."""
BACKLOG: Final = 1_024
STACK_BYTES: Final = 512 * 1_024
"""Of each thread; address space, not memory, but 4,000 of the default 8 MiB can pass a container's limit."""

log = structlog.get_logger()


class Server:
    """Accepts connections on loopback and serves each in a thread."""

    def __init__(self, serve: Callable[[socket.socket], None], *, port: int, limit: int = LIMIT) -> None:
        self._serve = serve
        self._limit = limit
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self.refused = 0
        """connections closed because of the cap, since the start"""
        self._listener = socket.create_server(("127.0.0.1", port), backlog=BACKLOG)
        self._acceptor = threading.Thread(target=self._accept, name="accept", daemon=True)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def sessions(self) -> int:
        """Connections that are being served."""
        return len(self._open)

    def start(self) -> None:
        """Accept from now on."""
        threading.stack_size(STACK_BYTES)
        self._acceptor.start()

    def stop(self, seconds: float) -> bool:
        """Accept no more, let sessions end for so long, then cut them off. True: all had ended by themselves."""
        self._stopping.set()
        # Closing alone would leave the acceptor waiting in the kernel.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        deadline = time.monotonic() + seconds
        with self._changed:
            ended = self._changed.wait_for(lambda: not self._open, deadline - time.monotonic())
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            # What is cut off ends at its next read; daemon threads do not keep the process either way.
            self._changed.wait_for(lambda: not self._open, 0.5)
        return ended

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError as error:
                if not self._stopping.is_set():
                    # No descriptors left, or the other side has gone already. Pausing keeps this from spinning.
                    log.error("accept_failed", errno=error.errno)
                    self._stopping.wait(0.1)
                continue
            self._begin(connection)

    def _begin(self, connection: socket.socket) -> None:
        with self._changed:
            full = len(self._open) >= self._limit
            if not full:
                self._open.add(connection)
        if full:
            self.refused += 1
            connection.close()
            if self.refused % 100 == 1:
                log.error("session_cap_reached", limit=self._limit, refused=self.refused)
            return
        try:
            threading.Thread(target=self._session, args=(connection,), name="session", daemon=True).start()
        except RuntimeError:
            log.error("no_more_threads", sessions=self.sessions)
            self._end(connection)

    def _session(self, connection: socket.socket) -> None:
        try:
            self._serve(connection)
        except Exception as error:  # noqa: BLE001 (outermost: one call's fault must be told, and not end the server)
            # Where, but not what it says: the words of an exception may hold a caller's number.
            where = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
            log.error("session_crashed", kind=type(error).__name__, where=where)
        finally:
            self._end(connection)

    def _end(self, connection: socket.socket) -> None:
        connection.close()
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()
