"""What the channel event log says, read row by row."""

from __future__ import annotations

from router.load.log_account import tell_logged
from router.services.cel_facts import CelRow

CALL = "node1-100.1"


def row(fact: str = "", event: str = "USER_DEFINED", channel: str = CALL, **values: str) -> CelRow:
    return CelRow(event=event, fact=fact, at=100.0, channel_id=channel, channel="PJSIP/x", values=values)


ARRIVED = row("HotlineArrived", Call=CALL, Caller="13900000001")


def test_a_call_with_two_talks_and_a_message() -> None:
    found = tell_logged(
        [
            ARRIVED,
            row("HotlineTalk", channel="node1-101.2", Call=CALL, Seat="1001"),
            row("HotlineTalkEnd", Call=CALL, Why="agent"),
            row("HotlineTalk", channel="node1-102.3", Call=CALL, Seat="1002"),
            row("HotlineMessage", Call=CALL, Phase="begin"),
            row("HotlineMessage", Call=CALL, Phase="left"),
            row(event="CHAN_END", channel="node1-102.3"),
            row(event="CHAN_END"),
        ]
    )[CALL]
    assert (found.caller, found.seats, found.message, found.ended, found.cut) == (
        "13900000001", ["1001", "1002"], True, True, False,
    )  # fmt: skip


def test_a_message_that_was_only_begun_is_none() -> None:
    assert not tell_logged([ARRIVED, row("HotlineMessage", Call=CALL, Phase="begin")])[CALL].message


def test_the_end_of_a_seats_leg_is_not_the_end_of_the_call() -> None:
    assert not tell_logged([ARRIVED, row(event="CHAN_END", channel="node1-102.3")])[CALL].ended


def test_a_talk_after_the_end_is_none() -> None:
    late = row("HotlineTalk", channel="node1-102.3", Call=CALL, Seat="1001")
    assert tell_logged([ARRIVED, row(event="CHAN_END"), late])[CALL].seats == []


def test_a_start_of_asterisk_cuts_what_was_open_only() -> None:
    over = [row("HotlineArrived", Call="node1-90.1", channel="node1-90.1"), row(event="CHAN_END", channel="node1-90.1")]
    found = tell_logged([*over, ARRIVED, row("HotlineBoot", channel="node1-200.0")])
    assert (found["node1-90.1"].cut, found[CALL].cut) == (False, True)


def test_rows_of_no_call_of_a_line_are_nobodys() -> None:
    assert tell_logged([row("HotlineDirect", channel="node1-5.5", Seat="1001", To="1002")]) == {}
