"""Who repeats what, and until when. The clock runs a hundred times as fast as the standard's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from phones import transaction
from phones.sip_message import Request, Response, parse, respond_to
from phones.transaction import ClientTransaction, ServerTransaction


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "T1", 0.005)
    monkeypatch.setattr(transaction, "T2", 0.04)
    monkeypatch.setattr(transaction, "LIFE", 0.32)


def request(method: str) -> Request:
    return Request(
        method=method,
        uri="sip:a@b",
        headers=(
            ("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx"), ("From", "<sip:f@b>;tag=1"), ("To", "<sip:a@b>"),
            ("Call-ID", "id"), ("CSeq", f"1 {method}"),
        ),
    )  # fmt: skip


class Wire:
    """Everything that was sent, and a way to wait for more."""

    def __init__(self) -> None:
        self.sent: list[Request | Response] = []
        self._more = asyncio.Event()

    def send(self, data: bytes) -> None:
        self.sent.append(parse(data))
        self._more.set()

    async def reaches(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(2):
            while not holds():
                self._more.clear()
                await self._more.wait()

    def requests(self, method: str) -> int:
        return sum(isinstance(one, Request) and one.method == method for one in self.sent)


class Client:
    def __init__(self, method: str) -> None:
        self.wire = Wire()
        self.answers: list[int] = []
        self.done = asyncio.Event()
        self.answered = asyncio.Event()
        self.transaction = ClientTransaction(request(method), self.wire.send, self._on_response, self.done.set)

    def _on_response(self, response: Response, _at: float) -> None:
        self.answers.append(response.status)
        self.answered.set()

    def receive(self, status: int) -> None:
        self.transaction.receive(respond_to(self.transaction.request, status, to_tag="t"), 0.0)


@pytest.mark.parametrize("method", ["INVITE", "REGISTER"])
async def test_a_request_is_repeated_until_it_is_answered(method: str) -> None:
    client = Client(method)
    await client.wire.reaches(lambda: client.wire.requests(method) >= 3)
    client.receive(200)
    sent = client.wire.requests(method)
    await asyncio.wait_for(client.done.wait(), 2)
    assert client.wire.requests(method) == sent
    assert client.answers == [200]


@pytest.mark.parametrize("method", ["INVITE", "BYE"])
async def test_silence_ends_in_a_408(method: str) -> None:
    client = Client(method)
    await asyncio.wait_for(client.answered.wait(), 2)
    assert client.answers == [408]
    assert client.wire.requests(method) > 3


async def test_a_ringing_invite_is_not_repeated_and_rings_on() -> None:
    client = Client("INVITE")
    client.receive(180)
    assert client.transaction._again is None
    assert client.transaction._limit.cancelled()


async def test_each_copy_of_a_refusal_is_acknowledged_and_told_once() -> None:
    client = Client("INVITE")
    client.receive(486)
    client.receive(486)
    assert client.wire.requests("ACK") == 2
    assert client.answers == [486]
    client.transaction.stop()


async def test_each_copy_of_a_2xx_is_told_so_that_it_can_be_acknowledged() -> None:
    client = Client("INVITE")
    client.receive(200)
    client.receive(200)
    assert (client.answers, client.wire.requests("ACK")) == ([200, 200], 0)
    client.transaction.stop()


async def test_the_answer_to_an_invite_is_repeated_until_its_ack() -> None:
    wire, done = Wire(), asyncio.Event()
    server = ServerTransaction(request("INVITE"), 0.0, wire.send, done.set)
    missed: list[str] = []
    server.on_unacknowledged = lambda: missed.append("ack")
    server.respond(respond_to(server.request, 200))
    await wire.reaches(lambda: len(wire.sent) >= 3)
    server.acknowledge()
    sent = len(wire.sent)
    await asyncio.wait_for(done.wait(), 2)
    assert len(wire.sent) == sent
    assert missed == []


async def test_a_missing_ack_is_told() -> None:
    missed = asyncio.Event()
    server = ServerTransaction(request("INVITE"), 0.0, lambda _data: None, lambda: None)
    server.on_unacknowledged = missed.set
    server.respond(respond_to(server.request, 200))
    await asyncio.wait_for(missed.wait(), 2)


async def test_a_repeated_request_gets_the_same_answer_and_a_second_final_answer_is_dropped() -> None:
    wire = Wire()
    server = ServerTransaction(request("BYE"), 0.0, wire.send, lambda: None)
    server.repeat_last()
    assert wire.sent == []
    server.respond(respond_to(server.request, 200))
    server.respond(respond_to(server.request, 500))
    server.repeat_last()
    assert [one.status for one in wire.sent if isinstance(one, Response)] == [200, 200]
    server.stop()
