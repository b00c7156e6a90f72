"""The FastAGI server over real sockets; the test plays Asterisk."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agi_scripts.serve_call import serve_call
from agi_scripts.server import Server
from agi_scripts.session import Session
from agi_scripts.status import StatusWriter
from asterisk_conf import names
from router.adapters.redis import keys
from router.settings import CHECKOUT, Settings
from tests.integration.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]

ENVIRONMENT = b"agi_network: yes\nagi_network_script: %s\nagi_request: agi://127.0.0.1/x\nagi_uniqueid: n-1.%d\n\n"
WITHIN = 20.0

Serve = Callable[[socket.socket], None]


def eventually(true: Callable[[], bool]) -> None:
    """Waits until something holds; the deadline is only there to fail."""
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


class FakeCall:
    """One call as Asterisk brings it: an environment, then answers to commands."""

    def __init__(self, port: int, number: int = 1, script: bytes = b"arrive") -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), WITHIN)
        self.connection.sendall(ENVIRONMENT % (script, number))
        self.lines = self.connection.makefile("rw", encoding="utf-8", newline="\n")
        self.number = number

    def serve(self, commands: int) -> list[str]:
        """Answer so many commands, fewer when the server ends the session."""
        seen: list[str] = []
        while len(seen) < commands and (line := self.lines.readline()):
            seen.append(line.rstrip("\n"))
            found = re.match(r'GET FULL VARIABLE "(.*)"', line)
            value = re.sub(r"[$]{.*?}", f"call-{self.number}", found[1]) if found else ""
            self.lines.write(f"200 result=1 ({value})\n" if found else "200 result=0 endpos=1\n")
            self.lines.flush()
        return seen

    def ended(self) -> bool:
        return self.lines.read() == ""

    def close(self) -> None:
        self.lines.close()
        self.connection.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, config=tmp_path)


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def begin(serve: Serve, limit: int = 4_000) -> Server:
        servers.append(Server(serve, port=0, limit=limit))
        servers[-1].start()
        return servers[-1]

    yield begin
    for server in servers:
        server.stop(0)


class Gate:
    """A script that says one command, then waits until the test lets it go on."""

    def __init__(self) -> None:
        self.reached = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.ran = 0

    def __call__(self, session: Session, settings: Settings) -> None:
        self.ran += 1
        self.reached.release()
        assert self.go_on.wait(WITHIN)
        session.set_variable(names.DECISION, names.DECISION_QUEUE)


def serving(settings: Settings, script: Callable[[Session, Settings], None]) -> Serve:
    return partial(serve_call, settings=settings, scripts={"arrive": script})


def test_port_probes_and_junk_are_not_calls(start: Callable[..., Server], settings: Settings) -> None:
    gate = Gate()
    gate.go_on.set()
    server = start(serving(settings, gate))
    with capture_logs() as logs:
        for words in (b"", b"\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", os.urandom(4_096) + b"\n", b"agi_request"):
            with socket.create_connection(("127.0.0.1", server.port), WITHIN) as probe:
                probe.sendall(words)
        eventually(lambda: server.sessions == 0)
        call = FakeCall(server.port)
        assert call.serve(9)[-1] == f'SET VARIABLE "{names.DECISION}" "queue"'
        call.close()
        eventually(lambda: server.sessions == 0)
    assert gate.ran == 1
    assert {line["event"] for line in logs} == {"not_a_call"}
    assert {line["log_level"] for line in logs} == {"debug"}


def test_an_unknown_script_leaves_nothing(start: Callable[..., Server], settings: Settings) -> None:
    server = start(serving(settings, Gate()))
    with capture_logs() as logs:
        call = FakeCall(server.port, script=b"../arrive")
        sent = call.serve(9)
        call.close()
        eventually(lambda: server.sessions == 0)
    assert not [line for line in sent if line.startswith("SET")]
    assert [line["event"] for line in logs] == ["unknown_script"]


def test_two_hundred_sessions_at_once(start: Callable[..., Server], settings: Settings) -> None:
    gate = Gate()
    server = start(serving(settings, gate))
    calls = [FakeCall(server.port, number) for number in range(200)]
    for call in calls:
        call.serve(2)
    for _ in calls:
        assert gate.reached.acquire(timeout=WITHIN)
    assert server.sessions == 200
    gate.go_on.set()
    for call in calls:
        assert call.serve(1) == [f'SET VARIABLE "{names.DECISION}" "queue"']
        assert call.ended()
        call.close()
    eventually(lambda: server.sessions == 0)
    assert (gate.ran, server.refused) == (200, 0)


def test_beyond_the_cap_the_connection_is_closed_at_once(start: Callable[..., Server], settings: Settings) -> None:
    gate = Gate()
    server = start(serving(settings, gate), limit=2)
    calls = [FakeCall(server.port, number) for number in range(2)]
    for call in calls:
        call.serve(2)
        assert gate.reached.acquire(timeout=WITHIN)
    with socket.create_connection(("127.0.0.1", server.port), WITHIN) as refused:
        assert refused.recv(1) == b""
    eventually(lambda: server.refused == 1)
    gate.go_on.set()
    for call in calls:
        assert len(call.serve(1)) == 1
        call.close()
    eventually(lambda: server.sessions == 0)
    third = FakeCall(server.port)
    assert len(third.serve(3)) == 3
    third.close()


def test_a_crashing_script_is_logged_and_the_next_call_is_served(
    start: Callable[..., Server], settings: Settings
) -> None:
    crashed: list[str] = []

    def crash(session: Session, settings: Settings) -> None:
        if not crashed:
            crashed.append("once")
            raise KeyError("13812345678")
        session.set_variable(names.DECISION, names.DECISION_QUEUE)

    server = start(serving(settings, crash))
    with capture_logs() as logs:
        first = FakeCall(server.port)
        assert len(first.serve(9)) == 2
        first.close()
        second = FakeCall(server.port)
        assert len(second.serve(9)) == 3
        second.close()
        eventually(lambda: server.sessions == 0)
    assert [line["event"] for line in logs] == ["session_crashed"]
    assert "13812345678" not in repr(logs)


def test_stopping_lets_sessions_end(start: Callable[..., Server], settings: Settings) -> None:
    gate = Gate()
    server = start(serving(settings, gate))
    call = FakeCall(server.port)
    call.serve(2)
    assert gate.reached.acquire(timeout=WITHIN)
    ended: list[bool] = []
    stopping = threading.Thread(target=lambda: ended.append(server.stop(WITHIN)))
    stopping.start()

    def refuses() -> bool:
        try:
            socket.create_connection(("127.0.0.1", server_port), 1).close()
        except OSError:
            return True
        return False

    server_port = call.connection.getpeername()[1]
    eventually(refuses)
    gate.go_on.set()
    assert len(call.serve(1)) == 1
    call.close()
    stopping.join()
    assert ended == [True]


def test_stopping_cuts_off_who_does_not_end(start: Callable[..., Server], settings: Settings) -> None:
    def wait(session: Session, settings: Settings) -> None:
        session.stream_file("long")

    server = start(serving(settings, wait))
    call = FakeCall(server.port)
    call.serve(2)
    assert call.lines.readline().startswith("STREAM FILE")
    assert server.stop(0) is False
    assert call.ended()
    call.close()
    eventually(lambda: server.sessions == 0)


def test_a_status_word_that_nobody_takes_is_told_once(tmp_path: Path) -> None:
    writer = StatusWriter(tmp_path / "no.sock", lambda: (True, "x"))
    with capture_logs() as logs:
        assert [writer.write(), writer.write()] == [False, False]
    assert [line["event"] for line in logs] == ["status_not_heard"]


@pytest.fixture
def process(
    redis_server: RedisServer, tmp_path: Path, port_base: int
) -> Iterator[tuple[subprocess.Popen[str], Settings]]:
    """The process as the supervisor starts it."""
    settings = Settings(data=tmp_path, config=tmp_path, port_base=port_base)
    settings.run.mkdir(parents=True)
    settings.redis_socket.symlink_to(redis_server.socket)
    agi = subprocess.Popen(
        [sys.executable, "-m", "agi_scripts"],
        env={**os.environ, **settings.to_environ()},
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield agi, settings
    agi.kill()
    agi.wait()
    assert agi.stderr
    agi.stderr.close()


def test_the_process_serves_tells_its_word_and_ends_on_sigterm(
    process: tuple[subprocess.Popen[str], Settings], redis_server: RedisServer
) -> None:
    agi, settings = process
    with redis_server.client() as store:
        eventually(lambda: bool(store.hexists(keys.STATUS, "agi")))
        word = json.loads(str(store.hget(keys.STATUS, "agi"), "utf-8"))  # type: ignore[arg-type]
    assert (word["ok"], word["pid"]) == (False, agi.pid)
    assert "no bundle" in word["detail"]
    redis_server.stall()
    call = FakeCall(settings.agi_port)
    # The call's id, then what `arrive` asks for: served while Redis is stalled, and given up without a bundle.
    assert len(call.serve(9)) == 4
    assert call.ended()
    call.close()
    agi.send_signal(signal.SIGTERM)
    assert agi.wait(WITHIN) == 0
    redis_server.go_on()
    assert agi.stderr
    events = [json.loads(line)["event"] for line in agi.stderr]
    assert events[0] == "serving"
    assert events[-1] == "stopped"
    assert "not_decided" in events


def test_a_process_that_was_stopped_ends_on_sigterm_when_it_goes_on(
    process: tuple[subprocess.Popen[str], Settings],
) -> None:
    agi, _ = process
    assert agi.stderr
    assert json.loads(agi.stderr.readline())["event"] == "serving"
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGCONT):
        agi.send_signal(number)
    assert agi.wait(WITHIN) == 0
