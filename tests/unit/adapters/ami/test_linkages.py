"""Sister services in the words of Asterisk: what is told, what a snapshot finds, what may be ordered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asterisk_conf import names
from router.adapters.ami import commands, deeds
from router.adapters.ami.channels import seen_calls, seen_linkages
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.talks import handed_on
from router.adapters.ami.told import READERS
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.telephony import CallTransferred, LinkIn, MuteRecording, Record, RingTold, SeenLinkage

LEG, SEAT, CITIZEN = "PJSIP/out-carrier-00000007", "PJSIP/1001-00000002", "PJSIP/inbound-00000001"
LINK = LinkIn(
    node="n1", epoch=3, expires_at=9.0, call="c.1", seat="1001", channel=SEAT, key="1", ring="link-3.1"
)  # fmt: skip
RECORD = Record(
    node="n1", epoch=3, expires_at=9.0, call="c.1", seat="", channel=LEG, recording="c.1-1p2.raw"
)  # fmt: skip
MUTE = MuteRecording(node="n1", epoch=3, expires_at=9.0, call="c.1", seat="", channel=LEG, muted=True)


def channel(name: str, unique: str, **variables: str) -> AmiEvent:
    return AmiEvent("Status", {"Channel": name, "Uniqueid": unique, "BridgeID": "b", "Variable": variables})


def test_a_ring_says_for_whom_and_by_which_seat() -> None:
    said = {
        "UserEvent": "HotlineRing", "Channel": LEG, "Ring": "c.1-1", "Purpose": "linkage", "Subject": "c.1",
        "Phase": "dialled", "Linkage": "police", "Number": "110", "Seat": "1001",
    }  # fmt: skip
    assert READERS[names.EVENT_RING]("n1", AmiEvent("UserEvent", said), 5.0) == RingTold(
        node="n1", at=5.0, ring="c.1-1", purpose=RingPurpose.LINKAGE, subject="c.1", phase=RingPhase.DIALLED,
        channel=LEG, linkage="police", number="110", seat="1001",
    )  # fmt: skip


def test_a_snapshot_names_it_and_takes_it_for_no_leg_of_a_seat() -> None:
    listed = [
        channel(CITIZEN, "c.1", HL_CALL="c.1", HL_STATE="talk"),
        channel(SEAT, "c.2", HL_CALL="c.1", HL_LINK_ID="c.1-1", HL_LINK="police"),
        channel(LEG, "c.3", HL_CALL="c.1", HL_LINK_ID="c.1-1", HL_LINK="police", HL_LINK_JOINED="1"),
        channel(LEG.replace("7", "8"), "c.4", HL_CALL="c.1", HL_LINK_ID="c.1-2", HL_LINK="fire"),
    ]
    police = SeenLinkage(ring="c.1-1", call="c.1", linkage="police", joined=True, channel=LEG)
    fire = SeenLinkage(
        ring="c.1-2", call="c.1", linkage="fire", joined=False, channel=LEG.replace("7", "8")
    )  # fmt: skip
    assert seen_linkages(listed) == (police, fire)
    (call,), _ = seen_calls(listed, frozenset({"1001"}))
    assert (call.seat, call.bridged) == ("1001", True)
    (alone,), _ = seen_calls([listed[0], listed[2]], frozenset({"1001"}))
    assert (alone.seat, alone.bridged, alone.state) == ("", False, "talk")


@pytest.mark.parametrize(("own", "far"), [("OrigTransferer", "TransferTarget"), ("SecondTransferer", "Transferee")])
def test_handed_on_among_three_the_call_is_that_of_the_agents_own_leg(own: str, far: str) -> None:
    said = {
        "Result": "Success", "DestType": "Bridge", "OrigTransfererChannel": SEAT,
        "SecondTransfererChannel": SEAT.replace("2", "3"), f"{own}ChanVariable": {"HL_CALL": "c.1"},
        f"{far}Channel": "PJSIP/1002-00000004",
    }  # fmt: skip
    seats = frozenset({"1001", "1002"})
    found = handed_on("n1", AmiEvent("AttendedTransfer", said), 5.0, seats)
    assert found == CallTransferred(
        node="n1", at=5.0, call="c.1", seat="1001", to="1002", kind="attended", to_seat="1002",
        channel="PJSIP/1002-00000004",
    )  # fmt: skip
    # A call between two seats is no citizen's.
    without = {name: value for name, value in said.items() if not name.endswith("ChanVariable")}
    assert handed_on("n1", AmiEvent("AttendedTransfer", without), 5.0, seats) is None


def test_it_is_ordered_by_a_key_that_no_phone_has_and_once_begun_leaves_nothing_to_do() -> None:
    (left,) = deeds.preparation(LINK)
    assert (left.keys["Variable"], left.keys["Value"], left.keys["Channel"]) == ("HL_LINK_WANTED", "1:link-3.1", SEAT)
    assert deeds.press(LINK).keys["Digit"] == names.KEY_LINK
    assert deeds.sign(LINK).keys["Variable"] == "HL_LINK_WANTED"
    assert deeds.done(LINK, "")
    assert not deeds.done(LINK, "1:link-3.1")


@pytest.mark.parametrize("command", [LINK, RECORD, MUTE, replace(RECORD, seat="1001", channel=SEAT)])
def test_what_the_router_sends_is_fit(command: LinkIn | Record | MuteRecording) -> None:
    assert commands._unfit_channel(command) == ""


@pytest.mark.parametrize(
    "command",
    [
        replace(LINK, key="0"),
        replace(LINK, key="11"),
        replace(LINK, ring="a:b"),
        replace(LINK, ring=""),
        replace(LINK, seat="1002"),
        replace(LINK, seat="", channel=LEG),
        replace(LINK, call=""),
        replace(RECORD, channel=CITIZEN),
        replace(RECORD, channel=SEAT),
        replace(RECORD, seat="1001"),
        replace(MUTE, channel="Local/s@x-0000000a;1"),
    ],
)
def test_what_would_mean_something_else_is_not_carried_out(command: LinkIn | Record | MuteRecording) -> None:
    assert commands._unfit_channel(command) == "unsafe"
