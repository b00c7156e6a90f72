"""Rings of ladders in the words of Asterisk: nothing is rung, joined or hung up that is not meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asterisk_conf import names
from router.adapters.ami import rings
from router.adapters.ami.packet import AmiEvent, Answer
from router.domain.outbound import RingPurpose
from router.domain.telephony import CancelRing, ConnectRing, PlaceRing

PLACE = PlaceRing(
    node="n1", epoch=3, expires_at=9.0, ring="climb-3.1-1", purpose=RingPurpose.LADDER, subject="climb-3.1",
    seat="1003", ring_seconds=25, say="ladder_waiting_legal", language="zh-CN", joins=True, shows="12345",
)  # fmt: skip
OUTSIDE = replace(PLACE, seat="", number="13800000003", trunk="city")
CONNECT = ConnectRing(
    node="n1", epoch=3, expires_at=9.0, call="n1-1.7", channel="PJSIP/inbound-00000001", ring="climb-3.1-1",
    leg="PJSIP/1003-00000002", offer="3.9", seat="1003",
)  # fmt: skip
CANCEL = CancelRing(node="n1", epoch=3, expires_at=9.0, ring="climb-3.1-1", leg="PJSIP/1003-00000002")


def answers(*values: str | None) -> list[Answer]:
    """None: there is no such channel."""
    return [Answer(ok=value is not None, keys={"Value": value or ""}) for value in values]


def done(command: rings.RingCommand, *values: str | None) -> list[tuple[str, str]]:
    """Each action and what it is about."""
    deeds = rings.deeds(command, answers(*values))
    return [(one.name, str(one.keys.get("Channel", ""))) for one in deeds]


@pytest.mark.parametrize(
    "command",
    [
        replace(PLACE, seat="1003&PJSIP/1004"),
        replace(PLACE, seat=""),
        replace(PLACE, say="../secrets"),
        replace(PLACE, language="zh-CN/../en"),
        replace(PLACE, shows="1,2"),
        replace(PLACE, ring="a b"),
        replace(OUTSIDE, number="00"),
        replace(OUTSIDE, number="+8613800000003"),
        replace(OUTSIDE, trunk=""),
        replace(CONNECT, leg=""),
        replace(CONNECT, leg="PJSIP/1003-1\r\nAction: Logoff"),
        replace(CONNECT, seat="x"),
        replace(CANCEL, ring=""),
        replace(CANCEL, leg="a,b"),
    ],
)
def test_what_would_mean_something_else_to_asterisk_is_not_carried_out(command: rings.RingCommand) -> None:
    assert rings.unfit(command) == "unsafe"


@pytest.mark.parametrize("command", [PLACE, OUTSIDE, CONNECT, CANCEL, replace(CANCEL, leg="")])
def test_what_the_router_sends_is_fit(command: rings.RingCommand) -> None:
    assert rings.unfit(command) == ""


def test_a_ring_that_is_there_is_not_rung_again() -> None:
    assert rings.refusal(PLACE, answers(None)) == ""
    assert rings.refusal(PLACE, answers("climb-3.1-1")) == "rings_already"


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        (("n1-1.7", "hold", "climb-3.1-1", "Local/s@ladder_out-1;2"), ""),
        ((None, None, "climb-3.1-1", "x"), "channel_gone"),
        (("n1-1.8", "hold", "climb-3.1-1", "x"), "other_call"),
        (("n1-1.7", "talk", "climb-3.1-1", "x"), "not_in_hold"),
        (("n1-1.7", "hold", None, None), "leg_gone"),
        (("n1-1.7", "hold", "climb-3.1-2", "x"), "leg_gone"),
        (("n1-1.7", "hold", "climb-3.1-1", ""), "not_joined"),
    ],
)
def test_two_are_joined_only_as_the_router_knows_them(there: tuple[str | None, ...], reason: str) -> None:
    assert rings.refusal(CONNECT, answers(*there)) == reason


def test_the_phone_is_taken_before_the_citizen() -> None:
    moves = [(name, channel) for name, channel in done(CONNECT, "", "", "", "") if name == "Redirect"]
    assert moves == [("Redirect", CONNECT.leg), ("Redirect", CONNECT.channel)]


def test_who_is_rung_stays_on_the_line_only_where_somebody_is_to_be_joined() -> None:
    for joins, keys in ((True, "1"), (False, "")):
        (ring,) = rings.deeds(replace(PLACE, joins=joins), answers(None))
        assert ring.variables[names.RING_JOIN] == keys
        assert ring.keys["ChannelId"] == PLACE.ring


def test_a_phone_that_has_become_another_ring_s_is_not_hung_up() -> None:
    assert done(CANCEL, "climb-3.1-1") == [("Hangup", CANCEL.ring), ("Hangup", CANCEL.leg)]
    assert done(CANCEL, "climb-3.1-2") == [("Hangup", CANCEL.ring)]
    assert done(replace(CANCEL, leg="")) == [("Hangup", CANCEL.ring)]


def test_a_ring_is_there_while_the_channel_of_its_own_id_is() -> None:
    def channel(unique_id: str, ring: str) -> AmiEvent:
        return AmiEvent("Status", {"Uniqueid": unique_id, "Variable": {names.RING_ID: ring} if ring else {}})

    there = [channel("climb-3.1-1", "climb-3.1-1"), channel("climb-3.1-1-out", "climb-3.1-1"), channel("n1-1.7", "")]
    assert rings.seen_rings(there) == ("climb-3.1-1",)
    assert rings.seen_rings(there[1:]) == ()
