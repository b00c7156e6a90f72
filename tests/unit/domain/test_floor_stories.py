"""The rules of the floor, each told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferResult, Outcome, Where
from router.domain.floor import Floor
from router.domain.seat import SeatState, TalkKind
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk


def test_a_waiting_call_goes_to_the_seat_that_becomes_ready() -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.ready("1001")
    assert desk.seat("1001").state is SeatState.RINGING
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    assert desk.seat("1001").kind is TalkKind.OFFERED
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1001").state is SeatState.READY
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


def test_callers_are_served_in_order_of_arrival() -> None:
    desk = Desk()
    first, second = desk.caller(), desk.caller()
    desk.ready("1001")
    assert desk.call(first).state is CallState.OFFERED
    assert desk.call(second).state is CallState.QUEUED


def test_a_missed_offer_parks_the_seat_and_keeps_the_place() -> None:
    desk = Desk()
    first, second = desk.caller(), desk.caller()
    desk.ready("1001")
    desk.tell(desk.asterisk.offer_over(first, desk.now, "NOANSWER", 0))
    assert (desk.seat("1001").state, desk.seat("1001").reason) == (SeatState.NOT_READY, "missed_offer")
    desk.ready("1002")
    assert desk.call(first).state is CallState.OFFERED
    assert desk.call(second).state is CallState.QUEUED


@pytest.mark.parametrize(
    ("status", "cause", "result", "parked"),
    [
        ("NOANSWER", 0, OfferResult.MISSED, True),
        ("BUSY", 17, OfferResult.REJECTED, True),
        ("CHANUNAVAIL", 21, OfferResult.REJECTED, True),
        ("NOANSWER", 19, OfferResult.REJECTED, True),
        ("CHANUNAVAIL", 58, OfferResult.FAILED, False),
        ("CHANUNAVAIL", 1, OfferResult.FAILED, False),
        ("CONGESTION", 34, OfferResult.FAILED, False),
        ("GUARD", 0, OfferResult.FAILED, False),
    ],
)
def test_only_a_ring_out_or_a_reject_parks_the_seat(status: str, cause: int, result: OfferResult, parked: bool) -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.ready("1001")
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, status, cause))
    (offer,) = desk.call(citizen).segments[0].offers
    assert offer.result is result
    assert (desk.seat("1001").state is SeatState.NOT_READY) == parked


def test_a_seat_that_failed_rests_and_is_tried_again() -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.ready("1001")
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "CHANUNAVAIL", 58))
    assert desk.call(citizen).state is CallState.QUEUED
    desk.passes(5.0)
    assert desk.call(citizen).state is CallState.OFFERED


def test_a_phone_that_comes_back_need_not_rest_any_more() -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.ready("1001")
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "CHANUNAVAIL", 58))
    desk.tell(desk.asterisk.reach("1001", False, desk.now))
    desk.tell(desk.asterisk.reach("1001", True, desk.now))
    assert desk.call(citizen).state is CallState.OFFERED


def test_a_poisoned_call_parks_two_seats_at_most_and_ends_in_the_fallback() -> None:
    desk = Desk(seats=4)
    citizen = desk.caller()
    desk.ready("1001", "1002", "1003", "1004")
    for _ in range(3):
        desk.tell(desk.asterisk.offer_over(citizen, desk.now, "BUSY", 17))
    parked = [seat.id for seat in desk.floor.seats.values() if seat.state is SeatState.NOT_READY]
    assert len(parked) == 2
    assert desk.call(citizen).state is CallState.FALLBACK
    assert "poisoned_call" in desk.alarms


def test_a_paused_agent_who_took_a_call_of_the_fallback_is_paused_again() -> None:
    desk = Desk(wrap_up=10)
    desk.ready("1001")
    desk.ask(r.Pause(seat="1001", actor="t", reason="break"))
    citizen = desk.caller()
    desk.tell(desk.asterisk.fall_back(citizen, desk.now, "beat"))
    desk.tell(desk.asterisk.fallback_answer(citizen, "1001", desk.now))
    assert desk.seat("1001").kind is TalkKind.FALLBACK
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.seat("1001").state is SeatState.WRAP_UP
    desk.passes(10.0)
    assert (desk.seat("1001").state, desk.seat("1001").reason) == (SeatState.NOT_READY, "break")


def test_the_last_reachable_seat_comes_back_by_itself() -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.ready("1001")
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "NOANSWER", 0))
    assert "last_seat" in desk.alarms
    desk.passes(29.0)
    assert desk.seat("1001").state is SeatState.NOT_READY
    desk.passes(1.0)
    assert desk.call(citizen).state is CallState.OFFERED


def test_a_parked_seat_stays_parked_while_another_serves() -> None:
    desk = Desk()
    desk.ready("1001", "1002")
    citizen = desk.caller()
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "NOANSWER", 0))
    desk.passes(60.0)
    assert desk.seat("1001").state is SeatState.NOT_READY


def test_an_unreachable_spell_within_the_grace_leaves_no_trace() -> None:
    desk = Desk()
    desk.ready("1001")
    before = desk.seat("1001")
    desk.tell(desk.asterisk.reach("1001", False, desk.now))
    citizen = desk.caller()
    desk.passes(59.0)
    assert desk.call(citizen).state is CallState.QUEUED
    desk.tell(desk.asterisk.reach("1001", True, desk.now))
    assert desk.call(citizen).state is CallState.OFFERED
    assert desk.seat("1001").idle_since == before.idle_since


def test_a_phone_away_for_longer_than_the_grace_parks_its_ready_seat() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.tell(desk.asterisk.reach("1001", False, desk.now))
    desk.passes(60.0)
    assert (desk.seat("1001").state, desk.seat("1001").reason) == (SeatState.NOT_READY, "phone_lost")
    assert "phone_lost" in desk.alarms


def test_an_unreachable_phone_touches_no_talk() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.tell(desk.asterisk.reach("1001", False, desk.now))
    desk.passes(120.0)
    assert desk.seat("1001").state is SeatState.TALKING


def test_a_caller_who_leaves_while_ringing_costs_the_agent_nothing() -> None:
    desk = Desk()
    desk.ready("1001")
    before = desk.seat("1001").idle_since
    desk.now += 50
    citizen = desk.caller()
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert (desk.seat("1001").state, desk.seat("1001").idle_since) == (SeatState.READY, before)
    over = desk.ended(citizen)
    assert (over.outcome, over.where) == (Outcome.ABANDONED, Where.RINGING)


@pytest.mark.parametrize("leg_first", [True, False])
def test_after_the_phone_died_the_citizen_is_first_again(leg_first: bool) -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    later = desk.caller()
    events = desk.asterisk.agent_leaves(citizen, desk.now, died=True)
    desk.tell(events if leg_first else sorted(events, key=lambda event: not isinstance(event, t.OfferEnded)))
    assert desk.call(later).state is CallState.QUEUED, "offered to a phone that just died"
    desk.ready("1002")
    assert (desk.call(citizen).state, desk.call(later).state) == (CallState.OFFERED, CallState.QUEUED)
    assert [segment.end for segment in desk.call(citizen).segments] == ["lost", ""]


def test_a_lost_talk_that_is_never_taken_up_again_is_cut_off() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.tell(desk.asterisk.reach("1001", False, desk.now))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=True))
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.CUT_OFF, Where.HOLD)


def test_wrap_up_ends_by_itself_and_by_ready() -> None:
    desk = Desk(wrap_up=10)
    desk.ready("1001")
    for end in ("timer", "ready"):
        citizen = desk.caller()
        desk.tell(desk.asterisk.answer(citizen, desk.now))
        desk.tell(desk.asterisk.hang_up(citizen, desk.now))
        assert desk.seat("1001").state is SeatState.WRAP_UP
        if end == "timer":
            desk.passes(9.0)
            assert desk.seat("1001").state is SeatState.WRAP_UP
            desk.passes(1.0)
        else:
            desk.ask(r.MakeReady(seat="1001", actor="t"))
        assert desk.seat("1001").state is SeatState.READY


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        (r.Pause(seat="1001", actor="t", reason="break"), SeatState.NOT_READY),
        (r.SignOff(seat="1001", actor="t"), SeatState.SIGNED_OFF),
    ],
)
def test_a_wish_while_talking_is_granted_after_the_wrap_up(wish: r.Request, after: SeatState) -> None:
    desk = Desk(wrap_up=10)
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    assert desk.ask(wish).ok
    assert desk.seat("1001").state is SeatState.TALKING
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert desk.seat("1001").state is SeatState.WRAP_UP
    desk.passes(10.0)
    assert desk.seat("1001").state is after


def test_a_direct_call_keeps_offers_away_and_leads_back() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.tell(desk.asterisk.direct("1001", desk.now))
    citizen = desk.caller()
    assert desk.call(citizen).state is CallState.QUEUED
    desk.passes(1.0)
    assert desk.seat("1001").kind is TalkKind.DIRECT
    desk.tell(desk.asterisk.direct("1001", desk.now))
    assert desk.call(citizen).state is CallState.OFFERED


def test_the_best_level_comes_first_then_the_longest_idle() -> None:
    desk = Desk(seats=4)
    desk.ready("1003", "1004")
    assert desk.call(desk.caller("legal")).offer.seat == "1004"  # type: ignore[union-attr]
    other = Desk(seats=4)
    other.ready("1002")
    other.now += 5
    other.ready("1001")
    assert other.call(other.caller()).offer.seat == "1002"  # type: ignore[union-attr]


def test_a_caller_nobody_can_serve_does_not_block_the_next() -> None:
    desk = Desk()
    waits = desk.caller("legal")
    served = desk.caller("general")
    desk.ready("1001")
    assert (desk.call(waits).state, desk.call(served).state) == (CallState.QUEUED, CallState.OFFERED)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (r.SignOn(seat="9", actor="t", agent="8001"), "unknown_seat"),
        (r.SignOn(seat="1002", actor="t", agent="1"), "unknown_agent"),
        (r.SignOn(seat="1002", actor="t", agent="8002", pin="0"), "wrong_pin"),
        (r.MakeReady(seat="1002", actor="t"), "not_allowed_now"),
        (r.Pause(seat="1002", actor="t", reason="break"), "not_allowed_now"),
        (r.Pause(seat="1001", actor="t", reason="fishing"), "unknown_reason"),
    ],
)
def test_refusals_have_their_code(request_: r.Request, code: str) -> None:
    desk = Desk()
    desk.ready("1001")
    reply = desk.ask(request_)
    assert (reply.ok, reply.code) == (False, code)


def test_waiting_calls_are_acknowledged_every_half_minute() -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.passes(30.0)
    desk.passes(30.0)
    acks = [c for c in desk.commands if isinstance(c, t.Acknowledge) and c.call == citizen.call]
    assert len(acks) == 3


def test_nothing_is_offered_before_the_snapshot() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.tell([t.NodeLost(node=NODE, at=desk.now)])
    citizen = desk.caller()
    assert desk.call(citizen).state is CallState.QUEUED
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert desk.call(citizen).state is CallState.OFFERED


def test_calls_of_a_dead_asterisk_are_cut_off_and_its_seats_free() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.asterisk.restart()
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (Outcome.CUT_OFF, Where.TALKING)
    assert desk.seat("1001").state is SeatState.READY


@pytest.mark.parametrize(("told", "cause"), [(0, 16), (16, 16), (44, 44)])
def test_an_end_that_was_seen_has_a_cause(told: int, cause: int) -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.tell([t.CallEnded(node=NODE, at=desk.now, call=citizen.call, cause=told, state="hold")])
    assert desk.ended(citizen).cause == cause


def test_an_end_that_nobody_saw_has_none() -> None:
    desk = Desk()
    citizen = desk.caller()
    del desk.asterisk.citizens[citizen.call]
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert (desk.ended(citizen).outcome, desk.ended(citizen).cause) == (Outcome.ABANDONED, 0)


def test_a_hangup_is_terminal() -> None:
    desk = Desk()
    citizen = desk.caller()
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    desk.asterisk.citizens[citizen.call] = citizen
    desk.tell(desk.asterisk.hold(citizen, desk.now))
    assert citizen.call not in desk.floor.calls


def test_sign_on_is_mirrored_for_the_fallback() -> None:
    desk = Desk()
    desk.ready("1001", "1002")
    desk.ask(r.SignOff(seat="1001", actor="t"))
    marks = [command.on_duty for command in desk.commands if isinstance(command, t.MarkDuty)]
    assert marks[-1] == ("1002",)


def rebuilt(desk: Desk, citizen: Citizen, **seen: object) -> Call:
    """The call as a router that has lost all live state makes it from a snapshot."""
    snapshot = desk.asterisk.snapshot(desk.now)
    (call,) = [replace(call, **seen) for call in snapshot.calls if call.call == citizen.call]  # type: ignore[arg-type]
    desk.floor = Floor(bundle=desk.floor.bundle, epoch=2, seats=desk.floor.seats, calls={}, boots={})
    desk.take(desk.floor.start(desk.now, [NODE]))
    desk.tell([replace(snapshot, calls=(call,))])
    return desk.call(citizen)


def test_a_talk_of_the_fallback_that_is_rebuilt_has_been_queued() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    citizen.offer = ""
    desk.passes(5.0)
    call = rebuilt(desk, citizen, talks=1)
    assert (call.state, call.queued_at, call.talked_at) == (CallState.TALKING, desk.now, desk.now)
    assert call.segments[-1].kind == "fallback"


@pytest.mark.parametrize(
    ("state", "talks", "number"), [("talk", 1, 1), ("talk", 2, 2), ("hold", 0, 1), ("hold", 2, 3), ("offer", 1, 2)]
)
def test_segments_of_a_rebuilt_call_are_numbered_on(state: str, talks: int, number: int) -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    call = rebuilt(desk, citizen, state=state, talks=talks, bridged=state == "talk")
    assert [segment.number for segment in call.segments] == [number]


def test_a_rebuilt_call_goes_on_counting() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller()
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    rebuilt(desk, citizen, talks=2)
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=True))
    assert [segment.number for segment in desk.call(citizen).segments] == [2, 3]


@pytest.mark.parametrize(
    ("state", "talks", "outcome", "where"),
    [
        ("hold", 0, Outcome.ABANDONED, Where.HOLD),
        ("hold", 1, Outcome.CUT_OFF, Where.HOLD),
        ("end", 0, Outcome.INFORMED, Where.MENU),
        ("end", 1, Outcome.ANSWERED, Where.TALKING),
    ],
)
def test_a_talk_from_before_the_loss_counts_for_the_outcome(
    state: str, talks: int, outcome: Outcome, where: Where
) -> None:
    desk = Desk()
    citizen = desk.caller()
    rebuilt(desk, citizen, state=state, talks=talks)
    citizen.state = state
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert (desk.ended(citizen).outcome, desk.ended(citizen).where) == (outcome, where)
