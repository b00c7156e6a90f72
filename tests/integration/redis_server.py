"""A real Redis of the contained runtime, on a Unix socket of its own. Import the fixture by name to use it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest
import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff

from asterisk_conf.runtime import Runtime, RuntimeMissing, find_runtime

START_SECONDS = 10.0


class RedisServer:
    """One server: start it, kill it, stall it. It keeps nothing on disk, so a restart comes back empty."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        self._runtime = runtime
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = folder
        self.socket = folder / "redis.sock"

    def start(self) -> None:
        """Start it, and return when it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        arguments = ("--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no")
        self._process = subprocess.Popen(
            self._runtime.command("redis-server", *arguments, "--dir", str(self.folder)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        with self.client() as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.RedisError:
                    assert self._process.poll() is None, "redis-server ended at its start"
                    assert time.monotonic() < deadline, "redis-server does not answer"
                    time.sleep(0.02)

    def client(self) -> redis.Redis:
        """A blocking client."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5.0)

    def async_client(self) -> redis.asyncio.Redis:
        """A client that repeats nothing by itself."""
        retry = AsyncRetry(NoBackoff(), 0)
        return redis.asyncio.Redis(unix_socket_path=str(self.socket), socket_timeout=5.0, retry=retry)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait(10.0)
            self._process = None

    def restart(self) -> None:
        """kill -9, and start it again: empty."""
        self.kill()
        self.start()

    def stall(self) -> None:
        """It lives, and answers nothing until `go_on`."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None, "not started"
        self._process.send_signal(number)

    def renew(self) -> None:
        """Running and empty, whatever the test before did to it."""
        if self._process is None or self._process.poll() is not None:
            self.restart()
        self.go_on()
        with self.client() as client:
            client.flushall()


_SERVER = pytest.StashKey[RedisServer]()


@pytest.fixture
def redis_server(request: pytest.FixtureRequest) -> RedisServer:
    """A running, empty server. One process serves all tests of a worker, as starting one takes longer than a test."""
    stash = request.config.stash
    if _SERVER not in stash:
        try:
            runtime = find_runtime()
        except RuntimeMissing as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(missing))
        # Short enough for a socket, wherever pytest keeps its folders; `run` lies in it as in a copy's data folder.
        data = Path(tempfile.mkdtemp(prefix="hl-redis-"))
        stash[_SERVER] = RedisServer(runtime, data / "run")
        request.config.add_cleanup(partial(shutil.rmtree, data, ignore_errors=True))
        request.config.add_cleanup(stash[_SERVER].kill)
    stash[_SERVER].renew()
    return stash[_SERVER]
