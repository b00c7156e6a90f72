"""A session at the near end of a socket pair; the test plays Asterisk at the far end."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from agi_scripts.session import Session
from agi_scripts.wire import Wire

MARK = "hlmark"


class Asterisk:
    """The far end: says bytes that were prepared, and shows what it was sent."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def says(self, words: bytes) -> None:
        self.connection.sendall(words)

    def closes(self) -> None:
        self.connection.shutdown(socket.SHUT_WR)

    def was_sent(self) -> list[str]:
        """Lines that have arrived by now."""
        self.connection.setblocking(False)
        received = b""
        try:
            while block := self.connection.recv(65_536):
                received += block
        except BlockingIOError:
            pass
        return received.decode("utf-8", "surrogateescape").splitlines()


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Asterisk]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, Asterisk(far)


@pytest.fixture
def asterisk(ends: tuple[socket.socket, Asterisk]) -> Asterisk:
    return ends[1]


@pytest.fixture
def session(ends: tuple[socket.socket, Asterisk]) -> Session:
    return Session(Wire(ends[0]), {"agi_request": "arrive"}, mark=MARK)


@pytest.fixture
def open_wire(ends: tuple[socket.socket, Asterisk]) -> Callable[[], Wire]:
    return lambda: Wire(ends[0])
