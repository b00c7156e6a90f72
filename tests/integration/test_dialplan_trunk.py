"""Carriers: one known by its address, one that is registered with and calls by the line's token."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from asterisk_conf.render import render
from router.domain.bundle import Trunk
from tests.integration.dialplan_world import LINE, World, running_world, sample_bundle, sample_secrets

STRANGER, CARRIER = "127.0.0.3", "127.0.0.4"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running_world() as running:
        await running.start_python()
        yield running
        assert running.log() == []


class Carrier(asyncio.DatagramProtocol):
    """A registrar that asks for a password once, and a caller that sends one INVITE."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[str] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = data.decode()
        if message.startswith("REGISTER"):
            known = "Authorization: Digest" in message
            status = "200 OK" if known else "401 Unauthorized"
            head, keep = [f"SIP/2.0 {status}"], ("Via", "From", "To", "Call-ID", "CSeq", "Contact", "Expires")
            head += [line for line in message.split("\r\n") if line.partition(":")[0] in keep]
            if not known:
                head.append('WWW-Authenticate: Digest realm="carrier", nonce="once", algorithm=MD5')
            self.transport.sendto("\r\n".join([*head, "Content-Length: 0", "", ""]).encode(), addr)
        self.messages.put_nowait(message)

    async def got(self, start: str) -> str:
        """The next message that begins so."""
        while True:
            message = await asyncio.wait_for(self.messages.get(), 10)
            if re.match(start, message):
                return message


async def carrier(host: str) -> tuple[Carrier, int]:
    """A carrier at this address, and its port."""
    protocol = Carrier()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: protocol, (host, 0))
    return protocol, transport.get_extra_info("sockname")[1]


async def invite(world: World, host: str, parameters: str = "") -> int:
    """First final or ringing status that an INVITE from this address gets."""
    protocol, port = await carrier(host)
    server = f"127.0.0.1:{world.settings.sip_port}"
    head = (
        f"INVITE sip:{LINE}@{server}{parameters} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{port}\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:13800138000@{host}>;tag={port}\r\nTo: <sip:{LINE}@{server}>\r\n"
        f"Call-ID: {port}@{host}\r\nCSeq: 1 INVITE\r\nContact: <sip:{host}:{port}>\r\n"
    )
    body = (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )
    message = f"{head}Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    protocol.transport.sendto(message.encode(), ("127.0.0.1", world.settings.sip_port))
    try:
        answer = await protocol.got(r"SIP/2\.0 (?!100)")
        return int(answer.split()[1])
    finally:
        protocol.transport.close()


async def test_calls_come_in_by_address_and_by_registration_and_from_nobody_else(world: World) -> None:
    registrar, port = await carrier(CARRIER)
    trunks = {
        "city": Trunk(id="city", addresses=("127.0.0.2",)),
        "mobile": Trunk(id="mobile", register=True, server=f"{CARRIER}:{port}", user="hotline"),
    }
    bundle = replace(sample_bundle(2), trunks=trunks)
    secrets = {**sample_secrets(bundle), "trunks": {"mobile": "password-of-trunk"}}
    assert await invite(world, "127.0.0.2") == 401

    assert "pjsip.conf" in render(world.settings, world.runtime, bundle, secrets)
    world.command("module reload res_pjsip.so")
    world.command("module reload res_pjsip_outbound_registration.so")
    world.command("module reload res_pjsip_endpoint_identifier_ip.so")

    registered = await registrar.got("REGISTER(?s:.*)Authorization: Digest")
    registrar.transport.close()
    token = re.search(r"<sip:hotline@[^>]*;line=(\w+)", registered)
    assert token is not None
    assert await invite(world, "127.0.0.2") == 200
    await world.manager.user_event("HotlineArrived", Line="general")
    assert await invite(world, STRANGER) == 401
    assert await invite(world, STRANGER, f";line={token[1]}") == 200
