"""Lines over a socket, each read and written before a deadline."""

from __future__ import annotations

import socket
import time
from typing import Final

from agi_scripts.errors import AGIBroken, AGIEndOfFile, AGITimeout

MAX_LINE: Final = 65_536
"""Bytes of one line that are believed. Asterisk's longest reply is the value of one variable."""
ENCODING: Final = ("utf-8", "surrogateescape")
"""A caller's name may be Latin-1 or GBK: bytes that are no UTF-8 must survive, not end the call."""


def until(seconds: float) -> float:
    """The deadline that many seconds from now."""
    return time.monotonic() + seconds


class Wire:
    """One connection from Asterisk. Not shared between threads."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()

    def read_line(self, deadline: float) -> str:
        """The next line without its end, before `deadline` (on `time.monotonic`).

        Raises:
            AGITimeout: nothing whole came in time.
            AGIEndOfFile: the other side closed, in the middle of a line or not.
            AGIBroken: the line is longer than any that Asterisk sends.
        """
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            if len(self._buffer) > MAX_LINE:
                raise AGIBroken("a line without an end")
            searched = len(self._buffer)
            self._buffer += self._receive(deadline)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line.decode(*ENCODING)

    def write_line(self, line: str, deadline: float) -> None:
        """Send one line.

        Raises:
            AGITimeout, AGIEndOfFile: as for reading.
        """
        self._patience(deadline)
        try:
            self._socket.sendall(line.encode(*ENCODING) + b"\n")
        except TimeoutError as error:
            raise AGITimeout("Asterisk does not read") from error
        except OSError as error:
            raise AGIEndOfFile("the connection is gone") from error

    def _receive(self, deadline: float) -> bytes:
        self._patience(deadline)
        try:
            received = self._socket.recv(8_192)
        except TimeoutError as error:
            raise AGITimeout("no answer in time") from error
        except OSError as error:
            raise AGIEndOfFile("the connection is gone") from error
        if not received:
            raise AGIEndOfFile("the connection was closed")
        return received

    def _patience(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise AGITimeout("no time left")
        try:
            self._socket.settimeout(left)
        except OSError as error:
            raise AGIEndOfFile("the connection is gone") from error
