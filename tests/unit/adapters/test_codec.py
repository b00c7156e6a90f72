"""Messages survive the way through a stream, and what is no message is refused."""

from __future__ import annotations

import json

import pytest

from router.adapters import codec
from router.domain import history, requests, telephony
from router.domain.call import Call, OfferMade, Segment
from router.domain.seat import Seat

OFFER = OfferMade(id="1.1", seat="1001", agent="8", at=3.0)
CALL = Call(
    id="n-1.1", node="n", channel="c", line="l", caller="1 \"\\ \u2028 中", arrived_at=1.5,
    segments=(Segment(number=1, queue="q", queued_at=2.0, offers=(OFFER,)),),
)  # fmt: skip

MESSAGES = [
    telephony.NodeLost(node="n", at=1.0),
    telephony.SnapshotTaken(
        node="n", at=1.0, boot="b", epoch=3, calls=(telephony.SeenCall(call="a", channel="b", state="hold"),),
        seats=(telephony.SeenSeat(seat="1001", reachable=True, device=telephony.DeviceState.INUSE),),
    ),
    telephony.MarkDuty(node="n", epoch=1, expires_at=2.0, on_duty=("1001", "1002")),
    requests.SignOn(seat="1001", actor="t", agent="8001", pin=None),
    requests.Reply(ok=True, seat=Seat(id="1001")),
    history.CallRecorded(at=1.0, epoch=1, event="held", call=CALL),
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_as_it_was(message: object) -> None:
    text = codec.dump_message(message)
    assert json.loads(text)["type"] == type(message).__name__
    assert codec.load_message(text) == message


def test_a_value_comes_back_as_it_was() -> None:
    assert codec.load(Call, codec.dump(CALL)) == CALL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "1",
        "{}",
        '{"type": "Nobody"}',
        '{"type": "NodeLost"}',
        '{"type": "NodeLost", "at": "x"}',
        b"\xff",
    ],
)
def test_what_is_no_message_is_refused(text: str | bytes) -> None:
    with pytest.raises(codec.BadMessage):
        codec.load_message(text)
