"""A UDP socket on the running loop that tells when the kernel received each datagram."""

from __future__ import annotations

import asyncio
import errno
import socket
import struct
import time
from collections.abc import Callable

Address = tuple[str, int]
Receiver = Callable[[bytes, Address, float], None]

SO_TIMESTAMPNS = 35
"""Linux: a nanosecond wall-clock stamp with each datagram. A busy loop then does not make voices look late."""
_STAMP = struct.Struct("@qq")
_PORT_TRIES = 50
_BATCH = 64
"""Datagrams read per wake-up, so that one busy socket does not starve the others."""


class UdpPort:
    """Non-blocking UDP socket; `receiver(data, source, arrived)` is called with monotonic seconds."""

    def __init__(self, host: str, receiver: Receiver, *, even: bool = False, port: int = 0) -> None:
        self._receiver = receiver
        self._socket = _opened(host, port) if port else _bound(host, even=even)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._loop = asyncio.get_running_loop()
        self.address: Address = self._socket.getsockname()[:2]
        self.closed = False
        self._loop.add_reader(self._socket.fileno(), self._read)

    def send(self, data: bytes, to: Address) -> None:
        """Send one datagram. A full buffer, an absent far end or an unreachable network loses it, as UDP may."""
        if self.closed:
            return
        try:
            self._socket.sendto(data, to)
        except OSError:
            return

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()

    def _read(self) -> None:
        for _ in range(_BATCH):
            if self.closed:
                return
            try:
                data, ancillary, _flags, source = self._socket.recvmsg(65_535, 64)
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionRefusedError:
                continue
            self._receiver(data, source[:2], _arrived(ancillary))


def local_host_towards(server: Address) -> str:
    """The address of this machine that `server` is reached from. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(server)
        host: str = probe.getsockname()[0]
        return host


def _arrived(ancillary: list[tuple[int, int, bytes]]) -> float:
    now = time.monotonic()
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS and len(data) >= _STAMP.size:
            seconds, nanoseconds = _STAMP.unpack_from(data)
            age = time.time() - (seconds + nanoseconds / 1e9)
            # A wall clock that was set meanwhile would place the datagram elsewhere; then the present is nearer.
            return now - age if 0.0 <= age < 5.0 else now
    return now


def _bound(host: str, *, even: bool) -> socket.socket:
    """A bound socket. RTP asks for even ports: the far end's RTCP to port + 1 then meets no other phone's RTP."""
    for _ in range(_PORT_TRIES):
        sock = _try_bind(host, 0)
        if sock is None:
            continue
        port = sock.getsockname()[1]
        if not even or port % 2 == 0:
            return sock
        sock.close()
        neighbour = _try_bind(host, port - 1)
        if neighbour is not None:
            return neighbour
    raise OSError(f"no free UDP port on {host} after {_PORT_TRIES} tries")


def _opened(host: str, port: int) -> socket.socket:
    """Bound to this very port. Raises OSError: it is taken."""
    sock = _try_bind(host, port)
    if sock is None:
        raise OSError(errno.EADDRINUSE, f"port {port} is taken")
    return sock


def _try_bind(host: str, port: int) -> socket.socket | None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        if port == 0:
            raise
        return None
    return sock
