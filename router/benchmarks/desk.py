"""The seats' phones of a benchmark: one socket that registers all of them, answers, and hangs up after a while.

So lean that hundreds of seats cost next to nothing: no transactions, no retransmission (it is for loopback), a voice
that is the echo of what comes. It notes when the kernel received each INVITE.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from types import TracebackType
from typing import Final, Self

from phones.digest import Credentials, authorization, parse_challenge
from phones.udp import Address, UdpPort
from router.benchmarks.errors import BenchFailed
from router.benchmarks.sip_text import SipText, read_sip, reply_to

REGISTER_SECONDS: Final = 10.0
REGISTER_AT_ONCE: Final = 20
EXPIRES: Final = 600


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A seat's phone was called."""

    seat: str
    caller: str
    """number of the caller, as the phone was told"""
    at: float
    """monotonic seconds, when the INVITE came in"""
    freed_ms: float | None
    """since this seat's own BYE; None: it had none before"""


class Desk:
    """As many phones as are registered. Each answers at once and hangs up after the next of `talks`, seconds."""

    def __init__(self, server: Address, passwords: Mapping[str, str], *, talks: Iterator[float] | None = None) -> None:
        self.rung: list[Rung] = []
        self._server, self._passwords = server, passwords
        self._talks = talks or repeat(0.2)
        self._answers: dict[str, asyncio.Future[SipText]] = {}
        self._dialogs: dict[str, SipText] = {}
        self._freed: dict[str, float] = {}
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._sip = UdpPort("127.0.0.1", self._heard)
        self._voice = UdpPort("127.0.0.1", self._echo, even=True)
        self._contact = f"{self._sip.address[0]}:{self._sip.address[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sip.close()
        self._voice.close()

    async def register(self, seats: Sequence[str]) -> None:
        """Register the phones of these seats. Raises BenchFailed."""
        gate = asyncio.Semaphore(REGISTER_AT_ONCE)

        async def one(seat: str) -> None:
            async with gate:
                await self._register(seat)

        try:
            async with asyncio.timeout(REGISTER_SECONDS + len(seats) / 20):
                await asyncio.gather(*(one(seat) for seat in seats))
        except TimeoutError:
            raise BenchFailed("not all phones could register") from None

    async def until_rung(self, count: int, seconds: float) -> list[Rung]:
        """The first so many calls of phones. Raises BenchFailed when fewer came in time."""
        try:
            async with asyncio.timeout(seconds):
                while len(self.rung) < count:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise BenchFailed(f"phones rang {len(self.rung)} times of {count} in {seconds:.0f} s") from None
        return self.rung[:count]

    # ------------------------------------------------------------ registering

    async def _register(self, seat: str) -> None:
        call = secrets.token_hex(8)
        answer = await self._ask(seat, call, 1, "")
        if answer.status == 401:
            uri = f"sip:{self._server[0]}:{self._server[1]}"
            known = authorization(
                parse_challenge(answer.first("www-authenticate")),
                Credentials(user=seat, password=self._passwords[seat]),
                method="REGISTER", uri=uri, cnonce=secrets.token_hex(4),
            )  # fmt: skip
            answer = await self._ask(seat, call, 2, f"Authorization: {known}\r\n")
        if answer.status != 200:
            raise BenchFailed(f"seat {seat} could not register: {answer.status}")

    async def _ask(self, seat: str, call: str, number: int, more: str) -> SipText:
        coming: asyncio.Future[SipText] = self._loop.create_future()
        self._answers[f"{call}{number}"] = coming
        who = f"<sip:{seat}@{self._server[0]}>"
        self._send(
            f"REGISTER sip:{self._server[0]}:{self._server[1]} SIP/2.0\r\n{self._via()}"
            f"From: {who};tag={call}\r\nTo: {who}\r\nCall-ID: {call}\r\nCSeq: {number} REGISTER\r\n"
            f"Contact: <sip:{seat}@{self._contact}>\r\nExpires: {EXPIRES}\r\nMax-Forwards: 70\r\n{more}"
            "Content-Length: 0\r\n\r\n",
            self._server,
        )
        return await coming

    # ------------------------------------------------------------ calls

    def _heard(self, data: bytes, source: Address, arrived: float) -> None:
        message = read_sip(data)
        call = message.first("call-id")
        match message.method:
            case "":
                coming = self._answers.pop(f"{call}{message.first('cseq').split()[0]}", None)
                if coming is not None and not coming.done():
                    coming.set_result(message)
            case "INVITE":
                self._invited(message, call, source, arrived)
            case "CANCEL":
                self._send(reply_to(message, 200, "OK"), source)
                invited = self._dialogs.pop(call, None)
                if invited is not None:
                    self._send(reply_to(invited, 487, "Request Terminated", tag=call), source)
            case "ACK":
                pass
            case "BYE":
                if self._dialogs.pop(call, None) is not None:
                    self._freed.pop(message.seat, None)
                self._send(reply_to(message, 200, "OK"), source)
            case _:
                self._send(reply_to(message, 200, "OK", tag=call), source)

    def _invited(self, message: SipText, call: str, source: Address, arrived: float) -> None:
        seat, again = message.seat, call in self._dialogs
        if not again:
            self._dialogs[call] = message
            before = self._freed.pop(seat, None)
            gap = None if before is None else (arrived - before) * 1000
            self.rung.append(Rung(seat=seat, caller=message.caller, at=arrived, freed_ms=gap))
            self._changed.set()
            self._send(reply_to(message, 180, "Ringing", tag=call, contact=self._contact), source)
        self._send(reply_to(message, 200, "OK", tag=call, contact=self._contact, sdp=self._sdp()), source)
        if not again:
            self._loop.call_later(next(self._talks), self._hang_up, call, source)

    def _hang_up(self, call: str, server: Address) -> None:
        invited = self._dialogs.pop(call, None)
        if invited is None:
            return
        self._freed[invited.seat] = time.monotonic()
        self._send(
            f"BYE {invited.contact} SIP/2.0\r\n{self._via()}From: {invited.first('to')};tag={call}\r\n"
            f"To: {invited.first('from')}\r\nCall-ID: {call}\r\nCSeq: 1 BYE\r\nMax-Forwards: 70\r\n"
            "Content-Length: 0\r\n\r\n",
            server,
        )

    def _echo(self, data: bytes, source: Address, _arrived: float) -> None:
        self._voice.send(data, source)

    def _sdp(self) -> str:
        host, port = self._voice.address
        return (
            f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
        )

    def _via(self) -> str:
        return f"Via: SIP/2.0/UDP {self._contact};rport;branch=z9hG4bK{secrets.token_hex(8)}\r\n"

    def _send(self, text: str, to: Address) -> None:
        self._sip.send(text.encode(), to)
