"""A citizen who is handed on is lost to nobody, and no agent is blamed for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import CallState, Outcome, Where
from router.domain.seat import SeatState, TalkKind
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.desk import Desk


@pytest.mark.parametrize("leg_first", [True, False])
def test_a_blind_transfer_to_a_seat_opens_the_next_segment_there(leg_first: bool) -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.ready("1002")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now, leg_first=leg_first))
    assert desk.call(citizen).state is CallState.TRANSFERRED
    assert desk.seat("1001").state is SeatState.WRAP_UP
    assert desk.floor.places.of(citizen.call) == 0
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    first, second = desk.call(citizen).segments
    assert (first.end, first.to, first.seat) == ("transferred", "1002", "1001")
    assert (second.number, second.kind, second.seat, second.channel) == (2, "transfer", "1002", "s/1002")
    assert (desk.seat("1002").kind, desk.seat("1002").call) == (TalkKind.OFFERED, citizen.call)
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.ANSWERED, Where.TALKING)
    assert desk.seat("1002").state is SeatState.WRAP_UP


def test_a_talk_after_a_transfer_is_over_when_its_agent_hangs_up_and_not_after_the_survey() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.ready("1002")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    desk.passes(10.0)
    over = t.OfferEnded(
        node=NODE, at=desk.now, call=citizen.call, offer="", seat="1002", status="ANSWER", cause=16, talked=True
    )
    desk.tell([over])
    desk.passes(30.0)
    desk.tell([t.CallSurveyed(node=NODE, at=desk.now, call=citizen.call, grade=5)])
    talk = desk.call(citizen).segments[-1]
    assert (talk.seat, talk.end, talk.ended_at) == ("1002", "talk_over", over.at)


def test_a_transfer_that_nobody_takes_comes_back_to_its_agent() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1001", desk.now))
    assert [(one.seat, one.kind) for one in desk.call(citizen).segments] == [("1001", "offered"), ("1001", "returned")]
    assert (desk.seat("1001").state, desk.seat("1001").call) == (SeatState.TALKING, citizen.call)


@pytest.mark.parametrize("why", ["transfer", "returned"])
def test_a_citizen_sent_to_a_queue_is_its_first(why: str) -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.now += 60
    later = desk.caller("legal")
    desk.tell(desk.asterisk.hand_on(citizen, "7001", desk.now))
    citizen.queue = "legal"
    desk.tell(desk.asterisk.hold(citizen, desk.now, why))
    assert (desk.call(citizen).state, desk.call(citizen).queue) == (CallState.QUEUED, "legal")
    assert [desk.floor.places.of(one.call) for one in (citizen, later)] == [1, 2]
    assert [one.end for one in desk.call(citizen).segments] == ["transferred", ""]
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.ANSWERED, Where.HOLD)


def test_a_transfer_that_was_not_heard_of_is_no_lost_talk() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.asterisk.hand_on(citizen, "1002", desk.now)
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    assert [one.end for one in desk.call(citizen).segments] == ["transferred", ""]
    desk.asterisk.hand_on(citizen, "7001", desk.now)
    desk.tell(desk.asterisk.hold(citizen, desk.now, "transfer"))
    assert [one.end for one in desk.call(citizen).segments] == ["transferred", "transferred", ""]


def test_a_caller_who_hangs_up_while_being_handed_on_was_answered() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.ANSWERED, Where.TALKING)


def test_a_talk_that_was_lost_after_a_transfer_is_cut_off() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=True))
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.CUT_OFF


def test_a_seat_that_nobody_signed_on_at_may_be_sent_a_citizen() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    assert desk.seat("1002").state is SeatState.TALKING
    assert not desk.seat("1002").signed_on
    assert desk.floor.duty == {"1001"}
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1002").state is SeatState.SIGNED_OFF


def test_a_paused_agent_who_was_sent_a_citizen_is_paused_again() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.ready("1002")
    desk.pause("1002")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert (desk.seat("1002").state, desk.seat("1002").reason) == (SeatState.NOT_READY, "break")


def test_a_colleague_who_is_asked_is_in_a_consult_and_the_asking_agent_still_talks() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.ready("1002")
    desk.tell(desk.asterisk.dial("1001", "1002", desk.now))
    desk.passes(1.0)
    assert (desk.seat("1001").kind, desk.seat("1001").call) == (TalkKind.OFFERED, citizen.call)
    assert desk.seat("1002").kind is TalkKind.CONSULT
    desk.tell(desk.asterisk.direct("1002", desk.now))
    assert desk.seat("1002").state is SeatState.READY
    desk.tell(desk.asterisk.direct("1002", desk.now))
    desk.passes(1.0)
    assert desk.seat("1002").kind is TalkKind.DIRECT, "a later call of its own is no consult"


@pytest.mark.parametrize("leg_first", [True, False])
@pytest.mark.parametrize("waited", [0.0, 1.0], ids=["at once", "after a consult"])
def test_an_attended_transfer_hands_the_talk_over(leg_first: bool, waited: float) -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.ready("1002")
    desk.tell(desk.asterisk.dial("1001", "1002", desk.now))
    desk.passes(waited)
    desk.tell(desk.asterisk.hand_over(citizen, "1002", desk.now, leg_first=leg_first))
    assert desk.seat("1001").state is SeatState.WRAP_UP
    seat = desk.seat("1002")
    assert (seat.state, seat.kind, seat.call, seat.talks) == (SeatState.TALKING, TalkKind.OFFERED, citizen.call, 1)
    first, second = desk.call(citizen).segments
    assert (first.end, second.kind, second.agent) == ("transferred", "transfer", "8002")
    assert second.recording == f"{citizen.call}-2.raw"
    (order,) = desk.sent(t.Record)
    assert (order.seat, order.channel, order.recording) == ("1002", "s/1002", second.recording)
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED
    assert desk.seat("1002").state is SeatState.WRAP_UP


def test_a_line_that_is_not_recorded_stays_so_after_a_transfer() -> None:
    desk = Desk()
    bundle = desk.floor.bundle
    lines = {name: replace(line, recorded=False) for name, line in bundle.lines.items()}
    desk.floor.bundle = replace(bundle, lines=lines)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.dial("1001", "1002", desk.now))
    desk.tell(desk.asterisk.hand_over(citizen, "1002", desk.now))
    assert desk.call(citizen).segments[-1].recording == ""
    assert desk.sent(t.Record) == []


def test_a_talk_that_was_told_as_over_a_moment_before_was_handed_on() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    offer = citizen.offer
    told = desk.asterisk.hand_on(citizen, "1002", desk.now)
    over = t.OfferEnded(
        node=NODE, at=desk.now, call=citizen.call, offer=offer, seat="1001", status="ANSWER", cause=16, talked=True
    )
    desk.tell([over, *told])
    (segment,) = desk.call(citizen).segments
    assert (segment.end, segment.to) == ("transferred", "1002")


@pytest.mark.parametrize("kind", ["blind", "attended"])
def test_a_transfer_told_twice_is_one(kind: str) -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    if kind == "blind":
        events = desk.asterisk.hand_on(citizen, "1002", desk.now)
    else:
        desk.tell(desk.asterisk.dial("1001", "1002", desk.now))
        events = desk.asterisk.hand_over(citizen, "1002", desk.now)
    desk.tell(events)
    before = desk.call(citizen)
    desk.tell(events)
    assert desk.call(citizen) == before


def gap(desk: Desk) -> None:
    """What happened since the last event was not heard; Asterisk says what is."""
    desk.now += 1
    desk.tell([t.NodeLost(node=NODE, at=desk.now), desk.asterisk.snapshot(desk.now)])


def test_a_snapshot_finds_a_citizen_on_the_way_to_another_seat() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.asterisk.hand_on(citizen, "1002", desk.now)
    gap(desk)
    assert desk.call(citizen).state is CallState.TRANSFERRED
    assert desk.seat("1001").state is SeatState.WRAP_UP
    assert desk.call(citizen).segments[-1].end == "transferred"


def test_a_snapshot_finds_the_talk_that_was_on_offer_already_handed_on() -> None:
    desk = Desk(wrap_up=10)
    desk.ready("1001")
    citizen = desk.caller()
    desk.asterisk.answer(citizen, desk.now)
    desk.asterisk.hand_on(citizen, "1002", desk.now)
    gap(desk)
    (segment,) = desk.call(citizen).segments
    assert (segment.seat, segment.end) == ("1001", "transferred")
    assert desk.seat("1001").state is SeatState.WRAP_UP


@pytest.mark.parametrize("way", ["blind", "attended"])
def test_a_snapshot_finds_the_citizen_with_another_agent(way: str) -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.ready("1002")
    if way == "blind":
        desk.asterisk.hand_on(citizen, "1002", desk.now)
        desk.asterisk.rings_through(citizen, "1002", desk.now)
    else:
        desk.asterisk.dial("1001", "1002", desk.now)
        desk.asterisk.hand_over(citizen, "1002", desk.now)
    gap(desk)
    assert [(one.seat, one.end) for one in desk.call(citizen).segments] == [("1001", "transferred"), ("1002", "")]
    assert desk.seat("1001").state is SeatState.WRAP_UP
    assert desk.seat("1002").call == citizen.call
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


def test_a_snapshot_finds_the_citizen_waiting_in_the_queue_it_was_sent_to() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.asterisk.hand_on(citizen, "7001", desk.now)
    citizen.queue = "legal"
    desk.asterisk.hold(citizen, desk.now, "transfer")
    gap(desk)
    assert [one.end for one in desk.call(citizen).segments] == ["transferred", ""]
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


def test_a_snapshot_finds_the_citizen_with_the_seat_it_was_on_its_way_to() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.asterisk.rings_through(citizen, "1002", desk.now)
    gap(desk)
    (_, second) = desk.call(citizen).segments
    assert (second.seat, second.kind) == ("1002", "transfer")


@pytest.mark.parametrize("way", ["offered", "transfer"])
def test_a_talk_that_a_snapshot_knew_first_is_told_with_its_channel_and_recording(way: str) -> None:
    desk = Desk()
    if way == "offered":
        desk.ready("1001")
        citizen = desk.caller()
        late = desk.asterisk.answer(citizen, desk.now)
    else:
        citizen = desk.talk("1001")
        desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
        late = desk.asterisk.rings_through(citizen, "1002", desk.now)
    gap(desk)
    desk.tell(late)
    segment = desk.call(citizen).segments[-1]
    assert segment.recording == f"{citizen.call}-{segment.number}.raw"
    assert desk.ask(r.PauseRecording(seat=citizen.seat, actor="t", paused=True)).ok
    assert desk.sent(t.MuteRecording)[-1].channel == f"s/{citizen.seat}"


def test_who_talked_before_is_let_go_when_the_end_of_that_was_not_heard_of() -> None:
    desk = Desk(wrap_up=10)
    citizen = desk.talk("1001")
    desk.ready("1002")
    desk.tell([t.CallTalked(node=NODE, at=desk.now, call=citizen.call, seat="1002", kind="fallback", channel="s/1002")])
    assert [(one.seat, one.end) for one in desk.call(citizen).segments] == [("1001", "lost"), ("1002", "")]
    assert (desk.seat("1001").state, desk.seat("1002").call) == (SeatState.WRAP_UP, citizen.call)


def test_a_snapshot_from_before_the_transfer_changes_nothing() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    stale = desk.asterisk.snapshot(desk.now)
    desk.now += 1
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    before = desk.call(citizen)
    desk.tell([stale])
    assert desk.call(citizen) == before
