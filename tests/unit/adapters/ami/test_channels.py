"""A list of channels to the calls that they are."""

from __future__ import annotations

import pytest

from router.adapters.ami.channels import seen_calls, unjoined
from router.adapters.ami.deeds import Join
from router.adapters.ami.packet import AmiEvent
from tests.unit.adapters.ami.fake_asterisk import listed

SEATS = frozenset({"1001", "1002"})


def channel(name: str, unique: str, bridge: str = "", **variables: str) -> AmiEvent:
    return AmiEvent("Status", {"Channel": name, "Uniqueid": unique, "BridgeID": bridge, "Variable": variables})


def test_a_talk_as_asterisk_lists_it() -> None:
    (call,), epoch = seen_calls(listed("answered", "Status"), SEATS)
    assert (call.state, call.seat, call.bridged, call.offer, call.talks) == ("talk", "1001", True, "o1", 1)
    assert (call.line, call.queue, call.caller, call.language, call.bundle) == (
        "general", "general", "13800138000", "zh-CN", 1,
    )  # fmt: skip
    assert call.recording == f"{call.call}-1.raw"
    assert call.counter == int(call.call.rpartition(".")[2])
    assert call.arrived_at > 1_700_000_000
    assert epoch == 0


def test_a_talk_of_the_fallback_through_its_local_channels() -> None:
    """Citizen and seat are in two bridges, with a Local channel between; its halves are no calls and no legs."""
    (call,), _ = seen_calls(listed("fallback", "Status"), SEATS)
    assert (call.state, call.seat, call.bridged, call.offer) == ("talk", "1001", True, "")
    assert call.recording == f"{call.call}-1.raw"


def test_a_call_back_in_hold_has_no_offer() -> None:
    (call,), _ = seen_calls(
        [channel("PJSIP/inbound-00000001", "c.1", HL_CALL="c.1", HL_STATE="hold", HL_OFFER_ID="7.1")], SEATS
    )
    assert (call.state, call.seat, call.offer, call.bridged) == ("hold", "", "", False)


def test_a_seat_that_rings_is_named_and_not_bridged() -> None:
    channels = [
        channel("PJSIP/1001-00000002", "c.2", HL_CALL="c.1", HL_OFFER_ID="7.1"),
        channel("PJSIP/inbound-00000001", "c.1", HL_CALL="c.1", HL_STATE="offer", HL_OFFER_ID="7.1"),
    ]
    (call,), _ = seen_calls(channels, SEATS)
    assert (call.seat, call.offer, call.bridged) == ("1001", "7.1", False)


def test_of_two_legs_the_joined_one_counts() -> None:
    """The fallback may ring several seats for one call."""
    channels = [
        channel("PJSIP/inbound-00000001", "c.1", "b1", HL_CALL="c.1", HL_STATE="talk"),
        channel("PJSIP/1001-00000002", "c.2", HL_CALL="c.1"),
        channel("PJSIP/1002-00000003", "c.3", "b2", HL_CALL="c.1", HL_RECORDING="c.1-1.raw"),
    ]
    (call,), _ = seen_calls(channels, SEATS)
    assert (call.seat, call.bridged, call.recording) == ("1002", True, "c.1-1.raw")


def test_after_an_attended_transfer_the_seat_in_the_citizens_bridge_counts() -> None:
    """As Asterisk lists it before the second seat's channel was made the call's: the citizen still names the first."""
    (call,), _ = seen_calls(listed("handed_on", "Status"), SEATS)
    assert (call.state, call.seat, call.bridged, call.recording) == ("talk", "1002", True, "")


def test_a_leg_in_another_bridge_gives_way_to_the_one_in_the_citizens() -> None:
    """An agent who asks another seat is in two talks."""
    channels = [
        channel("PJSIP/1001-00000002", "c.2", "b2", HL_CALL="c.1"),
        channel("PJSIP/inbound-00000001", "c.1", "b1", HL_CALL="c.1", HL_STATE="talk"),
        channel("PJSIP/1002-00000003", "c.3", "b1"),
        channel("PJSIP/1001-00000004", "c.4", "b3"),
    ]
    (call,), _ = seen_calls(channels, SEATS)
    assert (call.seat, call.bridged) == ("1002", True)


def test_a_seat_that_was_handed_a_citizen_unheard_of_is_to_be_joined() -> None:
    found = unjoined(listed("handed_on", "Status"), SEATS)
    (call,), _ = seen_calls(listed("handed_on", "Status"), SEATS)
    assert [(join.call, join.seat, join.channel[:11], join.late) for join in found] == [
        (call.call, "1002", "PJSIP/1002-", True)
    ]


def test_only_a_seat_in_a_citizens_bridge_that_carries_no_call_is_to_be_joined() -> None:
    channels = [
        channel("PJSIP/inbound-00000001", "c.1", "b1", HL_CALL="c.1"),
        channel("PJSIP/1001-00000002", "c.2", "b1", HL_CALL="c.1"),
        channel("PJSIP/1001-00000003", "c.3", "b2"),
        channel("PJSIP/1002-00000004", "c.4"),
        channel("PJSIP/stranger-00000005", "c.5", "b1"),
        channel("PJSIP/inbound-00000006", "c.6", HL_CALL="c.6"),
    ]
    assert unjoined(channels, SEATS) == ()
    late = channel("PJSIP/1002-00000007", "c.7", "b1")
    assert unjoined([late, *channels], SEATS) == (
        Join(call="c.1", seat="1002", channel="PJSIP/1002-00000007", late=True),
    )


@pytest.mark.parametrize("state", ["transfer", "message", "survey"])
def test_a_call_that_is_not_offered_has_no_offer(state: str) -> None:
    (call,), _ = seen_calls(
        [channel("PJSIP/inbound-1", "c.1", HL_CALL="c.1", HL_STATE=state, HL_OFFER_ID="7.1")], SEATS
    )
    assert (call.state, call.offer) == (state, "")


def test_what_belongs_to_no_call_is_no_call() -> None:
    channels = [
        channel("PJSIP/1001-00000002", "c.2"),
        channel("PJSIP/stranger-00000003", "c.3", HL_CALL="c.1"),
        channel("Local/1001@fallback_seat-00000001;1", "c.4", HL_CALL="c.1"),
    ]
    assert seen_calls(channels, SEATS) == ((), 0)


def test_calls_come_by_rank_and_the_highest_epoch_counts() -> None:
    channels = [
        channel(f"PJSIP/inbound-0000000{n}", f"c.{n}", HL_CALL=f"c.{n}", HL_RANK=rank, HL_EPOCH=epoch)
        for n, rank, epoch in ((1, "30.5:9", "4"), (2, "30.5:8", "12"), (3, "10:99", ""))
    ]
    calls, epoch = seen_calls(channels, SEATS)
    assert [call.call for call in calls] == ["c.3", "c.2", "c.1"]
    assert epoch == 12
