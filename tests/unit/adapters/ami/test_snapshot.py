"""What a snapshot asks, and what it makes of the answers."""

from __future__ import annotations

import pytest

from router.adapters.ami.errors import ActionRefused, OutcomeUnknown
from router.adapters.ami.places import Places
from router.adapters.ami.snapshot import CHUNK, take_snapshot
from router.domain.telephony import DeviceState
from tests.unit.adapters.ami.fake_asterisk import Headers, connected, error, packet, success

SEATS = frozenset({"1001", "1002", "1003"})
VALUES = {
    "PJSIP_AOR(1001,contact)": "1001;@a,1001;@b",
    "PJSIP_AOR(1002,contact)": "1002;@c",
    "PJSIP_CONTACT(1001;@a,status)": "Unreachable",
    "PJSIP_CONTACT(1001;@b,status)": "Reachable",
    "PJSIP_CONTACT(1002;@c,status)": "Unknown",
    "PJSIP_CONTACT(1001;@b,uri)": "sip:1001@127.0.0.1:5062",
}
DEVICES = {"PJSIP/1001": "INUSE", "PJSIP/1002": "UNAVAILABLE", "Custom:duty-1001": "NOT_INUSE", "PJSIP/inbound": "BUSY"}
CALL = {"Channel": "PJSIP/inbound-00000001", "Uniqueid": "c.1"}
CALL_VARIABLES = "Variable: HL_CALL=c.1\r\nVariable: HL_STATE=hold\r\nVariable: HL_SEAT=(null)\r\n"


def asterisk(action: Headers) -> str:
    mine = {"ActionID": action["ActionID"]}
    start = packet(Response="Success", EventList="start", **mine)
    match action["Action"]:
        case "CoreSettings":
            return success(action, SystemName="node1")
        case "CoreStatus":
            return success(action, CoreStartupDate="2026-11-22", CoreStartupTime="01:41:50")
        case "DeviceStateList":
            rows = "".join(
                packet(Event="DeviceStateChange", Device=device, State=state, **mine)
                for device, state in DEVICES.items()
            )
            return start + rows + packet(Event="DeviceStateListComplete", EventList="Complete", **mine)
        case "Status":
            row = packet(Event="Status", **CALL, **mine).removesuffix("\r\n") + CALL_VARIABLES + "\r\n"
            return start + row + packet(Event="StatusComplete", EventList="Complete", **mine)
        case "Getvar":
            return success(action, Variable=action["Variable"], Value=VALUES.get(action["Variable"], ""))
    return success(action)


def test_a_snapshot() -> None:
    with connected(asterisk) as (connection, _):
        seen = take_snapshot(connection, SEATS)
    assert seen.boot == "node1 2026-11-22 01:41:50"
    assert [(seat.seat, seat.reachable, seat.device) for seat in seen.seats] == [
        ("1001", True, DeviceState.INUSE),
        ("1002", False, DeviceState.UNAVAILABLE),
        ("1003", False, DeviceState.UNKNOWN),
    ]
    assert seen.contacts["1001"] == {"sip:1001@127.0.0.1:5062"}
    assert seen.duty == {"1001": "NOT_INUSE"}
    assert [(call.call, call.state, call.seat) for call in seen.calls] == [("c.1", "hold", "")]


def test_an_account_without_the_right_is_told() -> None:
    def refusing(action: Headers) -> str:
        return error(action, "Permission denied") if action["Action"] == "Status" else asterisk(action)

    with connected(refusing) as (connection, _), pytest.raises(ActionRefused, match="Permission denied"):
        take_snapshot(connection, SEATS)


def test_a_snapshot_whose_list_breaks_off_is_none() -> None:
    """Half a list must not be taken for the whole: calls that it does not name would be taken for ended."""

    def broken(action: Headers) -> str:
        whole = asterisk(action)
        if action["Action"] != "Status":
            return whole
        one.close("test")
        return whole[: whole.index("Event: StatusComplete")]

    with connected(broken) as (one, _), pytest.raises(OutcomeUnknown):
        take_snapshot(one, SEATS)


def test_many_seats_are_asked_in_chunks() -> None:
    seats = frozenset(str(number) for number in range(CHUNK * 2 + 1))
    with connected(asterisk) as (connection, fake):
        seen = take_snapshot(connection, seats)
        assert len(fake.named("Getvar")) == len(seats)
    assert len(seen.seats) == len(seats)


def test_missing_contexts_are_seen() -> None:
    def answer(action: Headers) -> str:
        if action.get("Context") == "fallback":
            return error(action, "Did not find context fallback")
        mine = {"ActionID": action["ActionID"]}
        return (
            packet(Response="Success", EventList="start", **mine)
            + packet(Event="ListDialplan", Context="connect", Extension="s", **mine)
            + packet(Event="ShowDialPlanComplete", EventList="Complete", **mine)
        )

    places = Places()
    with connected(answer) as (connection, _):
        places.look(connection)
    assert places.missing == {"fallback"}
