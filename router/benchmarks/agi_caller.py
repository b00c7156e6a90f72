"""Callers of the AGI server without an Asterisk: each answers its script's commands as Asterisk would, and listens."""

from __future__ import annotations

import asyncio
import random
import re
import time
from functools import partial
from typing import Final

from asterisk_conf import names
from router.benchmarks.small_house import ASKED_LINE

_WORD: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NAMED: Final = re.compile(r"\$\{(\w+)\}")
GONE_SECONDS: Final = 0.2
PROMPT_SECONDS: Final = (4.0, 12.0)
"""how long a prompt lasts, or a key is waited for, drawn uniformly"""


class Gate:
    """Through which every answer goes: closed, Asterisk stalls; opened, all that waited is said at once."""

    def __init__(self) -> None:
        self.open = True
        self._held: list[AgiCaller] = []

    def say(self, caller: AgiCaller) -> None:
        """Let this caller's answer through, now or when the gate opens."""
        if self.open:
            caller.speak()
        else:
            self._held.append(caller)

    def release(self) -> int:
        """Open it; how many answers had waited."""
        held, self._held, self.open = self._held, [], True
        for caller in held:
            caller.speak()
        return len(held)


class Crowd:
    """Callers that are there, and how long the server let each wait for its next command."""

    def __init__(self, port: int, dice: random.Random) -> None:
        self.dice = dice
        self.gate = Gate()
        self.size = 0
        """how many there shall be"""
        self.there: set[AgiCaller] = set()
        self.waits_ms: list[float] = []
        self.decided = 0
        self.failed = 0
        """sessions that ended without a decision"""
        self._port = port
        self._came = 0

    async def keep(self) -> None:
        """Let others come as callers go, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            if len(self.there) < self.size and self.gate.open:
                self._came += 1
                await loop.create_connection(partial(AgiCaller, self, self._came), "127.0.0.1", self._port)
            else:
                await asyncio.sleep(0.01)


class AgiCaller(asyncio.Protocol):
    """One session, from its environment to the decision."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self._crowd = crowd
        self._rest = b""
        self._answer = b""
        self._said_at = 0.0
        self._decided = False
        self._values = {
            names.CALL: f"node1-1795311800.{number}",
            names.ARRIVED: "1795311800.325",
            names.LINE: ASKED_LINE,
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._crowd.there.add(self)
        self._answer = (
            "agi_network: yes\nagi_network_script: arrive\nagi_request: agi://127.0.0.1/arrive\n"
            f"agi_uniqueid: {self._values[names.CALL]}\nagi_callerid: 13800000000\n\n"
        ).encode()
        self._crowd.gate.say(self)

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._crowd.waits_ms.append((time.monotonic() - self._said_at) * 1000)
            self._take(line.decode())

    def connection_lost(self, error: Exception | None) -> None:
        # The server counts a session for a moment longer: nobody may come too soon where it is full.
        asyncio.get_running_loop().call_later(GONE_SECONDS, self._crowd.there.discard, self)
        if self._decided:
            self._crowd.decided += 1
        else:
            self._crowd.failed += 1

    def leave(self) -> None:
        """Hang up."""
        self._transport.abort()

    def speak(self) -> None:
        """Send the answer that is due."""
        if not self._transport.is_closing():
            self._said_at = time.monotonic()
            self._transport.write(self._answer)

    def _take(self, line: str) -> None:
        seconds = 0.0
        result = "1"
        if line.startswith("GET FULL VARIABLE"):
            asked = _WORD.findall(line)[0]
            result = f"1 ({_NAMED.sub(lambda found: self._values.get(found.group(1), ''), asked)})"
        elif line.startswith("SET VARIABLE"):
            self._decided |= f'"{names.DECISION}"' in line
        elif line.startswith("STREAM FILE"):
            seconds, result = self._crowd.dice.uniform(*PROMPT_SECONDS), "0 endpos=8000"
        elif line.startswith("WAIT FOR DIGIT"):
            seconds, result = self._crowd.dice.uniform(0.5, 4.0), str(ord("1"))
        self._answer = f"200 result={result}\n".encode()
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._crowd.gate.say, self)
        else:
            self._crowd.gate.say(self)
