"""Recordings go on after hold, and are silent by order only."""

from __future__ import annotations

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import recording_name, split_recording
from router.domain.history import RecordingPaused
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk


def orders(desk: Desk) -> list[str]:
    """What the node was told of recordings, in order."""
    told = []
    for command in desk.commands:
        if isinstance(command, t.Record):
            told.append(command.recording)
        elif isinstance(command, t.MuteRecording):
            told.append("silence" if command.muted else "sound")
    return told


def held_and_resumed(desk: Desk, citizen: Citizen) -> None:
    for held in (True, False):
        desk.tell(desk.asterisk.holds(citizen, held, desk.now))


@pytest.mark.parametrize(("part", "name"), [(1, "n-1.7-2.raw"), (2, "n-1.7-2p2.raw"), (13, "n-1.7-2p13.raw")])
def test_names_of_parts_are_read_back(part: int, name: str) -> None:
    assert recording_name("n-1.7", 2, part) == name
    assert split_recording(name) == ("n-1.7-2.raw", part)


@pytest.mark.parametrize("name", ["", "x.raw", "p2.raw", "copy.raw", "n1-1.7-m.alaw"])
def test_what_is_no_part_is_left_as_it_is(name: str) -> None:
    assert split_recording(name) == (name, 1)


def test_each_time_the_talk_is_taken_up_again_begins_a_part() -> None:
    desk = Desk()
    citizen = desk.talk()
    desk.tell(desk.asterisk.holds(citizen, True, desk.now))
    segment = desk.call(citizen).segment
    assert segment is not None
    assert (segment.held, segment.parts, orders(desk)) == (True, 1, [])
    desk.tell(desk.asterisk.holds(citizen, False, desk.now))
    held_and_resumed(desk, citizen)
    assert orders(desk) == [f"{citizen.call}-1p2.raw", f"{citizen.call}-1p3.raw"]
    segment = desk.call(citizen).segment
    assert segment is not None
    assert (segment.held, segment.parts, segment.recording) == (False, 3, f"{citizen.call}-1.raw")


def test_hold_told_twice_begins_one_part() -> None:
    desk = Desk()
    citizen = desk.talk()
    for held in (True, True, False, False):
        desk.tell(desk.asterisk.holds(citizen, held, desk.now))
    assert orders(desk) == [f"{citizen.call}-1p2.raw"]


def test_a_talk_that_is_not_recorded_is_not_after_hold_either() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    offer = desk.call(citizen).offer
    assert offer is not None
    desk.tell([t.CallTalked(node=NODE, at=desk.now, call=citizen.call, seat="1001", offer=offer.id, channel="s")])
    citizen.state = "talk"
    held_and_resumed(desk, citizen)
    desk.tell(desk.asterisk.key(citizen, desk.now))
    assert orders(desk) == []
    assert desk.ask(r.PauseRecording(seat="1001", actor="t", paused=True)).code == "no_call"


def test_the_key_turns_silence_on_and_off_on_record() -> None:
    desk = Desk()
    citizen = desk.talk()
    desk.tell(desk.asterisk.key(citizen, desk.now))
    desk.tell(desk.asterisk.key(citizen, desk.now))
    assert orders(desk) == ["silence", "sound"]
    assert [(one.paused, one.actor, one.seat) for one in desk.kept(RecordingPaused)] == [
        (True, "agent:8001", "1001"),
        (False, "agent:8001", "1001"),
    ]


def test_a_part_that_begins_in_silence_is_silent() -> None:
    desk = Desk()
    citizen = desk.talk()
    assert desk.ask(r.PauseRecording(seat="1001", actor="token:x", paused=True)).ok
    held_and_resumed(desk, citizen)
    assert orders(desk) == ["silence", f"{citizen.call}-1p2.raw", "silence"]


def test_silence_that_is_there_already_is_ordered_once() -> None:
    desk = Desk()
    desk.talk()
    for paused in (True, True, False, False):
        assert desk.ask(r.PauseRecording(seat="1001", actor="t", paused=paused)).ok
    assert orders(desk) == ["silence", "sound"]
    assert len(desk.kept(RecordingPaused)) == 2


def test_without_a_talk_there_is_nothing_to_silence() -> None:
    desk = Desk()
    desk.ready("1001")
    assert desk.ask(r.PauseRecording(seat="1001", actor="t", paused=True)).code == "no_call"


def test_a_recording_that_did_not_begin_is_told() -> None:
    desk = Desk()
    citizen = desk.talk()
    desk.tell([t.CommandFailed(node=NODE, at=desk.now, command="Record", call=citizen.call, reason="late")])
    assert "recording_failed" in desk.alarms


def gone(desk: Desk, citizen: Citizen, recording: str) -> None:
    desk.tell(
        [
            t.CommandFailed(
                node=NODE, at=desk.now, command="Record", call=citizen.call, reason="channel_gone", recording=recording
            )
        ]
    )


def test_a_part_on_a_channel_that_was_gone_is_not_looked_for() -> None:
    desk = Desk()
    citizen = desk.talk()
    held_and_resumed(desk, citizen)
    held_and_resumed(desk, citizen)
    gone(desk, citizen, f"{citizen.call}-1p3.raw")
    (segment,) = desk.call(citizen).segments
    assert (segment.parts, desk.alarms) == (2, [])
    gone(desk, citizen, f"{citizen.call}-1p3.raw")
    assert desk.call(citizen).segments[0].parts == 2


@pytest.mark.parametrize("name", ["-1.raw", "-1p2.raw", "-2p3.raw", ""])
def test_of_any_other_file_nothing_is_taken_back(name: str) -> None:
    desk = Desk()
    citizen = desk.talk()
    held_and_resumed(desk, citizen)
    held_and_resumed(desk, citizen)
    gone(desk, citizen, name and f"{citizen.call}{name}")
    assert desk.call(citizen).segments[0].parts == 3


def test_a_part_that_never_began_is_not_looked_for_though_the_call_is_over_by_then() -> None:
    desk = Desk()
    citizen = desk.talk()
    held_and_resumed(desk, citizen)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    gone(desk, citizen, f"{citizen.call}-1p2.raw")
    before, after = (call for call in desk.recorded if call.id == citizen.call and call.outcome)
    assert (before.segments[0].parts, after.segments[0].parts) == (2, 1)
    assert after.version == before.version + 1
    assert (after.outcome, desk.alarms) == (before.outcome, [])
    assert citizen.call not in desk.floor.calls
