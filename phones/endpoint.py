"""One SIP socket with its transactions."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from phones.errors import BadMessage, PhoneClosed
from phones.sip_message import Request, parse
from phones.transaction import ClientTransaction, OnResponse, ServerTransaction
from phones.udp import Address, UdpPort

OnRequest = Callable[[ServerTransaction, Address], None]
OnAck = Callable[[Request, float], None]
_Key = tuple[str, str]


class Endpoint:
    """Sends requests, passes on each new request once, answers repeated ones by itself.

    `on_ack` is called for the ACK of a 2xx only. Answers go to where the request came from.
    """

    def __init__(self, address: Address, on_request: OnRequest, on_ack: OnAck) -> None:
        self._on_request = on_request
        self._on_ack = on_ack
        self._clients: dict[_Key, ClientTransaction] = {}
        self._servers: dict[_Key, ServerTransaction] = {}
        self.deaf = False
        """Drop everything that comes, as behind a cut cable."""
        self.junk = 0
        """Datagrams that were not SIP."""
        self._udp = UdpPort(address[0], self._receive, port=address[1])
        self.address: Address = self._udp.address

    def new_via(self) -> str:
        host, port = self.address
        return f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{secrets.token_hex(8)}"

    def ask(self, request: Request, to: Address, on_response: OnResponse) -> None:
        """Send a request other than ACK.

        Raises:
            PhoneClosed: the socket is closed.
        """
        if self._udp.closed:
            raise PhoneClosed("the phone has no socket")
        key = (request.branch, request.method)
        self._clients[key] = ClientTransaction(
            request, lambda data: self._udp.send(data, to), on_response, partial(self._clients.pop, key, None)
        )

    def tell(self, request: Request, to: Address) -> None:
        """Send an ACK: nothing answers it."""
        self._udp.send(request.encode(), to)

    def invite_of(self, cancel: Request) -> ServerTransaction | None:
        """The INVITE that a CANCEL is about."""
        return self._servers.get((cancel.branch, "INVITE"))

    def close(self) -> None:
        """Close the socket and forget every transaction, at once and silently."""
        self._udp.close()
        for client in self._clients.values():
            client.stop()
        for server in self._servers.values():
            server.stop()
        self._clients.clear()
        self._servers.clear()

    def _receive(self, data: bytes, source: Address, at: float) -> None:
        if self.deaf or not data.strip(b"\r\n\0 "):
            return
        try:
            message = parse(data)
            branch, (_number, method) = message.branch, message.cseq
            for name in ("From", "To", "Call-ID"):
                message.need(name)
            if isinstance(message, Request):
                self._receive_request(message, branch, source, at)
            elif (client := self._clients.get((branch, method))) is not None:
                client.receive(message, at)
        except BadMessage:
            self.junk += 1

    def _receive_request(self, request: Request, branch: str, source: Address, at: float) -> None:
        if request.method == "ACK":
            refused = self._servers.get((branch, "INVITE"))
            if refused is not None:
                refused.acknowledge()
            else:
                self._on_ack(request, at)
            return
        key = (branch, request.method)
        known = self._servers.get(key)
        if known is not None:
            known.repeat_last()
            return
        server = ServerTransaction(
            request, at, lambda data: self._udp.send(data, source), partial(self._servers.pop, key, None)
        )
        self._servers[key] = server
        self._on_request(server, source)
