"""The commands of pyst2 that are wrong in themselves, mended. All others are inherited as they are."""

from __future__ import annotations

import socket
from typing import Final

from asterisk.agi import AGIDBError, AGIError

from agi_scripts.environment import read_environment
from agi_scripts.errors import UnsafeValue
from agi_scripts.protocol import Protocol
from agi_scripts.wire import Wire

DEFAULT_DATETIME: Final = "ABdY 'digits/at' IMp"
"""Asterisk's own format, which has to be said when a zone follows it."""


class Digits(str):
    """The keys that were pressed, and whether time ran out before the last of them."""

    timed_out: bool = False


class Session(Protocol):
    """One AGI session with pyst2's command names."""

    def get_variable(self, name: str) -> str:
        """The value of a channel variable; empty when it is not set.

        Raises:
            UnsafeValue: not a name.
        """
        if set("${}") & set(name):
            raise UnsafeValue("not a variable's name")
        return self.read_expression(f"${{{name}}}")

    def get_full_variable(self, name: str, channel: str | None = None) -> str:
        """The value of an expression such as `${CHANNEL(language)}`, here or on another channel."""
        return self.read_expression(name, channel or "")

    def stream_file(
        self,
        filename: str,
        escape_digits: str | list[int | str] = "",
        sample_offset: int = 0,
        *,
        seconds: float | None = None,
    ) -> str:
        """Play a file (no extension) to its end or one of the keys, within `seconds`; the key, or nothing.

        Raises:
            AGIAppError: no such file, or the caller has gone.
        """
        keys = self._process_digit_list(escape_digits)
        result = self.execute("STREAM FILE", filename, keys, sample_offset, seconds=seconds)["result"][0]
        return _key(result)

    def say_datetime(
        self, seconds: int, escape_digits: str | list[int | str] = "", format: str = "", zone: str = ""
    ) -> str:
        """Say a time (Unix seconds); the key that interrupted it, or nothing."""
        keys = self._process_digit_list(escape_digits)
        said = (format or DEFAULT_DATETIME, zone) if zone else (format,)
        return _key(self.execute("SAY DATETIME", seconds, keys, *said)["result"][0])

    def get_data(self, filename: str, timeout: int = 2_000, max_digits: int = 255) -> Digits:
        """Play a file and collect keys; `timeout` in milliseconds from the end of the file or the last key."""
        value, data = self.execute("GET DATA", filename, timeout, max_digits)["result"]
        digits = Digits(value)
        digits.timed_out = data == "timeout"
        return digits

    def record_file(  # noqa: PLR0917 (the arguments of pyst2)
        self,
        filename: str,
        format: str = "gsm",
        escape_digits: str | list[int | str] = "#",
        timeout: int = 20_000,
        offset: int = 0,
        beep: str = "beep",
        silence: int = 0,
    ) -> str:
        """Record until a key, `timeout` milliseconds or `silence` seconds; the key, or nothing."""
        keys = self._process_digit_list(escape_digits)
        extras = [beep] if beep else []
        result = self.execute("RECORD FILE", filename, format, keys, timeout, offset, *extras, f"s={silence}")
        return _key(result["result"][0])

    def database_get(self, family: str, key: str) -> str:
        """A value of Asterisk's database.

        Raises:
            AGIDBError: there is none.
        """
        found, value = self.execute("DATABASE GET", self._quote(family), self._quote(key))["result"]
        # A value may hold `)` and line breaks: whatever of it was not read is passed over.
        self.synchronise()
        if found != "1":
            raise AGIDBError(f"no value for {family}/{key}")
        return value


def _key(result: str) -> str:
    """The key whose code a result is; 0 is none."""
    try:
        return chr(int(result)) if int(result) else ""
    except (ValueError, OverflowError) as error:
        raise AGIError("a result that is no key") from error


def open_session(connection: socket.socket) -> Session:
    """The session on a connection that Asterisk has just made.

    Raises:
        NotACall: a port probe, or junk.
        AGIError: the connection failed.
    """
    wire = Wire(connection)
    session = Session(wire, read_environment(wire))
    session.synchronise()
    return session
