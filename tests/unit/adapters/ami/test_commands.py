"""Commands: what reaches Asterisk, what does not, and what is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from router.adapters.ami.commands import Commander, Hands
from router.adapters.ami.connection import Connection
from router.adapters.ami.errors import NotConnected
from router.domain.telephony import (
    Acknowledge,
    Beat,
    CommandFailed,
    MarkDuty,
    MuteRecording,
    NodeCommand,
    Offer,
    Record,
    SendOn,
    SendToFallback,
    TakeSnapshot,
    UseBundle,
)
from tests.unit.adapters.ami.fake_asterisk import FakeAsterisk, Headers, connected, error, success

NOW = 1_700_000_000.75
CHANNEL = "PJSIP/inbound-00000001"
QUESTIONS = frozenset({"Getvar", "Ping"})


class Scene:
    """A commander with a fake Asterisk in which one call waits."""

    def __init__(self) -> None:
        self.channels = {CHANNEL: {"HL_CALL": "c.1", "HL_STATE": "hold"}}
        self.refuse = ""
        self.told: list[CommandFailed] = []
        self.marked: list[MarkDuty] = []
        self.snapshots: list[bool] = []
        """each that was asked for: anew?"""
        self.recorded: list[Record | MuteRecording] = []
        self.missing: frozenset[str] = frozenset()
        self.now = NOW
        self.connection: Connection | None = None
        self.fake: FakeAsterisk
        self.commander = Commander(
            "node1",
            Hands(
                connection=self._connection,
                mark=self.marked.append,
                snapshot=self.snapshots.append,
                record=self.recorded.append,
                failed=self.told.append,
                missing=lambda: self.missing,
            ),
            now=lambda: self.now,
        )

    def answer(self, action: Headers) -> str:
        name, channel = action["Action"], action.get("Channel", "")
        if channel and channel not in self.channels:
            return error(action, "No such channel")
        if name == self.refuse:
            return error(action, "Redirect failed, channel not up.")
        if name == "Getvar":
            return success(
                action, Variable=action["Variable"], Value=self.channels[channel].get(action["Variable"], "")
            )
        return success(action)

    def _connection(self) -> Connection:
        if self.connection is None:
            raise NotConnected("nobody there")
        return self.connection

    def deeds(self) -> list[str]:
        """What was done to Asterisk, in short."""
        table = []
        for action in self.fake.actions:
            if action["Action"] not in QUESTIONS:
                keys = ("Variable", "Value", "Context", "Exten", "Priority", "Channel")
                table.append(" ".join([action["Action"], *(action[key] for key in keys if key in action)]))
        return table

    def reasons(self) -> list[str]:
        return [f"{told.command} {told.reason}" for told in self.told]


@pytest.fixture
def scene() -> Iterator[Scene]:
    one = Scene()
    with connected(one.answer) as (connection, fake):
        one.connection, one.fake = connection, fake
        yield one


def offer(**more: object) -> Offer:
    fields = {"call": "c.1", "channel": CHANNEL, "offer": "7.1", "seat": "1001", "ring_seconds": 15}
    return Offer(**(common() | fields | more))  # type: ignore[arg-type]


def common() -> dict[str, object]:
    return {"node": "node1", "epoch": 7, "expires_at": NOW + 1}


def build(kind: type[NodeCommand], **more: object) -> NodeCommand:
    return kind(**(common() | more))  # type: ignore[arg-type]


def test_a_beat_is_the_nodes_own_second(scene: Scene) -> None:
    scene.commander.carry_out([build(Beat), build(Beat)])
    assert scene.deeds() == ["Setvar HL_BEAT 1700000000"]


def test_an_acknowledgement_marks_the_waiting_call(scene: Scene) -> None:
    scene.commander.carry_out([build(Acknowledge, call="c.1", channel=CHANNEL)])
    assert scene.deeds() == [f"Setvar HL_ACK 1700000000 {CHANNEL}", f"Setvar HL_EPOCH 7 {CHANNEL}"]


def test_a_place_that_is_known_is_told_with_it(scene: Scene) -> None:
    scene.commander.carry_out([build(Acknowledge, call="c.1", channel=CHANNEL, place=3)])
    assert scene.deeds() == [
        f"Setvar HL_PLACE 3 {CHANNEL}",
        f"Setvar HL_ACK 1700000000 {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
    ]


def test_a_wait_that_is_known_is_told_with_the_second_of_its_acknowledgement(scene: Scene) -> None:
    """Whoever reads it can tell whether a later acknowledgement came without one."""
    scene.commander.carry_out([build(Acknowledge, call="c.1", channel=CHANNEL, wait_seconds=95)])
    assert scene.deeds() == [
        f"Setvar HL_WAIT 95:1700000000 {CHANNEL}",
        f"Setvar HL_ACK 1700000000 {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
    ]


def test_a_call_that_is_passed_on_waits_in_the_other_queue(scene: Scene) -> None:
    scene.commander.carry_out([build(SendOn, call="c.1", channel=CHANNEL, queue="general")])
    assert scene.deeds() == [
        f"Setvar HL_QUEUE general {CHANNEL}",
        f"Setvar HL_WHY passed_on {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
        f"Redirect hold s 1 {CHANNEL}",
    ]
    assert scene.told == []


def test_a_call_that_is_passed_on_to_a_message_leaves_one_for_that_queue(scene: Scene) -> None:
    scene.commander.carry_out([build(SendOn, call="c.1", channel=CHANNEL, queue="legal", message=True)])
    assert scene.deeds() == [
        f"Setvar HL_QUEUE legal {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
        f"Redirect message s 1 {CHANNEL}",
    ]


def test_an_offer_says_whose_the_call_is_now(scene: Scene) -> None:
    scene.commander.carry_out([offer(queue="general")])
    assert scene.deeds() == [
        f"Setvar HL_QUEUE general {CHANNEL}",
        f"Setvar HL_OFFER 7.1:1001:15 {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
        f"Redirect connect s 1 {CHANNEL}",
    ]


def test_a_call_that_is_passed_on_and_offered_at_once_is_only_offered(scene: Scene) -> None:
    """The later of two Redirects could be refused, and the seat would be blamed."""
    passed_on = build(SendOn, call="c.1", channel=CHANNEL, queue="general")
    scene.commander.carry_out([passed_on, offer(queue="general")])
    assert [deed for deed in scene.deeds() if deed.startswith("Redirect")] == [f"Redirect connect s 1 {CHANNEL}"]
    assert scene.told == []


def test_of_two_ways_on_the_later_is_taken(scene: Scene) -> None:
    ways = [build(SendOn, call="c.1", channel=CHANNEL, queue=queue, message=queue == "b") for queue in ("a", "b")]
    scene.commander.carry_out(ways)
    assert [deed for deed in scene.deeds() if deed.startswith("Redirect")] == [f"Redirect message s 1 {CHANNEL}"]
    assert scene.told == []


def test_an_offer_that_comes_before_a_way_on_stands(scene: Scene) -> None:
    scene.commander.carry_out([offer(), build(SendOn, call="c.1", channel=CHANNEL, queue="general")])
    assert [deed for deed in scene.deeds() if deed.startswith("Redirect")] == [f"Redirect connect s 1 {CHANNEL}"]
    assert scene.reasons() == ["SendOn not_in_hold"]


@pytest.mark.parametrize("message", [False, True])
def test_nobody_is_sent_on_to_a_context_that_is_not_there(scene: Scene, message: bool) -> None:
    scene.missing = frozenset({"message" if message else "hold"})
    scene.commander.carry_out([build(SendOn, call="c.1", channel=CHANNEL, queue="general", message=message)])
    assert scene.deeds() == []
    assert scene.reasons() == ["SendOn no_such_place"]


@pytest.mark.parametrize("queue", ["", "a,b", "a b", "a\r\nAction: Originate", "${X}"])
def test_a_queue_that_could_be_more_than_a_name_is_refused(scene: Scene, queue: str) -> None:
    scene.commander.carry_out([build(SendOn, call="c.1", channel=CHANNEL, queue=queue)])
    assert (scene.deeds(), scene.reasons()) == ([], ["SendOn unsafe"])


def test_an_offer_sets_its_facts_and_redirects(scene: Scene) -> None:
    scene.commander.carry_out([offer()])
    assert scene.deeds() == [
        f"Setvar HL_OFFER 7.1:1001:15 {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
        f"Redirect connect s 1 {CHANNEL}",
    ]
    assert scene.told == []


def test_the_last_resort_goes_to_the_fallback(scene: Scene) -> None:
    scene.commander.carry_out([build(SendToFallback, call="c.1", channel=CHANNEL, reason="poisoned")])
    assert scene.deeds() == [
        f"Setvar HL_REASON poisoned {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
        f"Redirect fallback s 1 {CHANNEL}",
    ]


@pytest.mark.parametrize("state", ["menu", "offer", "talk", "fallback", "end", ""])
@pytest.mark.parametrize("kind", ["Offer", "SendToFallback", "SendOn"])
def test_a_call_that_is_not_in_hold_is_not_moved(scene: Scene, state: str, kind: str) -> None:
    """A Redirect of a bridged channel hangs up the other side."""
    scene.channels[CHANNEL]["HL_STATE"] = state
    more = {"call": "c.1", "channel": CHANNEL}
    commands = {
        "Offer": offer(),
        "SendToFallback": build(SendToFallback, reason="x", **more),
        "SendOn": build(SendOn, queue="general", **more),
    }
    scene.commander.carry_out([commands[kind]])
    assert scene.deeds() == []
    assert [told.reason for told in scene.told] == ["not_in_hold"]


@pytest.mark.parametrize("kind", [Acknowledge, Offer, SendOn, SendToFallback])
def test_a_channel_that_carries_another_call_is_left_alone(scene: Scene, kind: type[NodeCommand]) -> None:
    """Channel names start again with Asterisk."""
    scene.channels[CHANNEL]["HL_CALL"] = "c.2"
    more = {"call": "c.1", "channel": CHANNEL}
    command = {
        Acknowledge: lambda: build(Acknowledge, **more),
        Offer: offer,
        SendOn: lambda: build(SendOn, queue="general", **more),
        SendToFallback: lambda: build(SendToFallback, reason="x", **more),
    }[kind]()
    scene.commander.carry_out([command])
    assert scene.deeds() == []
    assert scene.reasons() == [f"{kind.__name__} other_call"]


def test_a_channel_that_is_gone_is_told(scene: Scene) -> None:
    scene.channels.clear()
    scene.commander.carry_out([offer()])
    (told,) = scene.told
    assert (told.node, told.at, told.command, told.call, told.offer, told.reason) == (
        "node1", NOW, "Offer", "c.1", "7.1", "channel_gone",
    )  # fmt: skip


def test_a_refused_redirect_is_told_once(scene: Scene) -> None:
    scene.refuse = "Redirect"
    scene.commander.carry_out([offer()])
    assert scene.reasons() == ["Offer refused"]


def test_what_is_late_is_not_carried_out(scene: Scene) -> None:
    late = {"expires_at": NOW - 0.001}
    scene.commander.carry_out([
        build(Beat, **late), offer(**late), build(MarkDuty, **late), build(TakeSnapshot, **late),
    ])  # fmt: skip
    assert scene.deeds() == []
    assert (scene.marked, scene.snapshots) == ([], [])
    assert scene.reasons() == ["Offer late", "MarkDuty late", "TakeSnapshot late"]


def test_what_becomes_late_while_asterisk_is_asked_is_not_carried_out(scene: Scene) -> None:
    reply = scene.answer

    def slow(action: Headers) -> str:
        scene.now = NOW + 2
        return reply(action)

    scene.fake.answer = slow
    scene.commander.carry_out([offer()])
    assert scene.deeds() == []
    assert scene.reasons() == ["Offer late"]


def test_a_former_router_is_not_obeyed(scene: Scene) -> None:
    scene.commander.carry_out([build(Beat, epoch=8)])
    scene.commander.carry_out([offer(epoch=7), build(Beat, epoch=7), build(MarkDuty, epoch=7)])
    assert scene.deeds() == ["Setvar HL_BEAT 1700000000"]
    assert scene.reasons() == ["Offer old_epoch", "MarkDuty old_epoch"]
    assert scene.commander.epoch == 8


def test_an_old_router_in_the_same_batch_is_not_obeyed(scene: Scene) -> None:
    scene.commander.carry_out([build(Acknowledge, call="c.1", channel=CHANNEL, epoch=9), offer(epoch=8)])
    assert scene.reasons() == ["Offer old_epoch"]


def test_a_router_that_lost_its_epoch_may_ask_for_a_snapshot(scene: Scene) -> None:
    """The snapshot tells it the epoch that it has to exceed."""
    scene.commander.carry_out([build(Beat, epoch=8), build(TakeSnapshot, epoch=1), build(TakeSnapshot, epoch=1)])
    assert scene.snapshots == [False]
    assert scene.commander.epoch == 8


def test_a_batch_costs_two_writes_and_offers_come_first(scene: Scene) -> None:
    for n in range(2, 6):
        scene.channels[f"PJSIP/inbound-{n}"] = {"HL_CALL": f"c.{n}", "HL_STATE": "hold"}
    offers = [offer(call=f"c.{n}", channel=f"PJSIP/inbound-{n}", offer=f"7.{n}") for n in range(2, 6)]
    scene.commander.carry_out([build(Acknowledge, call="c.1", channel=CHANNEL), *offers, build(Beat)])
    kinds = [action["Action"] for action in scene.fake.actions if action["Action"] != "Ping"]
    assert kinds == (["Setvar"] + ["Getvar"] * 8 + ["Setvar", "Setvar", "Redirect"] * 4 + ["Getvar"] + ["Setvar"] * 2)


def test_one_call_is_moved_once_in_a_batch(scene: Scene) -> None:
    """Of two Redirects within a millisecond the later may win and cancel the first seat."""
    scene.commander.carry_out([offer(offer="7.1"), offer(offer="7.2", seat="1002")])
    assert [deed for deed in scene.deeds() if deed.startswith("Redirect")] == [f"Redirect connect s 1 {CHANNEL}"]
    assert scene.reasons() == ["Offer not_in_hold"]
    assert scene.told[0].offer == "7.2"


def test_nobody_is_sent_to_a_context_that_is_not_there(scene: Scene) -> None:
    """Asterisk would answer Success and hang the caller up."""
    scene.missing = frozenset({"connect"})
    scene.commander.carry_out([offer(), build(SendToFallback, call="c.1", channel=CHANNEL, reason="x")])
    assert scene.reasons() == ["Offer no_such_place"]
    assert scene.deeds() == [
        f"Setvar HL_REASON x {CHANNEL}",
        f"Setvar HL_EPOCH 7 {CHANNEL}",
        f"Redirect fallback s 1 {CHANNEL}",
    ]


@pytest.mark.parametrize(
    "unsafe",
    [
        {"offer": "a:1002:99"},
        {"offer": "7-1"},
        {"offer": ""},
        {"seat": "1001\r\nAction: Originate"},
        {"queue": "a:b"},
        {"channel": "x\r\ny"},
        {"call": ""},
    ],
)
def test_unsafe_fields_are_refused_and_keep_nobody_else_from_it(scene: Scene, unsafe: dict[str, str]) -> None:
    scene.commander.carry_out([offer(**unsafe), build(Acknowledge, call="c.1", channel=CHANNEL)])
    assert scene.reasons() == ["Offer unsafe"]
    assert len(scene.deeds()) == 2


def test_without_asterisk_each_command_but_beats_is_told(scene: Scene) -> None:
    scene.connection = None
    scene.commander.carry_out([build(Beat), offer(), build(Acknowledge, call="c.1", channel=CHANNEL)])
    assert scene.reasons() == ["Offer asterisk_away", "Acknowledge asterisk_away"]


def test_a_connection_lost_between_question_and_deed_leaves_the_outcome_unknown(scene: Scene) -> None:
    """It may have been carried out: it is told, and never tried again."""
    reply, gone = scene.answer, threading.Event()

    def lose(action: Headers) -> str | None:
        if action["Action"] == "Getvar":
            return reply(action)
        if not gone.is_set():
            gone.set()
            assert scene.connection is not None
            scene.connection.close("test")
        return None

    scene.fake.answer = lose
    scene.commander.carry_out([offer()])
    assert scene.reasons() == ["Offer outcome_unknown"]


def test_only_the_newest_duty_is_marked(scene: Scene) -> None:
    scene.commander.carry_out([build(MarkDuty, on_duty=("1001",)), build(MarkDuty, on_duty=("1002",))])
    assert [command.on_duty for command in scene.marked] == [("1002",)]


SEAT = {"call": "c.1", "seat": "1001", "channel": "PJSIP/1001-0000000a"}


def test_what_concerns_recordings_is_passed_on_in_order(scene: Scene) -> None:
    record = build(Record, recording="c.1-1p2.raw", **SEAT)
    mute = build(MuteRecording, muted=True, **SEAT)
    scene.commander.carry_out([record, mute])
    assert scene.recorded == [record, mute]
    assert scene.deeds() == []
    assert scene.told == []


@pytest.mark.parametrize(
    "unsafe",
    [
        {"recording": "../c.1-1.raw"},
        {"recording": "-rf"},
        {"recording": ""},
        {"recording": "a.raw,D,touch x"},
        {"channel": CHANNEL},
        {"channel": "Local/1001@x-0000000a;1"},
        {"seat": "1002"},
        {"call": ""},
    ],
)
def test_a_recording_that_cannot_be_meant_is_refused(scene: Scene, unsafe: dict[str, str]) -> None:
    scene.commander.carry_out([build(Record, **({"recording": "c.1-1.raw"} | SEAT | unsafe))])
    assert scene.recorded == []
    assert scene.reasons() == ["Record unsafe"]


def test_a_recording_of_a_former_router_is_refused(scene: Scene) -> None:
    scene.commander.carry_out([build(Beat, epoch=8), build(MuteRecording, muted=True, **SEAT)])
    assert scene.recorded == []
    assert scene.reasons() == ["MuteRecording old_epoch"]


def test_another_bundle_is_a_snapshot_anew(scene: Scene) -> None:
    """One that is under way may have looked up the former seats."""
    scene.commander.carry_out([build(UseBundle, number=2), build(TakeSnapshot)])
    assert scene.snapshots == [True]
