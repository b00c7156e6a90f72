"""The order of the node's stream: after any doubt a snapshot, then what came after it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from structlog.testing import capture_logs

from router.adapters.ami.deeds import Find, Join
from router.adapters.ami.handovers import Handovers
from router.adapters.ami.inbox import Down, Inbox, Taken, Told, Up, Wanted
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.publisher import Publisher
from router.adapters.ami.pump import Pump
from router.adapters.ami.snapshot import Seen
from router.adapters.ami.translate import Translator
from router.domain.telephony import (
    CallHeld,
    CommandFailed,
    DeviceState,
    NodeEvent,
    SeenCall,
    SeenSeat,
    SnapshotTaken,
)


class FakePublisher(Publisher):
    """Keeps what it is given; can lose Redis."""

    def __init__(self) -> None:
        self.lost = False
        self.published = 0
        self.facts: list[NodeEvent] = []
        self.will_be_back = False

    def add(self, fact: NodeEvent) -> None:
        self.facts.append(fact)

    def flush(self) -> None:
        return

    def back(self) -> bool:
        back, self.will_be_back = self.will_be_back, False
        return back


class Scene:
    def __init__(self, limit: int = 1000) -> None:
        self.inbox = Inbox(limit)
        self.publisher = FakePublisher()
        self.tickets: list[int] = []
        self.joins: list[Join | Find] = []
        self.pump = Pump(
            inbox=self.inbox,
            translator=Translator("node1"),
            publisher=self.publisher,
            snapshot=self.tickets.append,
            epoch=lambda: 3,
            handovers=Handovers(self.joins.append),
        )

    def turn(self) -> list[str]:
        """Let the pump work; what it published, in short."""
        self.publisher.facts.clear()
        self.pump.turn(0)
        return [short(fact) for fact in self.publisher.facts]

    def event(self, name: str, **headers: object) -> None:
        self.inbox.hear(AmiEvent(name, headers))

    def hold(self, call: str) -> None:
        self.event("UserEvent", UserEvent="HotlineHold", Call=call, Channel="PJSIP/inbound-00000001")

    def taken(self, *calls: str, failed: bool = False, unjoined: tuple[Join, ...] = ()) -> None:
        seats = (SeenSeat(seat="1001", reachable=True, device=DeviceState.NOT_INUSE),)
        found = tuple(SeenCall(call=call, channel="x", state="hold") for call in calls)
        seen = Seen(boot="b", epoch=2, calls=found, seats=seats, contacts={}, duty={}, unjoined=unjoined)
        self.inbox.post(Taken(ticket=self.tickets[-1], seen=None if failed else seen))

    def live(self) -> None:
        """Connected, and the first snapshot published."""
        self.event("FullyBooted")
        self.inbox.post(Up())
        self.turn()
        self.taken()
        assert self.turn() == ["Snapshot start"]


def short(fact: NodeEvent) -> str:
    if isinstance(fact, SnapshotTaken):
        return " ".join(["Snapshot", fact.why, *(call.call for call in fact.calls)])
    if isinstance(fact, CommandFailed):
        return f"Failed {fact.command}"
    return " ".join([type(fact).__name__, *([fact.call] if isinstance(fact, CallHeld) else [])])


@pytest.fixture
def scene() -> Scene:
    one = Scene()
    one.live()
    return one


def test_a_booting_asterisk_is_waited_for() -> None:
    one = Scene()
    one.inbox.post(Up())
    assert one.turn() == []
    assert one.tickets == []
    one.event("FullyBooted")
    one.turn()
    assert len(one.tickets) == 1
    one.taken()
    assert one.turn() == ["Snapshot start"]
    assert one.pump.live


def test_events_flow(scene: Scene) -> None:
    scene.hold("c.1")
    assert scene.turn() == ["CallHeld c.1"]


def test_events_wait_for_the_snapshot_that_is_under_way(scene: Scene) -> None:
    scene.hold("c.1")
    scene.inbox.post(Wanted())
    scene.hold("c.2")
    assert scene.turn() == ["CallHeld c.1"]
    scene.hold("c.3")
    scene.taken("c.1", "c.2")
    scene.hold("c.4")
    assert scene.turn() == ["Snapshot asked c.1 c.2", "CallHeld c.2", "CallHeld c.3", "CallHeld c.4"]


def test_a_snapshot_that_was_begun_before_a_bundle_came_into_force_does_not_do(scene: Scene) -> None:
    scene.inbox.post(Wanted())
    scene.turn()
    former = scene.tickets[-1]
    scene.inbox.post(Wanted(anew=True))
    scene.turn()
    assert scene.tickets[-1] != former
    scene.inbox.post(Taken(ticket=former, seen=None))
    assert scene.turn() == []
    scene.taken("c.1")
    assert scene.turn() == ["Snapshot asked c.1"]


def test_a_gap_stays_a_gap_when_a_snapshot_is_asked_for_anew() -> None:
    one = Scene()
    one.event("FullyBooted")
    one.inbox.post(Up())
    one.turn()
    one.inbox.post(Wanted(anew=True))
    one.turn()
    one.taken()
    assert one.turn() == ["Snapshot start"]


def test_a_transfer_that_was_heard_goes_before_one_that_a_snapshot_found(scene: Scene) -> None:
    """Of the two only the first does something."""
    scene.inbox.post(Wanted())
    scene.turn()
    scene.event(
        "AttendedTransfer", Result="Success", TransfereeChannel="PJSIP/inbound-00000001",
        TransfereeChanVariable={"HL_CALL": "c.1"}, TransferTargetChannel="PJSIP/1001-0000000a",
    )  # fmt: skip
    found = Join(call="c.1", seat="1001", channel="PJSIP/1001-0000000a", late=True)
    scene.taken("c.1", unjoined=(found,))
    assert scene.turn() == ["Snapshot asked c.1", "CallTransferred"]
    assert scene.joins == [Join(call="c.1", seat="1001", channel="PJSIP/1001-0000000a"), found]


def test_dropped_events_are_a_gap() -> None:
    one = Scene(limit=2)
    one.live()
    for n in range(4):
        one.hold(f"c.{n}")
    with capture_logs() as logs:
        assert one.turn() == ["CallHeld c.0", "CallHeld c.1"]
    assert logs[0] == {"event": "events_dropped", "dropped": 2, "log_level": "warning"}
    one.taken("c.3")
    assert one.turn() == ["Snapshot gap c.3"]


def test_a_reconnect_is_a_gap_and_a_late_snapshot_is_thrown_away(scene: Scene) -> None:
    scene.inbox.post(Wanted())
    scene.turn()
    scene.inbox.post(Down(reason="silence"))
    scene.taken("c.old")
    assert scene.turn() == ["NodeLost"]
    assert not scene.pump.live
    scene.inbox.post(Up())
    scene.taken("c.old")
    assert scene.turn() == []
    scene.event("FullyBooted")
    scene.turn()
    scene.taken("c.new")
    assert scene.turn() == ["Snapshot gap c.new"]


def test_one_snapshot_answers_all_who_ask_while_it_is_taken(scene: Scene) -> None:
    before = len(scene.tickets)
    for _ in range(3):
        scene.inbox.post(Wanted())
    scene.turn()
    assert len(scene.tickets) == before + 1


def test_a_snapshot_that_failed_holds_nothing_back_when_nothing_was_missed(scene: Scene) -> None:
    scene.inbox.post(Wanted())
    scene.turn()
    scene.hold("c.1")
    scene.taken(failed=True)
    assert scene.turn() == ["Failed TakeSnapshot", "CallHeld c.1"]


def test_a_snapshot_that_failed_after_a_gap_is_taken_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("router.adapters.ami.pump.RETRY_SECONDS", 0.0)
    scene.inbox.post(Down(reason="x"))
    scene.event("FullyBooted")
    scene.inbox.post(Up())
    scene.turn()
    before = len(scene.tickets)
    scene.taken(failed=True)
    scene.turn()
    assert len(scene.tickets) == before + 1
    scene.taken("c.1")
    assert scene.turn() == ["Snapshot gap c.1"]


def test_when_redis_is_back_a_snapshot_makes_up_for_what_was_dropped(scene: Scene) -> None:
    before = len(scene.tickets)
    scene.publisher.will_be_back = True
    scene.turn()
    assert len(scene.tickets) == before + 1
    scene.taken("c.1")
    assert scene.turn() == ["Snapshot gap c.1"]


def test_when_redis_is_back_and_asterisk_is_not_that_is_told(scene: Scene) -> None:
    scene.inbox.post(Down(reason="x"))
    scene.turn()
    scene.publisher.will_be_back = True
    assert scene.turn() == ["NodeLost"]


def test_a_call_that_ended_is_not_brought_back_by_a_snapshot(scene: Scene) -> None:
    call = AmiEvent("Hangup", {"Uniqueid": "c.1", "Channel": "x", "ChanVariable": {"HL_CALL": "c.1"}})
    scene.inbox.hear(call)
    scene.inbox.post(Wanted())
    assert scene.turn() == ["CallEnded"]
    scene.taken("c.1", "c.2")
    assert scene.turn() == ["Snapshot asked c.2"]


def test_the_snapshot_names_the_highest_epoch_that_the_node_knows(scene: Scene) -> None:
    scene.inbox.post(Wanted())
    scene.turn()
    scene.taken()
    scene.turn()
    assert [fact.epoch for fact in snapshots(scene.publisher.facts)] == [3]


def snapshots(facts: Iterable[NodeEvent]) -> list[SnapshotTaken]:
    return [fact for fact in facts if isinstance(fact, SnapshotTaken)]


def test_what_the_listener_tells_does_not_wait(scene: Scene) -> None:
    scene.inbox.post(Wanted())
    scene.turn()
    scene.inbox.post(Told(fact=CommandFailed(node="node1", at=1.0, command="Offer", reason="late")))
    assert scene.turn() == ["Failed Offer"]


def test_a_translator_that_raises_loses_one_event_only(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    translator = scene.pump._translator
    real = translator.translate

    def fail_once(event: AmiEvent, at: float) -> list[NodeEvent]:
        monkeypatch.setattr(translator, "translate", real)
        raise ValueError("one bad event")

    monkeypatch.setattr(translator, "translate", fail_once)
    scene.hold("c.1")
    scene.hold("c.2")
    with capture_logs() as logs:
        assert scene.turn() == ["CallHeld c.2"]
    assert [entry["event"] for entry in logs] == ["ami_listener_failed"]
