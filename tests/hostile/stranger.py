"""A stranger on the network: sends whatever bytes it likes to a SIP port, and notes what comes back."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
from types import TracebackType
from typing import Self

Address = tuple[str, int]
_ids = itertools.count(1)
_ended = re.compile(rb"SIP/2\.0 ([2-6]\d\d)")


class Stranger(asyncio.DatagramProtocol):
    """One UDP socket. `requests` are what the far end asked of it: a leg that it rings would be an INVITE there."""

    def __init__(self, server: Address) -> None:
        self.server = server
        self.statuses: list[int] = []
        """of every answer that came, in order"""
        self.requests: list[bytes] = []
        """first lines"""
        self._waiting: dict[bytes, asyncio.Future[bytes]] = {}
        self._up: list[tuple[bytes, bytes]] = []
        self._transport: asyncio.DatagramTransport

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()
        self._transport.close()

    @property
    def address(self) -> bytes:
        """Where it listens, `host:port`."""
        host, port = self._transport.get_extra_info("sockname")
        return f"{host}:{port}".encode()

    @property
    def house(self) -> bytes:
        """The far end, `host:port`."""
        return f"{self.server[0]}:{self.server[1]}".encode()

    @property
    def invited(self) -> list[bytes]:
        """Requests that would begin something: all but what belongs to a call of its own."""
        return [line for line in self.requests if not line.startswith((b"BYE ", b"ACK "))]

    def send(self, message: bytes) -> None:
        """Any bytes at all."""
        self._transport.sendto(message[:65_000], self.server)

    def request(
        self, method: bytes, uri: bytes, sender: bytes, *more: bytes, to: bytes = b"", body: bytes = b""
    ) -> tuple[bytes, bytes]:
        """A request that is as it should be but for what is put in; with its Call-ID.

        Args:
            sender: of the From header, without its tag.
            more: further header lines, without their ends.
        """
        number = next(_ids)
        call = f"{secrets.token_hex(6)}-{number}".encode()
        lines = [
            b"%s %s SIP/2.0" % (method, uri),
            b"Via: SIP/2.0/UDP %s;rport;branch=z9hG4bK%s" % (self.address, call),
            b"Max-Forwards: 70",
            b"From: %s;tag=t%d" % (sender, number),
            b"To: %s" % (to or b"<%s>" % uri),
            b"Call-ID: %s" % call,
            b"CSeq: 1 %s" % method,
            b"Contact: <sip:stranger@%s>" % self.address,
            *more,
            *([b"Content-Type: application/sdp"] if body else []),
            b"Content-Length: %d" % len(body),
        ]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body, call

    async def ask(
        self, method: bytes, uri: bytes, sender: bytes, *more: bytes, body: bytes = b"", wait: float = 5.0
    ) -> int:
        """Send a request; the status of its last answer, 0 when none came in time. An answered INVITE stays up."""
        message, call = self.request(method, uri, sender, *more, body=body)
        self._waiting[call] = asyncio.get_running_loop().create_future()
        self.send(message)
        try:
            answer = await asyncio.wait_for(self._waiting[call], wait)
        except TimeoutError:
            return 0
        finally:
            del self._waiting[call]
        if method == b"INVITE":
            self._follow(b"ACK", uri, answer, 1)
            if answer.startswith(b"SIP/2.0 2"):
                self._up.append((uri, answer))
        return int(answer[8:11])

    async def call(self, number: bytes, sender: bytes, *more: bytes, stay: bool = False) -> int:
        """Dial a number, escaped as a URI needs it; the answer's status. Hangs up at once unless told to stay."""
        uri = b"sip:%s@%s" % (number, self.house)
        status = await self.ask(b"INVITE", uri, sender, *more, body=sdp())
        if not stay:
            self.hang_up()
        return status

    def hang_up(self) -> None:
        """End every call that is up."""
        for uri, answer in self._up:
            self._follow(b"BYE", uri, answer, 2)
        self._up.clear()

    # ------------------------------------------------------------ inside

    def datagram_received(self, data: bytes, source: Address) -> None:
        first = data.partition(b"\r\n")[0]
        if not first.startswith(b"SIP/2.0 "):
            self.requests.append(first)
            self._transport.sendto(_answer(data), source)
            return
        self.statuses.append(int(first[8:11]))
        found = re.search(rb"(?im)^(?:Call-ID|i)\s*:\s*(\S+)", data)
        waiting = self._waiting.get(found[1]) if found else None
        if waiting is not None and not waiting.done() and _ended.match(first):
            waiting.set_result(data)

    def error_received(self, exc: OSError) -> None:
        """The far end's port was closed for a moment; a stranger does not mind."""

    def _follow(self, method: bytes, uri: bytes, answer: bytes, number: int) -> None:
        kept = re.findall(rb"(?im)^((?:From|To|Call-ID)\s*:.*)\r$", answer)
        branch = secrets.token_hex(8).encode()
        via = b"Via: SIP/2.0/UDP %s;rport;branch=z9hG4bK%s" % (self.address, branch)
        if not answer.startswith(b"SIP/2.0 2"):
            # Part of the same transaction.
            via = re.findall(rb"(?im)^(Via\s*:.*)\r$", answer)[0]
        lines = [b"%s %s SIP/2.0" % (method, uri), via, b"Max-Forwards: 70", *kept, b"CSeq: %d %s" % (number, method)]
        self.send(b"\r\n".join(lines) + b"\r\nContent-Length: 0\r\n\r\n")


def sdp(host: bytes = b"127.0.0.1", port: int = 9) -> bytes:
    """An offer of A-law."""
    return (
        b"v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP 8 101\r\n"
        b"a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n" % (host, host, port)
    )


def _answer(request: bytes) -> bytes:
    kept = re.findall(rb"(?im)^((?:Via|From|To|Call-ID|CSeq)\s*:.*)\r$", request)
    return b"\r\n".join([b"SIP/2.0 200 OK", *kept, b"Content-Length: 0", b"", b""])
