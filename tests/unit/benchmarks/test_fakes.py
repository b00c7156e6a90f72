"""The Asterisk that the listener and the AGI server are measured with."""

from __future__ import annotations

import asyncio
import random

import pytest

from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.parser import Parser
from router.benchmarks.agi_caller import AgiCaller, Crowd
from router.benchmarks.fake_manager import BANNER, CallEvents, answer


def test_each_call_is_another_call_with_all_its_events() -> None:
    calls = CallEvents()
    for number in (1, 2):
        parser = Parser()
        parser.feed(BANNER)
        events = [packet for packet in parser.feed(calls.next()) if isinstance(packet, AmiEvent)]
        assert len(events) == calls.per_call
        told = {event.last("Call") for event in events if event.name == "UserEvent"}
        assert told == {calls.last_call} == {f"node1-1795311800.{2 * number}"}
        assert [event.name for event in events].count("Hangup") == 2


def test_lists_are_empty_and_whole() -> None:
    said = answer({"Action": "Status", "ActionID": "7"})
    assert said.count("ActionID: 7") == 2
    assert said.endswith("Event: StatusComplete\r\nActionID: 7\r\nEventList: Complete\r\nListItems: 0\r\n\r\n")


class Wire(asyncio.Transport):
    """What a session is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.said.append(bytes(data).decode())

    def is_closing(self) -> bool:
        return False


@pytest.fixture
def session() -> tuple[Crowd, AgiCaller, Wire]:
    crowd, wire = Crowd(0, random.Random(1)), Wire()
    caller = AgiCaller(crowd, 5)
    caller.connection_made(wire)
    return crowd, caller, wire


async def test_a_session_is_answered_as_asterisk_would(session: tuple[Crowd, AgiCaller, Wire]) -> None:
    crowd, caller, wire = session
    assert wire.said[0].startswith("agi_network: yes\n")
    assert wire.said[0].endswith("\n\n")
    caller.data_received(b'GET FULL VARIABLE "m1b${HL_CALL}m1e"\nSET VARI')
    assert wire.said[-1] == "200 result=1 (m1bnode1-1795311800.5m1e)\n"
    caller.data_received(b'ABLE "HL_DECISION" "queue"\n')
    assert wire.said[-1] == "200 result=1\n"
    caller.connection_lost(None)
    assert (crowd.decided, crowd.failed, len(crowd.waits_ms)) == (1, 0, 2)


async def test_a_session_without_a_decision_has_failed(session: tuple[Crowd, AgiCaller, Wire]) -> None:
    crowd, caller, _ = session
    caller.connection_lost(None)
    assert (crowd.decided, crowd.failed) == (0, 1)


def test_a_stall_holds_every_answer_back_until_its_end(session: tuple[Crowd, AgiCaller, Wire]) -> None:
    crowd, caller, wire = session
    crowd.gate.open = False
    caller.data_received(b'GET FULL VARIABLE "x"\n')
    assert len(wire.said) == 1
    assert crowd.gate.release() == 1
    assert wire.said[-1] == "200 result=1 (x)\n"
