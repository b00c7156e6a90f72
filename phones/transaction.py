"""SIP transactions over UDP (RFC 3261, chapter 17): who repeats what, and until when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from phones.sip_message import Header, Request, Response, respond_to

T1 = 0.5
T2 = 4.0
LIFE = 64 * T1

OnResponse = Callable[[Response, float], None]
"""Called with a response and the monotonic time of its arrival."""


class ClientTransaction:
    """A request of ours until its end. A far end that stays silent is answered for with a 408 of our own.

    Every 2xx to an INVITE is passed on, repeated ones too: the caller must ACK each.
    """

    def __init__(
        self, request: Request, send: Callable[[bytes], None], on_response: OnResponse, on_done: Callable[[], object]
    ) -> None:
        self.request = request
        self._send = send
        self._on_response = on_response
        self._on_done = on_done
        self._loop = asyncio.get_running_loop()
        self._wire = request.encode()
        self._invite = request.method == "INVITE"
        self._answered = False
        self._pause = T1
        send(self._wire)
        self._again: asyncio.TimerHandle | None = self._loop.call_later(T1, self._repeat)
        self._limit = self._loop.call_later(LIFE, self._expire)

    def receive(self, response: Response, at: float) -> None:
        if response.status < 200:
            if self._answered:
                return
            if self._invite:
                self.stop()
            else:
                self._pause = T2
            self._on_response(response, at)
            return
        first, self._answered = not self._answered, True
        if first:
            self.stop()
            self._limit = self._loop.call_later(LIFE, self._on_done)
        if self._invite and response.status >= 300:
            self._send(self._ack(response).encode())
        if first or (self._invite and response.status < 300):
            self._on_response(response, at)

    def stop(self) -> None:
        """Cancel all timers."""
        if self._again is not None:
            self._again.cancel()
            self._again = None
        self._limit.cancel()

    def _repeat(self) -> None:
        self._send(self._wire)
        self._pause = 2 * self._pause if self._invite else min(2 * self._pause, T2)
        self._again = self._loop.call_later(self._pause, self._repeat)

    def _expire(self) -> None:
        self.stop()
        self._answered = True
        self._on_done()
        self._on_response(respond_to(self.request, 408), time.monotonic())

    def _ack(self, response: Response) -> Request:
        """ACK to a refusal is part of the INVITE's own transaction (17.1.1.3)."""
        request = self.request
        headers: list[Header] = [("Via", request.need("Via")), ("Max-Forwards", "70")]
        headers += [("Route", value) for value in request.all("Route")]
        headers += [
            ("From", request.need("From")),
            ("To", response.need("To")),
            ("Call-ID", request.call_id),
            ("CSeq", f"{request.cseq[0]} ACK"),
        ]
        return Request(method="ACK", uri=request.uri, headers=tuple(headers))


class ServerTransaction:
    """A request of theirs. The final answer to an INVITE is repeated until its ACK comes."""

    def __init__(
        self, request: Request, received_at: float, send: Callable[[bytes], None], on_done: Callable[[], object]
    ) -> None:
        self.request = request
        self.received_at = received_at
        self.answered = False
        """A final answer has been sent."""
        self.on_unacknowledged: Callable[[], None] | None = None
        self._send = send
        self._on_done = on_done
        self._loop = asyncio.get_running_loop()
        self._last = b""
        self._pause = T1
        self._again: asyncio.TimerHandle | None = None
        self._limit: asyncio.TimerHandle | None = None

    def respond(self, response: Response) -> None:
        """Send an answer; one after the final one is dropped."""
        if self.answered:
            return
        self._last = response.encode()
        self._send(self._last)
        if response.status >= 200:
            self.answered = True
            self._limit = self._loop.call_later(LIFE, self._expire)
            if self.request.method == "INVITE":
                self._again = self._loop.call_later(T1, self._repeat)

    def repeat_last(self) -> None:
        """The request came again: so does the answer."""
        if self._last:
            self._send(self._last)

    def acknowledge(self) -> None:
        """The ACK has come."""
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def stop(self) -> None:
        """Cancel all timers."""
        self.acknowledge()
        if self._limit is not None:
            self._limit.cancel()

    def _repeat(self) -> None:
        self._send(self._last)
        self._pause = min(2 * self._pause, T2)
        self._again = self._loop.call_later(self._pause, self._repeat)

    def _expire(self) -> None:
        missing = self._again is not None
        self.stop()
        self._on_done()
        if missing and self.on_unacknowledged is not None:
            self.on_unacknowledged()
