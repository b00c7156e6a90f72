"""A manager interface of a test's own making, on a socketpair or behind a port."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from router.adapters.ami.connection import Connection, Limits
from router.adapters.ami.packet import AmiEvent, Packet
from router.adapters.ami.parser import Parser

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
TRANSCRIPTS = Path(__file__).parents[3] / "transcripts"
QUICK = Limits(connect=2.0, send=2.0, answer=5.0, ping_every=0.02, silence=5.0)
Headers = dict[str, str]
Answerer = Callable[[Headers], str | None]


def success(action: Headers, **more: str) -> str:
    """A plain yes to an action."""
    return packet(Response="Success", ActionID=action["ActionID"], **more)


def error(action: Headers, message: str) -> str:
    return packet(Response="Error", ActionID=action["ActionID"], Message=message)


def packet(**headers: str) -> str:
    return "".join(f"{key}: {value}\r\n" for key, value in headers.items()) + "\r\n"


class FakeAsterisk:
    """Reads actions, answers each by `answer` (None: not at all), and says what the test wants."""

    def __init__(self, sock: socket.socket, answer: Answerer = success, banner: bytes = BANNER) -> None:
        self.sock = sock
        self.answer = answer
        self.actions: list[Headers] = []
        self._thread = threading.Thread(target=self._run, args=(banner,), daemon=True)
        self._thread.start()

    def say(self, text: str | bytes) -> None:
        self.sock.sendall(text.encode() if isinstance(text, str) else text)

    def named(self, *names: str) -> list[Headers]:
        return [action for action in self.actions if action["Action"] in names]

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self.sock.close()

    def _run(self, banner: bytes) -> None:
        rest = b""
        with contextlib.suppress(OSError):
            self.sock.sendall(banner)
            while data := self.sock.recv(4096):
                *whole, rest = (rest + data).split(b"\r\n\r\n")
                for text in whole:
                    self._take(text.decode())

    def _take(self, text: str) -> None:
        pairs = [line.partition(": ")[::2] for line in text.split("\r\n")]
        action = dict(pairs)
        self.actions.append(action)
        reply = self.answer(action)
        if reply is not None:
            self.say(reply)


@contextmanager
def connected(
    answer: Answerer = success,
    *,
    on_event: Callable[[AmiEvent], None] = lambda _event: None,
    limits: Limits = QUICK,
    banner: bytes = BANNER,
) -> Iterator[tuple[Connection, FakeAsterisk]]:
    """A connection that was greeted, and what is at its other end."""
    ours, theirs = socket.socketpair()
    fake = FakeAsterisk(theirs, answer, banner)
    connection = Connection(ours, on_event=on_event, limits=limits)
    assert connection.greeted.wait(5)
    try:
        yield connection, fake
    finally:
        connection.close("test over")
        assert connection.join(5)
        fake.hang_up()


def eventually(find: Callable[[], Any], what: str) -> Any:
    """What `find` finds, within five seconds."""
    deadline = time.monotonic() + 5
    while not (found := find()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.005)
    return found


def transcript(name: str) -> list[Packet]:
    """The packets of a recorded transcript."""
    return Parser().feed((TRANSCRIPTS / f"{name}.ami").read_bytes())


def events(name: str) -> list[AmiEvent]:
    """The stream of a transcript, without the lists that were asked for."""
    return [one for one in transcript(name) if isinstance(one, AmiEvent) and "ActionID" not in one]


def listed(name: str, kind: str) -> list[AmiEvent]:
    """The events of a list that was asked for in a transcript."""
    found = [one for one in transcript(name) if isinstance(one, AmiEvent) and "ActionID" in one]
    return [one for one in found if one.name == kind]
