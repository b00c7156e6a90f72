from __future__ import annotations

import pytest

from ivr.codes.desk import Heard
from router.domain import errors
from router.domain.listening import Listening, ListenMode
from router.domain.requests import Reply, TakeOver
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import NOW, SIGNED_ON, Router, dial, refused

LISTENING = Listening(
    id="listen-1.2", call="n-1.7", seat="1001", actor="agent:8001", mode=ListenMode.TAKE_OVER, segment=1, asked_at=NOW
)


def take(keys: str, reply: Reply) -> tuple[list[str], Router]:
    caller, router = Caller(later=keys), Router(replies={TakeOver: [reply]})
    dial(caller, router, "17")
    return caller.heard[2:], router


def test_seat_and_pin_are_asked_and_the_call_goes_on_as_the_talk() -> None:
    heard, router = take("1002#4321#", Reply(ok=True, seat=SIGNED_ON, listening=LISTENING, channel="PJSIP/1002-0a"))
    assert heard == ["ask_take_over_seat", "ask_pin"]
    assert router.wishes() == [TakeOver(seat="1001", actor="agent:8001", at_seat="1002", pin="4321", inside=True)]
    assert router.let_in == [
        Heard(call="n-1.7", listening="listen-1.2", channel="PJSIP/1002-0a", mode=ListenMode.TAKE_OVER)
    ]


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (errors.NotALead, "not_a_lead"),
        (errors.WrongPin, "wrong_pin"),
        (errors.HeardAlready, "heard_already"),
        (errors.NoCall, "no_talk"),
        (errors.UnknownSeat, "unknown_seat"),
    ],
)
def test_a_refusal_is_told_and_nothing_is_taken(refusal: type[errors.Refusal], said: str) -> None:
    heard, router = take("1002#4321#", refused(refusal))
    assert heard[-1] == said
    assert router.let_in == []


@pytest.mark.parametrize("keys", ["", "#", "1002#"])
def test_without_a_seat_or_a_pin_nobody_is_asked(keys: str) -> None:
    heard, router = take(keys, Reply(ok=True))
    assert heard[-1] == "code_no_input"
    assert (router.wishes(), router.let_in) == ([], [])
