"""Another bundle comes into force while people call: nobody is lost by it, or it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import Bundle, Queue
from router.domain.call import CallState, Outcome
from router.domain.errors import BundleUnavailable
from router.domain.history import BundleAdopted, CallRecorded, DecisionRecorded
from router.domain.requests import Reply
from router.domain.routing.recompute import Why, recompute
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.desk import Desk
from tests.unit.domain.sample import bundle


def adopt(desk: Desk, wanted: Bundle, *, check: bool = False, successors: Mapping[str, str] | None = None) -> Reply:
    desk.bundles[wanted.number] = wanted
    return desk.ask(
        r.AdoptBundle(seat="", actor="cli", number=wanted.number, check=check, note="try", successors=successors or {})
    )


def queue_with(skills: Mapping[str, int], number: int = 2) -> Bundle:
    """The sample with other skills for its general queue."""
    sample = bundle(seats=3, number=number)
    general = Queue(id="general", name="General", skills=skills, wrap_up_seconds=5)
    return replace(sample, queues={**sample.queues, "general": general})


# ---------------------------------------------------------------------- taken up


def test_it_is_on_record_and_the_nodes_are_told() -> None:
    desk = Desk()
    assert adopt(desk, bundle(seats=3, number=2)) == Reply(ok=True)
    (record,) = desk.kept(BundleAdopted)
    assert (record.number, record.former, record.actor, record.note) == (2, 1, "cli", "try")
    assert [(one.node, one.number) for one in desk.sent(t.UseBundle)] == [(NODE, 2)]


def test_the_one_in_force_is_only_told_again() -> None:
    desk = Desk()
    adopt(desk, bundle(seats=3, number=2))
    assert adopt(desk, bundle(seats=3, number=2)).ok
    assert len(desk.kept(BundleAdopted)) == 1
    assert len(desk.sent(t.UseBundle)) == 2


def test_a_check_changes_nothing() -> None:
    desk = Desk()
    before = desk.floor.bundle
    assert adopt(desk, bundle(seats=2, number=2), check=True).ok
    assert desk.floor.bundle == before
    assert desk.kept(BundleAdopted) == []
    assert desk.sent(t.UseBundle) == []


def test_new_seats_can_be_signed_on_at_and_former_ones_not() -> None:
    desk = Desk(seats=3)
    assert adopt(desk, bundle(seats=4, number=2)).ok
    assert desk.seat("1004").state is SeatState.SIGNED_OFF
    assert desk.ask(r.SignOn(seat="1004", actor="t", agent="8004")).ok
    desk.ask(r.SignOff(seat="1004", actor="t"))
    version = desk.seat("1004").version
    assert adopt(desk, bundle(seats=3, number=3)).ok
    assert desk.ask(r.SignOn(seat="1004", actor="t", agent="8004")).code == "unknown_seat"
    assert adopt(desk, bundle(seats=4, number=2)).ok
    assert desk.seat("1004").version > version, "the store knows the seat from before"


@pytest.mark.parametrize("looked", [True, False])
def test_new_seats_are_looked_for_until_the_node_has_told_of_them(looked: bool) -> None:
    desk = Desk(seats=3)
    adopt(desk, bundle(seats=4, number=2))
    desk.commands.clear()
    if looked:
        desk.tell([desk.asterisk.snapshot(desk.now)])
    desk.passes(3.0)
    assert len(desk.sent(t.TakeSnapshot)) == (0 if looked else 1)


def test_new_values_count_from_now_on() -> None:
    desk = Desk(wrap_up=30)
    citizen = desk.talk("1001")
    adopt(desk, queue_with({}))
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.seat("1001").until == desk.now + 5


def test_a_wrap_up_that_runs_keeps_its_end() -> None:
    desk = Desk(wrap_up=30)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    adopt(desk, queue_with({}))
    desk.passes(29.0)
    assert desk.seat("1001").state is SeatState.WRAP_UP


# ---------------------------------------------------------------------- callers


def test_who_waits_is_served_by_the_old_rule_or_the_new_one() -> None:
    desk = Desk()
    waits = desk.caller("general")
    assert adopt(desk, queue_with({"legal": 2})).ok
    new = desk.caller("general", bundle=2)
    desk.ready("1001")
    assert desk.call(waits).state is CallState.OFFERED, "whoever could serve it still can"
    assert desk.call(new).state is CallState.QUEUED
    desk.ready("1003")
    assert desk.call(new).state is CallState.OFFERED


def test_the_old_rule_counts_for_a_restarted_router_too() -> None:
    desk = Desk()
    desk.bundles[1] = desk.floor.bundle
    waits = desk.caller("general")
    assert adopt(desk, queue_with({"legal": 2})).ok
    desk.restart()
    desk.tell([desk.asterisk.snapshot(desk.now)])
    desk.ready("1001")
    assert desk.call(waits).state is CallState.OFFERED


def test_a_former_bundle_that_is_gone_leaves_the_new_rule() -> None:
    desk = Desk()
    waits = desk.caller("general", bundle=77)
    desk.ready("1001")
    assert desk.call(waits).state is CallState.OFFERED


@pytest.mark.parametrize("in_bundle", [True, False], ids=["of the bundle", "of the request"])
def test_callers_of_a_queue_that_goes_keep_their_place_in_its_successor(in_bundle: bool) -> None:
    desk = Desk()
    first = desk.caller("legal")
    desk.now += 1
    second = desk.caller("general")
    successors = {"legal": "general"}
    wanted = bundle(seats=3, number=2, legal=False, successors=successors if in_bundle else {})
    assert adopt(desk, wanted, successors={} if in_bundle else successors).ok
    assert desk.call(first).queue == "general"
    assert [desk.floor.places.of(one.call) for one in (first, second)] == [1, 2]
    desk.ready("1001")
    assert desk.call(first).state is CallState.OFFERED
    desk.tell(desk.asterisk.offer_over(first, desk.now, "NOANSWER", 0))
    assert desk.call(first).queue == "general", "its channel still names the former"
    assert "unknown_queue" not in desk.alarms


def test_only_who_is_moved_is_recorded() -> None:
    desk = Desk()
    moved, stays = desk.caller("legal"), desk.caller("general")
    desk.records.clear()
    adopt(desk, bundle(seats=3, number=2, legal=False, successors={"legal": "general"}))
    assert [one.call.id for one in desk.kept(CallRecorded)] == [moved.call]
    assert desk.call(stays).queue == "general"


@pytest.mark.parametrize("state", ["waiting", "talking", "fallback"])
def test_a_queue_with_callers_needs_a_successor(state: str) -> None:
    desk = Desk()
    if state == "talking":
        desk.ready("1003")
    citizen = desk.caller("legal")
    if state == "talking":
        desk.tell(desk.asterisk.answer(citizen, desk.now))
    elif state == "fallback":
        desk.tell(desk.asterisk.fall_back(citizen, desk.now, "ack"))
    wanted = bundle(seats=3, number=2, legal=False)
    for check in (True, False):
        reply = adopt(desk, wanted, check=check)
        assert (reply.code, "queue legal: 1 call" in reply.message) == ("in_use", True)
    assert desk.floor.bundle.number == 1
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert adopt(desk, wanted).ok


def test_a_line_that_goes_does_not_end_its_calls() -> None:
    desk = Desk()
    citizen = desk.talk("1001")
    assert adopt(desk, replace(bundle(seats=3, number=2), lines={})).ok
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


# ---------------------------------------------------------------------- people


def test_a_seat_that_goes_must_be_free() -> None:
    desk = Desk(seats=3)
    desk.ready("1003")
    reply = adopt(desk, bundle(seats=2, number=2))
    assert (reply.code, "seat 1003" in reply.message, "8003" in reply.message) == ("in_use", True, True)
    desk.ask(r.SignOff(seat="1003", actor="t"))
    assert adopt(desk, bundle(seats=2, number=2)).ok


def test_a_seat_that_talks_without_an_agent_is_not_free() -> None:
    desk = Desk(seats=3)
    citizen = desk.talk("1001")
    desk.tell(desk.asterisk.hand_on(citizen, "1003", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1003", desk.now))
    assert adopt(desk, bundle(seats=2, number=2)).code == "in_use"


def test_an_agent_that_goes_must_have_left() -> None:
    desk = Desk()
    desk.ready("1001")
    sample = bundle(seats=3, number=2)
    wanted = replace(sample, agents={name: one for name, one in sample.agents.items() if name != "8001"})
    reply = adopt(desk, wanted)
    assert (reply.code, "agent 8001" in reply.message) == ("in_use", True)
    desk.ask(r.SignOff(seat="1001", actor="t"))
    assert adopt(desk, wanted).ok


def test_agents_are_matched_by_their_new_skills() -> None:
    desk = Desk()
    desk.ready("1001")
    citizen = desk.caller("legal")
    assert desk.call(citizen).state is CallState.QUEUED
    sample = bundle(seats=3, number=2)
    taught = {name: replace(one, skills={"legal": 3}) for name, one in sample.agents.items()}
    assert adopt(desk, replace(sample, agents=taught)).ok
    assert desk.call(citizen).state is CallState.OFFERED


# ---------------------------------------------------------------------- no such bundle


def test_a_bundle_that_is_not_there_is_refused() -> None:
    desk = Desk()
    reply = desk.ask(r.AdoptBundle(seat="", actor="cli", number=9))
    assert (reply.ok, reply.code) == (False, "bundle_unavailable")


def test_a_bundle_that_cannot_be_read_is_refused() -> None:
    desk = Desk()

    def damaged(number: int) -> Bundle | None:
        raise BundleUnavailable(str(number))

    desk.floor.bundle_of = damaged
    assert desk.ask(r.AdoptBundle(seat="", actor="cli", number=9)).code == "bundle_unavailable"
    citizen = desk.caller("general", bundle=9)
    assert desk.call(citizen).state is CallState.QUEUED


def test_who_speaks_the_language_is_rung_first_and_nobody_waits_for_them() -> None:
    desk = Desk(seats=3)
    desk.ready("1001")
    desk.passes(5.0)
    desk.ready("1002")
    sample = bundle(seats=3, number=2)
    assert adopt(desk, replace(sample, site=replace(sample.site, language_skills={"zh-CN": "legal"}))).ok
    # 1001 has been idle for longer, and has not the skill.
    offers = [desk.call(desk.caller(bundle=2)).offer for _ in range(2)]
    assert [offer.seat if offer else "" for offer in offers] == ["1002", "1001"]
    first = desk.kept(DecisionRecorded)[0].decision
    assert first is not None
    assert [rival.why for rival in recompute(first).rivals] == [Why.WISHES]


def test_a_seat_that_goes_while_its_phone_asks_another_leaves_nothing_behind() -> None:
    desk = Desk()
    desk.ready("1001")
    desk.tell(desk.asterisk.dial("1003", "1001", desk.now))
    assert adopt(desk, bundle(seats=2, number=2)).ok
    desk.passes(1.0)
    assert desk.seat("1001").state is SeatState.TALKING
    desk.tell(desk.asterisk.direct("1001", desk.now))
    assert desk.seat("1001").state is SeatState.READY
