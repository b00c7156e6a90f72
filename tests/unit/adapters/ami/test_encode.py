"""Actions to bytes."""

from __future__ import annotations

import pytest
from asterisk.ami.action import Action, SimpleAction

from router.adapters.ami import actions
from router.adapters.ami.encode import encode
from router.adapters.ami.errors import UnsafeValue


def test_an_action_goes_out_whole() -> None:
    action = Action("Originate", {"Channel": "PJSIP/1001"}, {"HL_CALL": "c-1.2"})
    assert encode(action, "7") == (
        b"Action: Originate\r\nActionID: 7\r\nChannel: PJSIP/1001\r\nVariable: HL_CALL=c-1.2\r\n\r\n"
    )


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\0"])
def test_line_ends_are_refused_everywhere(end: str) -> None:
    """action.py:10-12: values go out as they are, so that one with a line end sends a header or an action more."""
    forged = f"x{end}Action: Originate"
    for action in (
        SimpleAction(forged),
        SimpleAction("Setvar", Value=forged),
        SimpleAction("Setvar", **{forged: "1"}),
        Action("Originate", {}, {"V": forged}),
        Action("Originate", {}, {forged: "1"}),
        actions.redirect(forged, "connect"),
    ):
        with pytest.raises(UnsafeValue):
            encode(action, "1")


@pytest.mark.parametrize("header", ["ActionID", "actionid", "Action", "A: b", ""])
def test_headers_of_ours_cannot_be_given(header: str) -> None:
    with pytest.raises(UnsafeValue):
        encode(SimpleAction("Ping", **{header: "1"}), "1")


def test_bytes_that_were_not_utf8_go_back_as_they_came() -> None:
    channel = b"PJSIP/\xfc-1".decode("utf-8", "surrogateescape")
    assert b"Channel: PJSIP/\xfc-1\r\n" in encode(actions.getvar("X", channel), "1")


def test_a_listener_of_commands_asks_for_no_events() -> None:
    assert b"Events: off\r\n" in encode(actions.login("u", "s", events=False), "1")
    assert b"Events: on\r\n" in encode(actions.login("u", "s", events=True), "1")
