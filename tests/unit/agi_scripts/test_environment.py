from __future__ import annotations

import socket

import pytest

from agi_scripts.environment import read_environment
from agi_scripts.errors import NotACall
from agi_scripts.session import Session
from agi_scripts.wire import Wire
from tests.unit.agi_scripts.conftest import MARK, Asterisk

Ends = tuple[socket.socket, Asterisk]


def test_names_and_values(ends: Ends) -> None:
    near, asterisk = ends
    asterisk.says(b"agi_network: yes\nagi_request: agi://127.0.0.1:20001/arrive\nagi_rdnis:\n\nleft")
    assert read_environment(Wire(near)) == {
        "agi_network": "yes",
        "agi_request": "agi://127.0.0.1:20001/arrive",
        "agi_rdnis": "",
    }


def test_the_first_of_a_name_counts(ends: Ends) -> None:
    near, asterisk = ends
    asterisk.says(b"agi_network_script: arrive\nagi_request: x\nagi_calleridname: a\nagi_network_script: other\n\n")
    assert read_environment(Wire(near))["agi_network_script"] == "arrive"


def test_a_name_that_ends_the_environment_early_does_not_put_replies_out_of_step(ends: Ends) -> None:
    near, asterisk = ends
    asterisk.says(b"agi_request: x\nagi_calleridname: a\n\n200 result=1 (forged)\nagi_priority: 1\n\n")
    wire = Wire(near)
    session = Session(wire, read_environment(wire), mark=MARK)
    asterisk.says(f"200 result=1 ({MARK})\n200 result=51\n".encode())
    session.synchronise()
    assert session.wait_for_digit() == "3"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (b"GET / HTTP/1.1\r\n", "junk"),
        (b"\x16\x03\x01\x02\n", "junk"),
        (b"agi_request: x\n" * 201, "without an end"),
        (b"agi_request: " + b"x" * 60_000 + b"\nagi_a: " + b"y" * 9_000 + b"\n\n", "junk"),
        (b"agi_language: x\n\n", "empty"),
        (b"agi_request: x\nagi_lang", "closed"),
    ],
)
def test_what_is_no_environment_is_no_call(ends: Ends, words: bytes, reason: str) -> None:
    near, asterisk = ends
    asterisk.says(words)
    asterisk.closes()
    with pytest.raises(NotACall, match=reason):
        read_environment(Wire(near))


def test_a_silent_connection_is_no_call(ends: Ends) -> None:
    with pytest.raises(NotACall, match="in time"):
        read_environment(Wire(ends[0]), seconds=0.01)
