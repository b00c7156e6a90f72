"""The lean phones: they register, answer, hang up, and know when they rang."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import repeat

import pytest

from phones.udp import Address, UdpPort
from router.benchmarks.desk import Desk
from router.benchmarks.errors import BenchFailed
from router.benchmarks.sip_text import SipText, read_sip, reply_to

INVITE = (
    "INVITE sip:1001@{phone} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKa\r\n"
    "From: <sip:13800001@127.0.0.1>;tag=far\r\nTo: <sip:1001@127.0.0.1>\r\nCall-ID: {call}\r\nCSeq: 7 INVITE\r\n"
    "Contact: <sip:asterisk@{server}>\r\nContent-Length: 0\r\n\r\n"
)


class Server:
    """A registrar that challenges, and a caller of phones."""

    def __init__(self) -> None:
        self.contacts: dict[str, str] = {}
        self.heard: asyncio.Queue[SipText] = asyncio.Queue()
        self.port = UdpPort("127.0.0.1", self._heard)
        self._phone: Address = ("", 0)

    def _heard(self, data: bytes, source: Address, _at: float) -> None:
        message = read_sip(data)
        if message.method != "REGISTER":
            self.heard.put_nowait(message)
            return
        if not message.first("authorization"):
            text = reply_to(message, 401, "Unauthorized")
            text = text.replace("\r\nContent", '\r\nWWW-Authenticate: Digest realm="r", nonce="n"\r\nContent', 1)
        else:
            self.contacts[message.caller] = message.contact
            self._phone = source
            text = reply_to(message, 200, "OK")
        self.port.send(text.encode(), source)

    def invite(self, call: str) -> None:
        server = f"127.0.0.1:{self.port.address[1]}"
        phone = f"{self._phone[0]}:{self._phone[1]}"
        self.port.send(INVITE.format(phone=phone, server=server, call=call).encode(), self._phone)

    def say(self, text: str) -> None:
        self.port.send(text.encode(), self._phone)

    async def next(self, what: str | int) -> SipText:
        async with asyncio.timeout(5):
            while True:
                message = await self.heard.get()
                if what in (message.method, message.status):
                    return message


@asynccontextmanager
async def world(talk: float = 0.0) -> AsyncIterator[tuple[Desk, Server]]:
    server = Server()
    try:
        async with Desk(server.port.address, {"1001": "secret"}, talks=repeat(talk)) as desk:
            await desk.register(["1001"])
            yield desk, server
    finally:
        server.port.close()


async def test_a_phone_registers_with_its_password() -> None:
    async with world() as (_, server):
        assert server.contacts["1001"].startswith("sip:1001@127.0.0.1:")


async def test_a_phone_answers_hangs_up_and_measures_to_its_next_call() -> None:
    async with world() as (desk, server):
        server.invite("first")
        answered = await server.next(200)
        assert answered.first("content-type") == "application/sdp"
        ended = await server.next("BYE")
        assert ended.uri == f"sip:asterisk@127.0.0.1:{server.port.address[1]}"
        server.invite("second")
        first, second = await desk.until_rung(2, 5)
    assert (first.seat, first.caller, first.freed_ms) == ("1001", "13800001", None)
    assert second.freed_ms is not None


async def test_a_repeated_invite_is_answered_again_and_counts_once() -> None:
    async with world(talk=60) as (desk, server):
        server.invite("one")
        await server.next(200)
        server.invite("one")
        await server.next(200)
        server.invite("other")
        assert [one.seat for one in await desk.until_rung(2, 5)] == ["1001", "1001"]
        assert len(desk.rung) == 2


async def test_who_is_not_called_says_so() -> None:
    async with world() as (desk, _):
        with pytest.raises(BenchFailed, match="rang 0 times of 1"):
            await desk.until_rung(1, 0)


async def test_a_seat_that_the_caller_left_was_not_freed_by_itself() -> None:
    async with world(talk=60) as (desk, server):
        server.invite("left")
        await server.next(200)
        bye = INVITE.replace("INVITE", "BYE").format(phone="127.0.0.1:1", server="x", call="left")
        server.say(bye)
        assert (await server.next(200)).first("cseq") == "7 BYE"
        server.invite("next")
        _, second = await desk.until_rung(2, 5)
        assert second.freed_ms is None
