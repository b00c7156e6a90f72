"""A range of ports for a copy that is nobody's main one: a demo's, a load run's, a benchmark's, a test's."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from router.settings import CHECKOUT, DEFAULT_PORT_BASE, PORT_SPAN, Settings

_HIGH: Final = range(DEFAULT_PORT_BASE + PORT_SPAN, 32_000 - PORT_SPAN + 1, PORT_SPAN)
_LOW: Final = range(DEFAULT_PORT_BASE - PORT_SPAN, 1_999, -PORT_SPAN)
BASES: Final = (*_HIGH, *_LOW)
"""Below the ports that the kernel gives away by itself, without the range of a main copy; the low ones last, as other
servers like them."""
AGAIN_SECONDS: Final = 0.5


class NoPorts(Exception):
    """No range of 2,000 ports is free here; name one with --port-base."""

    def __str__(self) -> str:
        return str(type(self).__doc__)


@contextmanager
def free_port_base(*, wait: float = 0.0) -> Iterator[int]:
    """A base whose fixed ports are free; nobody else who asks here gets it before the block is left, or this process
    ends. With none free, looks again for `wait` seconds.

    Raises:
        NoPorts: there is none.
    """
    deadline = time.monotonic() + wait
    while (found := _take()) is None:
        if time.monotonic() >= deadline:
            raise NoPorts
        time.sleep(AGAIN_SECONDS)
    base, held = found
    with held:
        yield base


def _take() -> tuple[int, socket.socket] | None:
    for base in BASES:
        if (held := _hold(base)) is None:
            continue
        if _free(base):
            return base, held
        held.close()
    return None


def _hold(base: int) -> socket.socket | None:
    """A name in Linux's abstract namespace of sockets (unix(7)) is the lock: it is shared by those who share the ports,
    whichever their user or their folders, and goes with its process."""
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        held.bind(f"\0hotline-ports-{base}")
    except OSError as error:
        held.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise
    return held


def _free(base: int) -> bool:
    copy = Settings(data=CHECKOUT, config=CHECKOUT, port_base=base)
    streams = (copy.agi_port, copy.ami_port, copy.sip_tls_port, copy.api_port)
    fixed = [(copy.sip_port, socket.SOCK_DGRAM), *((port, socket.SOCK_STREAM) for port in streams)]
    return all(_can_be_had(port, kind) for port, kind in fixed)


def _can_be_had(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # Connections of a former copy that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            if kind is socket.SOCK_STREAM:
                probe.listen(1)
        except OSError:
            return False
    return True
