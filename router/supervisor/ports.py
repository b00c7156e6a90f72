"""Whether the ports of a copy are free."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from contextlib import suppress

import psutil

from router.supervisor.errors import PortsTaken
from router.supervisor.program import Port, Program


def check_ports(programs: Iterable[Program], port_base: int) -> None:
    """See that nobody else has a port of these programs.

    Raises:
        PortsTaken: with every port that is taken, and by whom where the system lets one see it.
    """
    taken = [
        f"{port.kind} port {port.number} ({program.name}) {problem}"
        for program in programs
        for port in program.ports
        if (problem := _problem(port))
    ]
    if taken:
        raise PortsTaken(taken, port_base)


def _problem(port: Port) -> str:
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    stream = port.kind == "tcp"
    with socket.socket(family, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM) as probe:
        if stream:
            # Connections of a former life that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.host, port.number))
            if stream:
                probe.listen(1)
        except OSError as error:
            # Whoever has that port at another address is not in the way of an address that cannot be had.
            holder = _holder(port) if error.errno == errno.EADDRINUSE else ""
            return f"is held by {holder}" if holder else f"cannot be had on {port.host}: {error.strerror}"
    return ""


def _holder(port: Port) -> str:
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections(kind=port.kind):
            if connection.laddr and connection.laddr.port == port.number and connection.pid:
                with suppress(psutil.Error):
                    return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""
