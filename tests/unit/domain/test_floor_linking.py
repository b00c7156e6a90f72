"""Sister services in talks: who asked, what became of each, who may leave, and that the call keeps its one outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import CallState, Outcome
from router.domain.history import RingRecorded
from router.domain.linkage import Linkage, Linked, LinkEnd
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk
from tests.unit.domain.sample import bundle

POLICE = Linkage(id="police", key="1", number="110", name="公安报警")
SISTER = Linkage(id="sister", key="4", number="12345", name="政务")
CHANNEL = "PJSIP/out-carrier-00000007"


def scene() -> tuple[Desk, Citizen]:
    """1001 talks with a citizen."""
    desk = Desk(bundle=replace(bundle(seats=3, wrap_up=10), linkages={one.id: one for one in (POLICE, SISTER)}))
    return desk, desk.talk("1001")


def told(desk: Desk, citizen: Citizen, phase: RingPhase, ring: str = "", **fields: object) -> None:
    """What the node says of a ring; by key, unless `ring` is that of an order."""
    said = {"linkage": "police", "number": "110", "seat": "1001", "channel": CHANNEL, **fields}
    event = t.RingTold(
        node=NODE, at=desk.now, ring=ring or f"{citizen.call}-1", purpose=RingPurpose.LINKAGE, subject=citizen.call,
        phase=phase, **said,  # type: ignore[arg-type]
    )  # fmt: skip
    desk.tell([event])


def joined(desk: Desk, citizen: Citizen, ring: str = "", **fields: object) -> None:
    for phase in (RingPhase.DIALLED, RingPhase.ANSWERED):
        told(desk, citizen, phase, ring, **fields)


def agent_leaves(desk: Desk, citizen: Citizen, cause: int = 16) -> None:
    """The agent's leg is gone; the citizen's dialplan says nothing, as the talk goes on."""
    desk.tell([t.SeatLegEnded(node=NODE, at=desk.now, call=citizen.call, seat="1001", cause=cause)])


def linked(desk: Desk, citizen: Citizen) -> Linked:
    (one,) = desk.call(citizen).linkages
    return one


def rings(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.phase.value, one.number, one.end) for one in desk.kept(RingRecorded)]


def snapshot(desk: Desk, citizen: Citizen, *, there: bool, seat: bool = True, joined: bool = True) -> t.SnapshotTaken:
    taken = desk.asterisk.snapshot(desk.now)
    leg = t.SeenLinkage(
        ring=f"{citizen.call}-1", call=citizen.call, linkage="police", joined=joined, channel=CHANNEL
    )  # fmt: skip
    calls = taken.calls if seat else tuple(replace(one, seat="", bridged=False) for one in taken.calls)
    return replace(taken, calls=calls, linkages=(leg,) if there else ())


def test_by_key_who_asked_for_whom_and_when_is_on_record() -> None:
    desk, citizen = scene()
    told(desk, citizen, RingPhase.DIALLED)
    desk.now += 4
    told(desk, citizen, RingPhase.ANSWERED, number="", seat="")
    assert linked(desk, citizen) == Linked(
        ring=f"{citizen.call}-1", to="police", number="110", seat="1001", agent="8001", actor="agent:8001", segment=1,
        asked_at=1000.0, dialled_at=1000.0, answered_at=1004.0, channel=CHANNEL,
    )  # fmt: skip
    desk.now += 60
    told(desk, citizen, RingPhase.ENDED, cause=16)
    one = linked(desk, citizen)
    assert (one.ended_at, one.end) == (1064.0, LinkEnd.TALK_OVER)
    assert rings(desk) == [("dialled", "110", ""), ("answered", "110", ""), ("ended", "110", "talk_over")]
    call = desk.call(citizen)
    assert call.segment is not None
    assert (call.state, call.segment.seat, desk.sent(t.Record)) == (CallState.TALKING, "1001", [])


@pytest.mark.parametrize(
    ("cause", "end"),
    [(17, "busy"), (19, "no_answer"), (18, "no_answer"), (34, "failed"), (1, "failed"), (0, "cancelled"),
     (16, "cancelled"), (26, "cancelled")],
)  # fmt: skip
def test_one_that_is_not_reached_changes_nothing_about_the_talk(cause: int, end: str) -> None:
    desk, citizen = scene()
    told(desk, citizen, RingPhase.DIALLED)
    before = desk.call(citizen).segments
    told(desk, citizen, RingPhase.ENDED, cause=cause)
    assert linked(desk, citizen).end == end
    assert desk.call(citizen).segments == before
    agent_leaves(desk, citizen)
    assert desk.call(citizen).segments[-1].end == ""


def test_an_agent_who_leaves_is_free_and_the_talk_is_recorded_on_without() -> None:
    desk, citizen = scene()
    joined(desk, citizen)
    desk.now += 30
    agent_leaves(desk, citizen)
    call = desk.call(citizen)
    (segment,) = call.segments
    assert (call.state, segment.end, segment.to, segment.ended_at, segment.parts) == (
        CallState.TALKING, "linked", "police", 1030.0, 2,
    )  # fmt: skip
    assert desk.seat("1001").state is SeatState.WRAP_UP
    (order,) = desk.sent(t.Record)
    assert (order.seat, order.channel, order.recording) == ("", CHANNEL, f"{citizen.call}-1p2.raw")
    assert linked(desk, citizen).recorded
    desk.now += 30
    told(desk, citizen, RingPhase.ENDED, cause=16)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    over = desk.ended(citizen)
    assert (over.outcome, over.segments[0].end, len(over.segments)) == (Outcome.ANSWERED, "linked", 1)


def test_a_recording_that_was_paused_stays_silent_without_the_agent() -> None:
    desk, citizen = scene()
    assert desk.ask(r.PauseRecording(seat="1001", actor="agent:8001", paused=True)).ok
    joined(desk, citizen)
    agent_leaves(desk, citizen)
    order = desk.sent(t.MuteRecording)[-1]
    assert (order.seat, order.channel, order.muted) == ("", CHANNEL, True)


def test_an_agent_who_leaves_while_it_rings_leaves_the_talk_over_and_the_rest_is_recorded() -> None:
    desk, citizen = scene()
    told(desk, citizen, RingPhase.DIALLED)
    leaves = desk.asterisk.agent_leaves(citizen, desk.now, died=False)
    desk.tell([event for event in leaves if isinstance(event, t.OfferEnded | t.SeatLegEnded)])
    assert desk.call(citizen).segments[-1].end == "talk_over"
    told(desk, citizen, RingPhase.ANSWERED)
    (order,) = desk.sent(t.Record)
    assert (order.channel, order.recording) == (CHANNEL, f"{citizen.call}-1p2.raw")


def test_the_second_of_two_is_recorded_when_the_first_leaves() -> None:
    desk, citizen = scene()
    joined(desk, citizen)
    other = CHANNEL.replace("7", "8")
    joined(desk, citizen, f"{citizen.call}-2", linkage="sister", number="12345", channel=other)
    agent_leaves(desk, citizen)
    told(desk, citizen, RingPhase.ENDED, cause=16)
    assert [one.channel for one in desk.sent(t.Record)] == [CHANNEL, other]
    assert desk.call(citizen).segments[-1].parts == 3
    assert [one.to for one in desk.call(citizen).linkages] == ["police", "sister"]


def test_a_citizen_who_leaves_ends_a_talk_like_any() -> None:
    """The dialplan ends the other legs first."""
    desk, citizen = scene()
    joined(desk, citizen)
    desk.now += 9
    agent_leaves(desk, citizen)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now + 0.05))
    over = desk.ended(citizen)
    assert (over.outcome, over.segments[0].end, over.segments[0].to) == (Outcome.ANSWERED, "talk_over", "")
    assert over.linkages[0].end is LinkEnd.TALK_OVER
    # What is heard of the ring afterwards changes nothing.
    told(desk, citizen, RingPhase.ENDED, cause=16)
    assert [ring for ring in rings(desk) if ring[0] == "ended"] == [("ended", "110", "talk_over")]
    assert desk.recorded[-1] is over


def test_an_agents_phone_that_dies_cuts_nobody_off_who_is_with_the_police() -> None:
    desk, citizen = scene()
    joined(desk, citizen)
    agent_leaves(desk, citizen, cause=44)
    assert desk.call(citizen).segments[-1].end == "lost"
    desk.now += 30
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


def test_who_is_back_in_hold_after_the_police_have_left_waits_for_another_agent() -> None:
    desk, citizen = scene()
    joined(desk, citizen)
    agent_leaves(desk, citizen, cause=44)
    told(desk, citizen, RingPhase.ENDED, cause=16)
    desk.tell(desk.asterisk.hold(citizen, desk.now, why="lost"))
    assert desk.call(citizen).state is CallState.QUEUED
    desk.tell(desk.asterisk.hang_up(citizen, desk.now + 5))
    assert desk.ended(citizen).outcome is Outcome.CUT_OFF


def test_a_restart_of_asterisk_cuts_off_a_talk_without_its_agent_too() -> None:
    desk, citizen = scene()
    joined(desk, citizen)
    agent_leaves(desk, citizen)
    desk.now += 10
    desk.asterisk.restart()
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert desk.ended(citizen).outcome is Outcome.CUT_OFF


def test_by_the_api_it_is_ordered_once_under_an_id_that_comes_back() -> None:
    desk, citizen = scene()
    wanted = r.LinkTo(seat="1001", actor="token:admin", to="police", call=citizen.call)
    assert desk.ask(wanted).ok
    (order,) = desk.sent(t.LinkIn)
    assert (order.call, order.seat, order.key, order.ring) == (citizen.call, "1001", "1", linked(desk, citizen).ring)
    assert desk.ask(wanted).ok
    assert len(desk.sent(t.LinkIn)) == 1
    desk.now += 1
    joined(desk, citizen, order.ring)
    one = linked(desk, citizen)
    assert (one.actor, one.asked_at, one.dialled_at, one.talks) == ("token:admin", 1000.0, 1001.0, True)
    told(desk, citizen, RingPhase.ENDED, order.ring, cause=16)
    assert desk.ask(wanted).ok
    assert len(desk.sent(t.LinkIn)) == 2


@pytest.mark.parametrize(
    ("seat", "to", "code"),
    [("1001", "fire", "unknown_linkage"), ("1002", "police", "no_call"), ("9999", "police", "unknown_seat")],
)
def test_what_cannot_be_asked_for_is_refused(seat: str, to: str, code: str) -> None:
    desk, citizen = scene()
    assert desk.ask(r.LinkTo(seat=seat, actor="t", to=to, call=citizen.call)).code == code
    assert desk.call(citizen).linkages == ()


def test_an_order_that_was_not_carried_out_is_over_and_somebody_is_told() -> None:
    desk, citizen = scene()
    desk.ask(r.LinkTo(seat="1001", actor="t", to="police"))
    ring = linked(desk, citizen).ring
    failed = t.CommandFailed(
        node=NODE, at=desk.now, command="LinkIn", call=citizen.call, reason="not_begun", ring=ring
    )  # fmt: skip
    desk.tell([failed, failed])
    assert linked(desk, citizen).end is LinkEnd.FAILED
    assert (rings(desk), desk.alarms) == ([("ended", "110", "failed")], ["linkage_failed"])


def test_a_snapshot_finds_what_nobody_heard_of() -> None:
    desk, citizen = scene()
    desk.now += 5
    desk.tell([snapshot(desk, citizen, there=True)])
    one = linked(desk, citizen)
    assert (one.to, one.number, one.seat, one.talks) == ("police", "110", "1001", True)
    desk.now += 5
    desk.tell([snapshot(desk, citizen, there=True, seat=False)])
    assert (desk.call(citizen).segments[-1].end, desk.seat("1001").state) == ("linked", SeatState.WRAP_UP)
    assert len(desk.sent(t.Record)) == 1
    desk.now += 5
    desk.tell([snapshot(desk, citizen, there=False, seat=False)])
    assert linked(desk, citizen).end is LinkEnd.LOST_SIGHT
    assert desk.call(citizen).state is CallState.TALKING


def test_a_snapshot_from_before_an_order_or_a_ring_ends_neither() -> None:
    desk, citizen = scene()
    before = snapshot(desk, citizen, there=False)
    desk.now += 1
    desk.ask(r.LinkTo(seat="1001", actor="t", to="police"))
    desk.tell([before])
    joined(desk, citizen, linked(desk, citizen).ring)
    desk.tell([before])
    assert linked(desk, citizen).talks


def test_what_is_told_of_a_call_that_nobody_knows_or_after_the_end_changes_nothing() -> None:
    desk, citizen = scene()
    joined(desk, citizen)
    told(desk, citizen, RingPhase.ENDED, cause=16)
    kept = linked(desk, citizen)
    told(desk, citizen, RingPhase.ANSWERED)
    assert linked(desk, citizen) == kept
    told(desk, replace(citizen, call="n1-9.9"), RingPhase.DIALLED)
    assert len(rings(desk)) == 3
