"""A manager interface that says what it is told to, as fast as it is told to: an Asterisk for the listener alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ONE_CALL: Final = Path(__file__).with_name("one_call.ami")
"""the events of one answered call, as Asterisk 22 sent them; channels and ids are filled in"""
BANNER: Final = b"Asterisk Call Manager/11.0.0\r\n"
_LISTS: Final = {
    "Status": "StatusComplete",
    "DeviceStateList": "DeviceStateListComplete",
    "ShowDialPlan": "ShowDialPlanComplete",
}
_FACTS: Final = {
    "CoreSettings": "SystemName: node1\r\n",
    "CoreStatus": "CoreStartupDate: 2026-11-22\r\nCoreStartupTime: 01:41:50\r\n",
}


class FakeManager:
    """Listens on loopback; whoever logs on with events becomes the one that is told."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._told: asyncio.StreamWriter | None = None
        self._heard = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        if self._told is not None:
            self._told.close()

    async def until_heard(self) -> None:
        """Once somebody has logged on to hear events."""
        await self._heard.wait()

    async def tell(self, text: bytes) -> None:
        """Send events; waits while the listener does not read."""
        assert self._told is not None
        self._told.write(text)
        await self._told.drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(BANNER)
        try:
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                action = dict(line.split(": ", 1) for line in text.split("\r\n") if ": " in line)
                writer.write(answer(action).encode())
                if action.get("Action") == "Login" and action.get("Events") == "on":
                    writer.write(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n")
                    self._told = writer
                    self._heard.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            # It has logged off.
            if writer is not self._told:
                writer.close()


def answer(action: dict[str, str]) -> str:
    """Yes to everything; lists are empty."""
    kind, number = action.get("Action", ""), f"ActionID: {action.get('ActionID', '')}\r\n"
    if kind in _LISTS:
        whole = f"Event: {_LISTS[kind]}\r\n{number}EventList: Complete\r\nListItems: 0\r\n\r\n"
        return f"Response: Success\r\n{number}EventList: start\r\n\r\n{whole}"
    return f"Response: Success\r\n{number}{_FACTS.get(kind, '')}\r\n"


class CallEvents:
    """The events of one call after another, each of a citizen of its own."""

    def __init__(self) -> None:
        self._text = ONE_CALL.read_text().replace("\n", "\r\n")
        self.per_call = self._text.count("Event: ") - self._text.count("UserEvent: ")
        self.calls = 0

    def next(self) -> bytes:
        """The next call's."""
        self.calls += 1
        text = self._text.replace("@CITIZEN@", str(2 * self.calls)).replace("@SEAT@", str(2 * self.calls + 1))
        return text.encode()

    @property
    def last_call(self) -> str:
        """Id of the call whose events were handed out last."""
        return f"node1-1795311800.{2 * self.calls}"
