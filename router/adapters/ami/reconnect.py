"""Keeps a connection: makes the first, and a new one whenever one ends."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import structlog

from router.adapters.ami.backoff import backoff
from router.adapters.ami.connection import Connection
from router.adapters.ami.errors import AmiError, LoginRefused, NotConnected

log = structlog.get_logger()
Wait = Callable[[int, bool], float]


def jittered(attempt: int, refused: bool) -> float:
    """`backoff` with a real chance."""
    return backoff(attempt, refused=refused, chance=random.random())  # spreads tries, hides nothing


class Keeper:
    """A thread that keeps one connection open until it is told to stop.

    `on_up` is called with each new connection after the login, `on_down` with the reason after its end: whatever
    happened in between was missed, so each `on_up` is a gap and calls for a snapshot.
    """

    def __init__(
        self,
        dial: Callable[[], Connection],
        *,
        on_up: Callable[[Connection], None],
        on_down: Callable[[str], None],
        wait: Wait = jittered,
    ) -> None:
        self._dial = dial
        self._on_up = on_up
        self._on_down = on_down
        self._wait = wait
        self._stop = threading.Event()
        self._connection: Connection | None = None
        self.problem = "not connected yet"
        """why there is no connection; empty while there is one"""
        self._thread = threading.Thread(target=self._run, name="ami-keeper", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Close, and wait until all is quiet."""
        self._stop.set()
        connection = self._connection
        if connection:
            connection.close("stopped")
        self._thread.join(5)

    @property
    def connection(self) -> Connection:
        """The connection that is up.

        Raises:
            NotConnected: there is none now.
        """
        connection = self._connection
        if connection is None or connection.reason:
            raise NotConnected(self.problem)
        return connection

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                connection = self._dial()
            except AmiError as error:
                failures += 1
                self.problem = f"{type(error).__name__}: {error}"
                refused = isinstance(error, LoginRefused)
                if failures == 1 or refused:
                    log.warning("ami_connect_failed", error=self.problem)
                self._stop.wait(self._wait(failures, refused))
                continue
            failures = 0
            self._use(connection)
            # One that is cut right after each login must not be knocked at without a pause.
            self._stop.wait(self._wait(1, False))

    def _use(self, connection: Connection) -> None:
        self._connection, self.problem = connection, ""
        if self._stop.is_set():
            connection.close("stopped")
        log.info("ami_up")
        self._on_up(connection)
        connection.join()
        self._connection, self.problem = None, connection.reason
        log.warning("ami_down", reason=connection.reason)
        self._on_down(connection.reason)
