"""Records of history that raise alarms, and those that end them."""

from __future__ import annotations

import pytest

from router.domain.alarms.basket import Basket
from router.domain.alarms.channel import Channel, ChannelKind
from router.domain.alarms.read_records import read_record
from router.domain.alarms.severity import Severity
from router.domain.alarms.turn import next_batch, sent
from router.domain.history import ActionTaken, AlarmRaised, HistoryRecord, SeatRecorded
from router.domain.seat import Seat, SeatState

CHANNEL = Channel(id="group", kind=ChannelKind.FEISHU, least=Severity.INFO)


def raised(code: str, subject: str, at: float = 1.0) -> AlarmRaised:
    return AlarmRaised(at=at, epoch=1, code=code, subject=subject, text="t")


def seat(state: SeatState, *, reachable: bool, name: str = "1001") -> SeatRecorded:
    return SeatRecorded(at=9.0, epoch=1, seat=Seat(id=name, state=state, reachable=reachable))


def resolved(code: str, subject: str) -> ActionTaken:
    return ActionTaken(at=9.0, epoch=1, actor="router", what="alarm_resolved", subject=subject, detail=code)


@pytest.mark.parametrize(
    ("code", "record", "over"),
    [
        ("phone_lost", seat(SeatState.NOT_READY, reachable=True), True),
        ("phone_lost", seat(SeatState.NOT_READY, reachable=False), False),
        ("phone_lost", seat(SeatState.READY, reachable=True, name="1002"), False),
        ("last_seat", seat(SeatState.READY, reachable=True), True),
        ("last_seat", seat(SeatState.NOT_READY, reachable=True), False),
        ("missing_on_shift", resolved("missing_on_shift", "1001"), True),
        ("missing_on_shift", resolved("missing_on_shift", "1002"), False),
        ("missing_on_shift", resolved("incident", "1001"), False),
        ("incident", raised("incident_over", "1001"), True),
        ("incident", raised("incident_over", "another"), False),
        ("cut_off", resolved("cut_off", "1001"), False),
    ],
)
def test_what_was_told_is_over_by_its_own_record_alone(code: str, record: HistoryRecord, over: bool) -> None:
    basket = read_record(Basket(), CHANNEL, raised(code, "1001"), now=1.0)
    basket = sent(basket, next_batch(basket, CHANNEL, minute=0, now=1.0), now=1.0)
    after = read_record(basket, CHANNEL, record, now=9.0)
    assert [item.times for item in after.items] == ([0] if over else [])


def test_an_end_of_what_nobody_was_told_is_no_message() -> None:
    assert read_record(Basket(), CHANNEL, raised("incident_over", "x"), now=1.0).items == ()
    assert read_record(Basket(), CHANNEL, seat(SeatState.READY, reachable=True), now=1.0) == Basket()
