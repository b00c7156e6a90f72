"""Deeds on a seat's channel in mid-talk: what reaches Asterisk, in which order, and what is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from router.adapters.ami import recorder as module
from router.adapters.ami.connection import Connection
from router.adapters.ami.deeds import Deed, Find, Join, one_per_channel
from router.adapters.ami.errors import NotConnected
from router.adapters.ami.recorder import Recorder
from router.domain.telephony import CommandFailed, MuteRecording, Record
from tests.unit.adapters.ami.fake_asterisk import FakeAsterisk, Headers, connected, error, eventually, success

NOW = 1_700_000_000.0
FIRST, SECOND, CITIZEN = "PJSIP/1001-0000000a", "PJSIP/1002-0000000b", "PJSIP/inbound-00000001"
MASTER = "MASTER_CHANNEL(HL_CALL)"


class Scene:
    """A recorder with a fake Asterisk whose dialplan does what the keys ask."""

    def __init__(self) -> None:
        self.channels: dict[str, dict[str, str]] = {
            FIRST: {"HL_CALL": "c.1", MASTER: "c.1"},
            SECOND: {MASTER: "c.1"},
            CITIZEN: {"HL_CALL": "c.1", "BRIDGEPEER": SECOND},
        }
        self.deaf = 0
        """keys that go unheard"""
        self.refused: frozenset[str] = frozenset()
        self.told: list[CommandFailed] = []
        self.connection: Connection | None = None
        self.fake: FakeAsterisk
        self.recorder = Recorder("node1", connection=self._connection, failed=self.told.append, now=lambda: NOW)

    def answer(self, action: Headers) -> str:
        name, channel = action["Action"], action.get("Channel", "")
        if channel and channel not in self.channels:
            return error(action, "No such channel")
        if name in self.refused:
            return error(action, "Could not")
        if name == "Getvar":
            value = self.channels[channel].get(action["Variable"], "")
            return success(action, Variable=action["Variable"], Value=value)
        if name == "Setvar":
            self.channels[channel][action["Variable"]] = action["Value"]
        if name == "PlayDTMF":
            self._pressed(channel, action["Digit"])
        return success(action)

    def _pressed(self, channel: str, key: str) -> None:
        if self.deaf:
            self.deaf -= 1
        elif key == "A":
            self.channels[channel]["HL_WANTED"] = ""
        else:
            self.channels[channel]["HL_CALL"] = self.channels[channel][MASTER]

    def _connection(self) -> Connection:
        if self.connection is None:
            raise NotConnected("nobody there")
        return self.connection

    def deeds(self) -> list[str]:
        """What was done to Asterisk, in short."""
        keys = ("Variable", "Value", "Digit", "Receive", "Direction", "State", "Channel")
        return [
            " ".join([action["Action"], *(action[key] for key in keys if key in action)])
            for action in self.fake.actions
            if action["Action"] not in {"Getvar", "Ping"}
        ]

    def reasons(self) -> list[str]:
        return [f"{told.command} {told.call} {told.reason}" for told in self.told]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(module, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    one = Scene()
    with connected(one.answer) as (connection, fake):
        one.connection, one.fake = connection, fake
        yield one


def record(name: str = "c.1-1p2.raw", channel: str = FIRST, **more: object) -> Record:
    fields = {
        "node": "node1", "epoch": 7, "expires_at": NOW + 1, "call": "c.1", "seat": "1001", "channel": channel,
        "recording": name,
    }  # fmt: skip
    return Record(**(fields | more))  # type: ignore[arg-type]


def mute(muted: bool = True) -> MuteRecording:
    return MuteRecording(node="node1", epoch=7, expires_at=NOW + 1, call="c.1", seat="1001", channel=FIRST, muted=muted)


RECORDED = [f"StopMixMonitor {FIRST}", f"Setvar HL_WANTED c.1-1p2.raw {FIRST}", f"PlayDTMF A yes {FIRST}"]


def test_a_recording_ends_before_the_next_begins(scene: Scene) -> None:
    scene.recorder.carry_out([record()])
    assert scene.deeds() == RECORDED
    assert scene.told == []


def test_a_channel_that_was_not_recorded_is_from_now_on(scene: Scene) -> None:
    scene.refused = frozenset({"StopMixMonitor"})
    scene.recorder.carry_out([record()])
    assert scene.deeds() == RECORDED
    assert scene.told == []


def test_a_key_that_goes_unheard_is_pressed_once_more(scene: Scene) -> None:
    scene.deaf = 1
    scene.recorder.carry_out([record()])
    assert scene.deeds() == [*RECORDED, RECORDED[-1]]
    assert scene.told == []


def test_a_recording_that_does_not_begin_is_told(scene: Scene) -> None:
    scene.deaf = 2
    scene.recorder.carry_out([record()])
    assert scene.reasons() == ["Record c.1 not_begun"]


@pytest.mark.parametrize("deed", [record(call="c.2"), record(channel=SECOND)])
def test_a_channel_of_another_call_is_left_alone(scene: Scene, deed: Record) -> None:
    """Channel names start again with Asterisk; a seat that was only asked has no call."""
    scene.recorder.carry_out([deed])
    assert scene.deeds() == []
    assert scene.reasons() == [f"Record {deed.call} other_call"]


def test_a_channel_that_is_gone_is_told(scene: Scene) -> None:
    del scene.channels[FIRST]
    scene.recorder.carry_out([record(), Join(call="c.1", seat="1002", channel=SECOND)])
    assert scene.deeds() == [f"PlayDTMF B yes {SECOND}"]
    assert scene.reasons() == ["Record c.1 channel_gone"]
    assert scene.told[0].recording == record().recording != ""


def test_what_is_late_is_not_done(scene: Scene) -> None:
    scene.recorder.carry_out([record(expires_at=NOW - 0.1)])
    assert scene.deeds() == []
    assert scene.reasons() == ["Record c.1 late"]


@pytest.mark.parametrize(("muted", "state"), [(True, "1"), (False, "0")])
def test_a_recording_goes_on_in_silence_or_with_sound(scene: Scene, muted: bool, state: str) -> None:
    scene.recorder.carry_out([mute(muted)])
    assert scene.deeds() == [f"MixMonitorMute both {state} {FIRST}"]


def test_a_refused_silence_is_told(scene: Scene) -> None:
    scene.refused = frozenset({"MixMonitorMute"})
    scene.recorder.carry_out([mute()])
    assert scene.reasons() == ["MuteRecording c.1 refused"]


def test_a_seat_that_joined_the_call_becomes_the_calls(scene: Scene) -> None:
    scene.recorder.carry_out([Join(call="c.1", seat="1002", channel=SECOND)])
    assert scene.deeds() == [f"PlayDTMF B yes {SECOND}"]
    assert scene.channels[SECOND]["HL_CALL"] == "c.1"
    assert scene.told == []


def test_a_seat_that_answered_after_the_agent_left_is_found_at_the_citizens_side(scene: Scene) -> None:
    scene.recorder.carry_out([Find(call="c.1", seat="1002", channel=CITIZEN)])
    assert scene.deeds() == [f"PlayDTMF C yes {SECOND}"]
    assert scene.told == []


@pytest.mark.parametrize("peer", ["", "PJSIP/1003-0000000c"])
def test_a_seat_that_still_rings_is_left_for_later(scene: Scene, peer: str) -> None:
    scene.channels[CITIZEN]["BRIDGEPEER"] = peer
    scene.recorder.carry_out([Find(call="c.1", seat="1002", channel=CITIZEN)])
    assert scene.deeds() == []
    assert scene.told == []


def test_without_asterisk_each_deed_is_told(scene: Scene) -> None:
    scene.connection = None
    scene.recorder.carry_out([record(), Join(call="c.1", seat="1002", channel=SECOND)])
    assert scene.reasons() == ["Record c.1 asterisk_away", "Join c.1 asterisk_away"]


def test_the_thread_does_one_deed_per_channel_at_a_time(scene: Scene) -> None:
    """The silence is for the recording that was asked for before it."""
    scene.recorder.post(record())
    scene.recorder.post(mute())
    scene.recorder.start()
    eventually(lambda: len(scene.deeds()) == 4, "four deeds")
    scene.recorder.stop()
    assert scene.deeds() == [*RECORDED, f"MixMonitorMute both 1 {FIRST}"]


def test_the_first_of_each_channel() -> None:
    join = Join(call="c.1", seat="1002", channel=SECOND)
    waiting: list[Deed] = [record(), mute(), join, record("x.raw", SECOND)]
    assert one_per_channel(waiting) == ([waiting[0], join], [waiting[1], waiting[3]])
