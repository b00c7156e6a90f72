"""The TCP connection between the listener and Asterisk's manager, cut in mid-event."""

from __future__ import annotations

import ctypes
import os
import platform
import socket

import psutil

from router.load.faults.stage import Fault, NotPossible, Stage

_PIDFD_GETFD = 438
"""number of the system call on every architecture that Linux gained after 5.1 (pidfd_getfd(2), Linux 5.6)"""


async def _strike(stage: Stage) -> None:
    """Shut the listener's own socket down from outside: neither end had a say in it, both see the end of the stream."""
    pid = stage.pid("ami")
    found = [
        connection.fd
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.raddr and connection.raddr[1] == stage.settings.ami_port and connection.fd >= 0
    ]
    if not found:
        raise NotPossible("the listener has no connection to Asterisk just now")
    for descriptor in found:
        with socket.socket(fileno=_taken(pid, descriptor)) as twin:
            twin.shutdown(socket.SHUT_RDWR)


def _taken(pid: int, descriptor: int) -> int:
    """A twin of another process's descriptor; allowed to whoever may trace it, so to its user."""
    if platform.system() != "Linux":
        raise NotPossible("needs Linux")
    process = os.pidfd_open(pid)
    try:
        twin = ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, process, descriptor, 0)
    finally:
        os.close(process)
    if twin < 0:
        raise NotPossible(f"the listener's socket may not be taken: {os.strerror(ctypes.get_errno())}")
    return int(twin)


AMI_CUT = Fault(name="ami-cut", strike=_strike)
