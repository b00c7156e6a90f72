"""From facts to the channels that an attended transfer brought into a call."""

from __future__ import annotations

from router.adapters.ami.deeds import Find, Join
from router.adapters.ami.handovers import Handovers
from router.domain.telephony import CallEnded, CallTalked, CallTransferred, DeviceState, NodeEvent, SeatDeviceChanged

HANDED = CallTransferred(node="n", at=1.0, call="c.1", seat="1001", to="1002", channel="PJSIP/inbound-00000001")
FOUND = Find(call="c.1", seat="1002", channel="PJSIP/inbound-00000001")


def posted(*facts: NodeEvent) -> list[Join | Find]:
    found: list[Join | Find] = []
    handovers = Handovers(found.append)
    for fact in facts:
        handovers.told(fact)
    return found


def device(seat: str, state: DeviceState = DeviceState.INUSE) -> SeatDeviceChanged:
    return SeatDeviceChanged(node="n", at=2.0, seat=seat, device=state)


def test_a_seat_in_the_talk_is_joined() -> None:
    fact = CallTransferred(
        node="n", at=1.0, call="c.1", seat="1001", to="1002", kind="attended", to_seat="1002", channel="PJSIP/1002-b"
    )
    assert posted(fact, device("1002")) == [Join(call="c.1", seat="1002", channel="PJSIP/1002-b")]


def test_a_seat_that_rings_is_looked_for_at_once_and_when_it_is_in_use() -> None:
    assert posted(HANDED, device("1003"), device("1002", DeviceState.RINGING)) == [FOUND]
    assert posted(HANDED, device("1002")) == [FOUND, FOUND]


def test_a_blind_transfer_is_the_dialplans() -> None:
    assert posted(CallTransferred(node="n", at=1.0, call="c.1", seat="1001", to="1002"), device("1002")) == []


def test_what_came_of_it_ends_the_search() -> None:
    talked = CallTalked(node="n", at=2.0, call="c.1", seat="1002", kind="transfer")
    ended = CallEnded(node="n", at=2.0, call="c.1", cause=16, state="talk")
    other = CallEnded(node="n", at=2.0, call="c.2", cause=16, state="talk")
    assert posted(HANDED, talked, device("1002")) == [FOUND]
    assert posted(HANDED, ended, device("1002")) == [FOUND]
    assert posted(HANDED, other, device("1002")) == [FOUND, FOUND]
