"""An Asterisk of a few lines: it keeps variables, counts groups, plays files, hears keys and answers in order."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agi_scripts.session import Session
from agi_scripts.wire import Wire
from asterisk_conf import names


class SmallAsterisk(threading.Thread):
    """Knows SET VARIABLE, GET FULL VARIABLE, STREAM FILE and WAIT FOR DIGIT."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(daemon=True)
        self.variables = {names.CALL: "node1-1764000000.12", names.ARRIVED: "1764000000.250", names.LINE: "a"}
        self.done: list[tuple[str, ...]] = []
        self.keys: dict[str, str] = {}
        """prompt to the key that is pressed in it"""
        self.later: list[str] = []
        """keys that are pressed when they are waited for"""
        self.groups: dict[str, str] = {}
        self.hang_up_in = ""
        """prompt, or `waiting` for a key"""
        self.cannot_play = ""
        self._connection = connection

    def run(self) -> None:
        with self._connection.makefile("rw", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                lines.write(f"{self._answer(line)}\n")
                lines.flush()

    def _answer(self, line: str) -> str:
        arguments = tuple(re.findall(r'"([^"]*)"', line))
        if line.startswith("GET FULL VARIABLE"):
            return f"200 result=1 ({re.sub(r'[$]{(.*?)}', self._value, arguments[0])})"
        if line.startswith("SET VARIABLE"):
            self.variables[arguments[0]] = arguments[1]
            self.done.append(("set", *arguments))
            return "200 result=1"
        if line.startswith("WAIT FOR DIGIT"):
            self.done.append(("wait", *arguments))
            gone = self.hang_up_in == "waiting"
            return "HANGUP\n200 result=-1" if gone else f"200 result={ord(self.later.pop(0)) if self.later else 0}"
        name = Path(arguments[0]).name
        self.done.append(("play", arguments[0]))
        if name == self.cannot_play:
            return "200 result=-1 endpos=0"
        if name == self.hang_up_in:
            return "HANGUP\n200 result=-1 endpos=0"
        return f"200 result={ord(self.keys[name]) if name in self.keys else 0} endpos=8000"

    def _value(self, expression: re.Match[str]) -> str:
        counted = re.fullmatch(r"GROUP_COUNT\((.*)\)", expression[1])
        return self.groups.get(counted[1], "0") if counted else self.variables.get(expression[1], "")


@pytest.fixture
def small() -> Iterator[tuple[SmallAsterisk, Session]]:
    near, far = socket.socketpair()
    with near, far:
        asterisk = SmallAsterisk(far)
        asterisk.start()
        yield asterisk, Session(Wire(near), {})
        near.shutdown(socket.SHUT_RDWR)
        asterisk.join()


Small = tuple[SmallAsterisk, Session]
