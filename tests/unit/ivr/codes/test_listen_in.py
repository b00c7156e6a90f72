from __future__ import annotations

import pytest

from ivr.codes.desk import Heard
from router.domain import errors
from router.domain.listening import Listening, ListenMode
from router.domain.requests import ListenIn, Reply
from router.domain.seat import Seat, SeatState
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import NOW, SIGNED_ON, Router, dial, refused

LISTENING = Listening(
    id="listen-1.2", call="n-1.7", seat="1001", actor="agent:8001", mode=ListenMode.LISTEN, segment=1, asked_at=NOW
)


def listen(keys: str, reply: Reply) -> tuple[list[str], Router]:
    caller, router = Caller(later=keys), Router(replies={ListenIn: [reply]})
    dial(caller, router, "16")
    return caller.heard[2:], router


def test_seat_and_pin_are_asked_and_the_call_goes_on_as_the_listening() -> None:
    allowed = Reply(ok=True, seat=SIGNED_ON, listening=LISTENING, channel="PJSIP/1002-0000000a")
    heard, router = listen("1002#4321#", allowed)
    assert heard == ["ask_listen_seat", "ask_pin"]
    assert router.wishes() == [
        ListenIn(seat="1001", actor="agent:8001", at_seat="1002", pin="4321", inside=True, mode=ListenMode.LISTEN)
    ]
    assert router.let_in == [
        Heard(call="n-1.7", listening="listen-1.2", channel="PJSIP/1002-0000000a", mode=ListenMode.LISTEN)
    ]


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (errors.NotALead, "not_a_lead"),
        (errors.WrongPin, "wrong_pin"),
        (errors.PinLocked, "pin_locked"),
        (errors.HeardAlready, "heard_already"),
        (errors.NoCall, "no_talk"),
        (errors.UnknownSeat, "unknown_seat"),
    ],
)
def test_a_refusal_is_told_and_nothing_is_heard(refusal: type[errors.Refusal], said: str) -> None:
    heard, router = listen("1002#4321#", refused(refusal))
    assert heard[-1] == said
    assert router.let_in == []


@pytest.mark.parametrize("keys", ["", "#", "1002#"])
def test_without_a_seat_or_a_pin_nobody_is_asked(keys: str) -> None:
    heard, router = listen(keys, Reply(ok=True))
    assert heard[-1] == "code_no_input"
    assert (router.wishes(), router.let_in) == ([], [])


def test_nobody_signed_on_is_no_lead() -> None:
    caller, router = Caller(later="1002#4321#"), Router(Seat(id="1001", state=SeatState.SIGNED_OFF))
    dial(caller, router, "16")
    assert caller.heard[-1] == "sign_on_first"
    assert router.wishes() == []
