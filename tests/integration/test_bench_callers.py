"""Callers by SIPp notice at once when one of them is not served."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

from asterisk_conf.runtime import find_runtime
from router.benchmarks.callers import Crowd, callers
from router.settings import Settings


async def test_a_refused_caller_is_noticed_before_the_patience_of_the_others_ends(
    tmp_path: Path, port_base: int
) -> None:
    settings = Settings(data=tmp_path, config=tmp_path, port_base=port_base)
    refused: list[bytes] = []

    class Refuses(asyncio.DatagramProtocol):
        """Takes nobody but the second, to whom nothing is said."""

        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            head = data.decode().split("\r\n")
            if data.startswith(b"INVITE") and "13800001@" in data.decode():
                refused.append(data)
                lines = [line for line in head if line.startswith(("Via", "From", "To", "Call-ID", "CSeq"))]
                answer = "\r\n".join(["SIP/2.0 503 No", *lines, "Content-Length: 0", "", ""])
                self.transport.sendto(answer.encode(), addr)

    loop = asyncio.get_running_loop()
    where = (settings.listen, settings.sip_port)
    transport, _ = await loop.create_datagram_endpoint(Refuses, local_addr=where, family=socket.AF_INET)
    try:
        async with callers(settings, find_runtime(), Crowd(count=2, rate=10, patience=200)) as crowd:
            assert not await asyncio.wait_for(crowd.all_served(), 30)
    finally:
        transport.close()
    assert refused
