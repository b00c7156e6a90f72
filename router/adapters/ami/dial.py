"""Open a connection and log on."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from router.adapters.ami import actions
from router.adapters.ami.connection import Connection, Limits
from router.adapters.ami.errors import LoginRefused, NotAsterisk, NotConnected
from router.adapters.ami.packet import AmiEvent


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where Asterisk listens and whom it lets in."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)


def ignore(_event: AmiEvent) -> None:
    """For a connection that has asked for no events."""


def dial(account: Account, *, on_event: Callable[[AmiEvent], None] | None = None, limits: Limits) -> Connection:
    """A connection that is logged on, with the stream of events when there is somebody to take it.

    Raises:
        NotConnected: nobody listens. NotAsterisk: something else does. LoginRefused: Asterisk does not let us in.
        OutcomeUnknown: it ended while logging on.
    """
    try:
        sock = socket.create_connection((account.host, account.port), timeout=limits.connect)
    except OSError as error:
        raise NotConnected(type(error).__name__) from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection = Connection(sock, on_event=on_event or ignore, limits=limits)
    try:
        connection.greeted.wait(limits.connect)
        if not connection.banner:
            raise NotAsterisk(connection.reason or "no greeting")
        answer = connection.request(actions.login(account.user, account.secret, events=on_event is not None))
        if not answer.ok:
            raise LoginRefused(answer.message)
    except BaseException:
        connection.close("login_failed")
        raise
    return connection
