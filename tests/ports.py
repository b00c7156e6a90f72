"""Port ranges for copies that tests start: free now, and not handed to another test run of this machine."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
import time
from pathlib import Path
from typing import IO

from router.settings import PORT_SPAN

WAIT_SECONDS = 60.0
_held: list[IO[bytes]] = []


def free_port_base() -> int:
    """A base below the ephemeral ports whose fixed ports are free; locked until this process ends."""
    bases = list(range(2_000, 32_000 - PORT_SPAN, PORT_SPAN))
    random.shuffle(bases)
    deadline = time.monotonic() + WAIT_SECONDS
    while (base := _take(bases)) is None:
        # As many copies run on this machine as it has room for: one of them ends before long.
        assert time.monotonic() < deadline, "no free range of ports on this machine"
        time.sleep(0.5)
    return base


def _take(bases: list[int]) -> int | None:
    folder = Path(tempfile.gettempdir()) / f"hotline-test-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for base in bases:
        lock = (folder / str(base)).open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        if all(_free(base + offset, kind) for offset, kind in _FIXED):
            _held.append(lock)
            return base
        lock.close()
    return None


_FIXED = ((60, socket.SOCK_DGRAM), (1, socket.SOCK_STREAM), (2, socket.SOCK_STREAM), (80, socket.SOCK_STREAM))


def _free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
