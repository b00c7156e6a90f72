"""Ladders on the floor: begun for a cause, climbed until somebody presses the key or the cause is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.alarms.channel import Quiet
from router.domain.bundle import AgentRole, Bundle, Hours
from router.domain.call import CallState, OfferResult, Outcome
from router.domain.floor import Floor
from router.domain.history import ActionTaken, AlarmRaised, ClimbRecorded, LadderRung
from router.domain.ladder.climb import Climb, ClimbState
from router.domain.ladder.settings import Ladder, Rule, Trigger
from router.domain.outbound import Outbound, RingPhase, RingPurpose
from router.domain.seat import SeatState
from router.domain.shifts.duty import Duties, Duty
from router.domain.shifts.plan import SeatRules
from router.domain.shifts.role import Role
from tests.unit.domain import sample
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk

LEAD, DEPUTY = "8002", "8003"
MOBILE = "13800000003"
WAITING = Rule(trigger=Trigger.WAITING, seconds=10)


def bundle(*rules: Rule, **more: Any) -> Bundle:
    """The lead at seat 1002; the deputy's mobile; nobody has the skill for queue legal but 8004."""
    plain = sample.bundle(seats=4, wrap_up=0, outbound=Outbound(trunk="city"))
    agents = {
        **plain.agents,
        LEAD: replace(plain.agents[LEAD], role=AgentRole.LEAD, skills={}),
        DEPUTY: replace(plain.agents[DEPUTY], mobile=MOBILE, skills={}),
    }
    ladder = Ladder(id="night", people=("lead", DEPUTY), rules=rules or (WAITING,), **more)
    return replace(plain, agents=agents, ladders={"night": ladder})


def scene(*rules: Rule, sign_on: bool = True, **more: Any) -> Desk:
    desk = Desk(bundle=bundle(*rules, **more))
    if sign_on:
        desk.ask(r.SignOn(seat="1002", actor="t", agent=LEAD))
    return desk


def wait_long(desk: Desk, seconds: float = 10.0) -> Citizen:
    citizen = desk.caller("legal")
    desk.passes(seconds)
    return citizen


def climb(desk: Desk) -> Climb:
    (one,) = desk.floor.ladders.climbs.values()
    return one


def rung(desk: Desk) -> list[str]:
    return [one.seat or one.number for one in desk.sent(t.PlaceRing)]


def hears(desk: Desk, phase: RingPhase, *, key: str = "", status: str = "", ring: str = "") -> None:
    last = desk.sent(t.PlaceRing)[-1]
    if phase is RingPhase.ENDED:
        desk.asterisk.rings.discard(ring or last.ring)
    desk.tell(
        [
            t.RingTold(
                node=NODE, at=desk.now, ring=ring or last.ring, purpose=RingPurpose.LADDER, subject=last.subject,
                phase=phase, key=key, status=status, channel=f"p/{last.seat or last.number}",
            )
        ]
    )  # fmt: skip


def over(desk: Desk, status: str = "NOANSWER") -> None:
    hears(desk, RingPhase.ENDED, status=status)


def ends(desk: Desk) -> list[str]:
    return [one.ring.end for one in desk.kept(LadderRung) if one.ring.end]


def events(desk: Desk) -> list[str]:
    return [one.event for one in desk.kept(ClimbRecorded)]


def test_a_caller_whom_nobody_could_serve_has_the_lead_rung_in_time_and_not_before() -> None:
    desk = scene()
    citizen = desk.caller("legal")
    desk.passes(9.9)
    assert rung(desk) == []
    desk.passes(0.1)
    (ring,) = desk.sent(t.PlaceRing)
    assert (ring.seat, ring.number, ring.say, ring.joins) == ("1002", "", "ladder_waiting_legal", True)
    assert ring.language == "zh-CN"
    assert climb(desk).calls == (citizen.call,)


def test_nobody_is_rung_for_a_caller_whom_a_busy_agent_could_serve() -> None:
    desk = scene()
    desk.ready("1004")
    desk.caller("legal")
    desk.caller("legal")
    desk.passes(60)
    assert rung(desk) == []


def test_an_agent_whose_phone_is_away_could_not_serve() -> None:
    desk = scene()
    desk.ready("1004")
    desk.tell(desk.asterisk.reach("1004", False, desk.now))
    wait_long(desk)
    assert rung(desk) == ["1002"]


def test_the_lead_presses_1_and_gets_the_caller_first_in_line() -> None:
    desk = scene()
    first, second = desk.caller("legal"), desk.caller("legal")
    desk.passes(10)
    hears(desk, RingPhase.DIALLED)
    hears(desk, RingPhase.ANSWERED)
    hears(desk, RingPhase.KEYED, key="1")
    (order,) = desk.sent(t.ConnectRing)
    assert (order.call, order.leg, order.seat) == (first.call, "p/1002", "1002")
    assert desk.call(first).state is CallState.OFFERED
    assert desk.call(second).state is CallState.QUEUED
    over(desk, "ANSWER")
    desk.tell(
        [
            t.CallTalked(
                node=NODE, at=desk.now, call=first.call, seat="1002", offer=order.offer, kind="ladder",
                recording=f"{first.call}-1.raw", channel="p/1002",
            )
        ]
    )  # fmt: skip
    talk = desk.call(first).segment
    assert talk is not None
    assert (talk.kind, talk.seat, talk.agent, talk.recording) == ("ladder", "1002", LEAD, f"{first.call}-1.raw")
    assert talk.offers[-1].result is OfferResult.ANSWERED
    assert desk.seat("1002").state is SeatState.TALKING
    assert ends(desk) == ["accepted"]
    (done,) = [one.climb for one in desk.kept(ClimbRecorded) if one.event == "over"]
    assert (done.end, done.person) == ("connected", LEAD)


def test_the_callers_who_are_left_have_the_next_one_rung_and_not_the_lead_who_talks() -> None:
    desk = scene()
    first = desk.caller("legal")
    desk.caller("legal")
    desk.passes(10)
    hears(desk, RingPhase.KEYED, key="1")
    offer = desk.sent(t.ConnectRing)[-1].offer
    desk.tell([t.CallTalked(node=NODE, at=desk.now, call=first.call, seat="1002", offer=offer, kind="ladder")])
    desk.passes(1)
    assert rung(desk) == ["1002", MOBILE]


def test_who_takes_it_on_a_mobile_is_on_record_as_who_talked() -> None:
    desk = scene()
    citizen = wait_long(desk)
    over(desk)
    assert rung(desk) == ["1002", MOBILE]
    hears(desk, RingPhase.KEYED, key="1")
    order = desk.sent(t.ConnectRing)[-1]
    assert order.seat == ""
    desk.tell([t.CallTalked(node=NODE, at=desk.now, call=citizen.call, seat="", offer=order.offer, kind="ladder")])
    talk = desk.call(citizen).segment
    assert talk is not None
    assert (talk.seat, talk.agent) == ("", DEPUTY)
    desk.tell(desk.asterisk.hang_up(desk.asterisk.citizens[citizen.call], desk.now))
    assert desk.ended(citizen).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("phase", "key", "status", "end"),
    [
        (RingPhase.ENDED, "", "NOANSWER", "no_answer"),
        (RingPhase.ENDED, "", "BUSY", "busy"),
        (RingPhase.ENDED, "2", "ANSWER", "passed_on"),
        (RingPhase.ENDED, "", "ANSWER", "no_key"),
        (RingPhase.ENDED, "", "CHANUNAVAIL", "failed"),
    ],
)
def test_whatever_is_not_the_key_leads_to_the_next_step(phase: RingPhase, key: str, status: str, end: str) -> None:
    desk = scene()
    wait_long(desk)
    hears(desk, RingPhase.ANSWERED)
    hears(desk, phase, key=key, status=status)
    assert rung(desk) == ["1002", MOBILE]
    assert ends(desk) == [end]


def test_the_caller_hangs_up_and_the_lead_is_not_left_ringing_and_is_told_why() -> None:
    desk = scene()
    citizen = wait_long(desk)
    desk.tell(desk.asterisk.hang_up(desk.asterisk.citizens[citizen.call], desk.now))
    (order,) = desk.sent(t.CancelRing)
    assert order.ring == desk.sent(t.PlaceRing)[0].ring
    assert ends(desk) == ["cancelled"]
    (told,) = [one for one in desk.kept(AlarmRaised) if one.code == "ladder_cancelled"]
    assert told.subject == LEAD
    assert desk.floor.ladders.climbs == {}
    over(desk, "CANCEL")
    desk.passes(600)
    assert rung(desk) == ["1002"]


def test_somebody_who_can_serve_signs_on_and_the_ring_is_cancelled() -> None:
    desk = scene()
    citizen = wait_long(desk)
    desk.ready("1004")
    assert len(desk.sent(t.CancelRing)) == 1
    assert desk.call(citizen).offer is not None


def test_further_callers_join_the_climb_and_begin_no_second_one() -> None:
    desk = scene()
    first = wait_long(desk)
    second = wait_long(desk)
    assert climb(desk).calls == (first.call, second.call)
    assert rung(desk) == ["1002"]
    assert events(desk).count("begun") == 1
    desk.tell(desk.asterisk.hang_up(desk.asterisk.citizens[first.call], desk.now))
    assert desk.sent(t.CancelRing) == []


def test_after_all_rounds_everybody_is_told_and_it_goes_on_until_somebody_takes_it() -> None:
    desk = scene(rounds=2, every_minutes=5)
    citizen = wait_long(desk)
    for _ in range(4):
        over(desk)
        desk.passes(5)
    assert rung(desk) == ["1002", MOBILE] * 2
    assert desk.alarms.count("ladder_unanswered") == 1
    for _ in range(3):
        before = len(rung(desk))
        desk.passes(300)
        over(desk)
        over(desk)
        assert len(rung(desk)) == before + 2
    assert desk.alarms.count("ladder_unanswered") == 1
    desk.passes(300)
    hears(desk, RingPhase.KEYED, key="1")
    assert desk.call(citizen).state is CallState.OFFERED
    resolved = [one for one in desk.kept(ActionTaken) if one.what == "alarm_resolved"]
    assert [(one.subject, one.detail) for one in resolved] == [("legal", "ladder_unanswered")]


def test_with_nobody_to_be_rung_everybody_is_told_at_once() -> None:
    desk = Desk(bundle=replace(bundle(), outbound=None))
    wait_long(desk)
    assert (rung(desk), desk.alarms) == ([], ["ladder_unanswered"])
    desk.ask(r.SignOn(seat="1002", actor="t", agent=LEAD))
    desk.passes(300)
    assert rung(desk) == ["1002"]


def test_a_ring_of_which_nothing_is_heard_is_given_up() -> None:
    desk = scene(ring_seconds=20)
    wait_long(desk)
    desk.passes(60)
    assert rung(desk) == ["1002", MOBILE]
    assert ends(desk) == ["failed"]
    assert len(desk.sent(t.CancelRing)) == 1


def test_a_ring_that_the_node_could_not_place_leads_to_the_next_step() -> None:
    desk = scene()
    wait_long(desk)
    ring = desk.sent(t.PlaceRing)[0].ring
    desk.tell([t.CommandFailed(node=NODE, at=desk.now, command="PlaceRing", ring=ring, reason="seat_taken")])
    assert rung(desk) == ["1002", MOBILE]


def test_a_seat_that_is_rung_is_offered_nothing_meanwhile() -> None:
    desk = scene()
    assert desk.ask(r.MakeReady(seat="1002", actor="t")).ok
    wait_long(desk)
    other = desk.caller("general")
    assert desk.call(other).state is CallState.QUEUED


def test_the_caller_who_hangs_up_as_the_key_is_pressed_leaves_the_next_one_to_the_lead() -> None:
    desk = scene()
    first, second = desk.caller("legal"), desk.caller("legal")
    desk.passes(10)
    hears(desk, RingPhase.KEYED, key="1")
    desk.tell(desk.asterisk.hang_up(desk.asterisk.citizens[first.call], desk.now))
    assert climb(desk).state is ClimbState.CLIMBING
    assert rung(desk) == ["1002", "1002"]
    hears(desk, RingPhase.KEYED, key="1")
    assert desk.sent(t.ConnectRing)[-1].call == second.call


def test_the_phone_that_is_not_in_its_call_yet_is_asked_again_for_a_while() -> None:
    desk = scene()
    citizen = wait_long(desk)
    hears(desk, RingPhase.KEYED, key="1")
    order = desk.sent(t.ConnectRing)[-1]
    failed = t.CommandFailed(
        node=NODE, at=desk.now, command="ConnectRing", call=citizen.call, offer=order.offer, ring=order.ring,
        reason="not_joined",
    )  # fmt: skip
    desk.tell([failed])
    desk.passes(0.1)
    assert [one.offer for one in desk.sent(t.ConnectRing)] == [order.offer] * 2
    desk.tell([replace(failed, reason="channel_gone")])
    assert desk.call(citizen).state is CallState.QUEUED
    desk.passes(0.1)
    assert rung(desk)[-1] == "1002"


def restored(desk: Desk) -> Desk:
    """Another router with what was stored."""
    former = desk.floor
    climbs: Mapping[str, Climb] = former.ladders.climbs
    desk.floor = Floor(
        bundle=former.bundle, epoch=former.epoch + 1, seats=former.seats, calls=former.calls, boots=former.boots,
        climbs=climbs,
    )  # fmt: skip
    desk.take(desk.floor.start(desk.now, [NODE]))
    return desk


def test_another_router_goes_on_and_rings_nobody_twice() -> None:
    desk = scene()
    wait_long(desk)
    before = climb(desk)
    restored(desk)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    desk.passes(5)
    assert rung(desk) == ["1002"]
    assert climb(desk).id == before.id
    over(desk)
    assert rung(desk) == ["1002", MOBILE]


def test_another_router_ends_a_climb_whose_caller_is_gone() -> None:
    desk = scene()
    citizen = wait_long(desk)
    del desk.asterisk.citizens[citizen.call]
    restored(desk)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    desk.passes(1)
    assert desk.floor.ladders.climbs == {}
    assert len(desk.sent(t.CancelRing)) == 1


def test_help_in_a_talk_rings_the_lead_who_acknowledges_and_is_not_joined() -> None:
    desk = scene(Rule(trigger=Trigger.HELP))
    citizen = desk.talk("1001")
    desk.tell([t.HelpAsked(node=NODE, at=desk.now, call=citizen.call, seat="1001")])
    (ring,) = desk.sent(t.PlaceRing)
    assert (ring.seat, ring.say, ring.joins) == ("1002", "ladder_help_general", False)
    hears(desk, RingPhase.KEYED, key="1")
    desk.passes(1)
    assert desk.floor.ladders.climbs == {}
    assert [one.climb.end for one in desk.kept(ClimbRecorded) if one.event == "over"] == ["acknowledged"]
    assert desk.sent(t.ConnectRing) == []
    assert ends(desk) == ["accepted"]
    desk.tell([t.HelpAsked(node=NODE, at=desk.now, call=citizen.call, seat="1001")])
    assert len(rung(desk)) == 2


def test_help_ends_with_the_talk_and_is_asked_for_by_nobody_else() -> None:
    desk = scene(Rule(trigger=Trigger.HELP))
    citizen = desk.talk("1001")
    desk.tell([t.HelpAsked(node=NODE, at=desk.now, call=citizen.call, seat="1003")])
    assert rung(desk) == []
    desk.tell([t.HelpAsked(node=NODE, at=desk.now, call=citizen.call, seat="1001")])
    desk.tell(desk.asterisk.hang_up(desk.asterisk.citizens[citizen.call], desk.now))
    assert len(desk.sent(t.CancelRing)) == 1


def test_nobody_signed_on_for_so_long_rings_and_is_over_once_somebody_is() -> None:
    desk = scene(Rule(trigger=Trigger.NOBODY, seconds=60), sign_on=False)
    desk.passes(59)
    assert rung(desk) == []
    desk.passes(1)
    assert rung(desk) == [MOBILE]
    hears(desk, RingPhase.KEYED, key="1")
    over(desk, "ANSWER")
    desk.passes(600)
    assert rung(desk) == [MOBILE]
    desk.ask(r.SignOn(seat="1001", actor="t", agent="8001"))
    assert desk.floor.ladders.climbs == {}


def test_a_part_that_is_down_rings_until_it_is_well() -> None:
    desk = scene(Rule(trigger=Trigger.PART_DOWN))
    desk.take(desk.floor.use_troubles({Trigger.PART_DOWN: {"archiver": "archiver is not well"}}, desk.now))
    assert desk.sent(t.PlaceRing)[-1].say == "ladder_part_down"
    assert climb(desk).subject == "archiver"
    desk.take(desk.floor.use_troubles({Trigger.PART_DOWN: {}}, desk.now))
    assert len(desk.sent(t.CancelRing)) == 1


def test_a_rule_is_about_its_lines_and_queues_alone() -> None:
    desk = scene(replace(WAITING, queues=("general",)))
    wait_long(desk)
    assert rung(desk) == []
    desk = scene(replace(WAITING, lines=("other",)))
    wait_long(desk)
    assert rung(desk) == []


def test_another_configuration_without_the_ladder_withdraws_it() -> None:
    desk = scene()
    wait_long(desk)
    desk.bundles[2] = replace(desk.floor.bundle, number=2, ladders={})
    assert desk.ask(r.AdoptBundle(seat="", actor="t", number=2)).ok
    assert desk.floor.ladders.climbs == {}
    assert len(desk.sent(t.CancelRing)) == 1


def test_a_program_asks_for_help_for_the_seat_that_talks() -> None:
    desk = scene(Rule(trigger=Trigger.HELP))
    citizen = desk.talk("1001")
    assert desk.ask(r.AskHelp(seat="1003", actor="t", call=citizen.call)).code == "no_call"
    assert desk.ask(r.AskHelp(seat="1001", actor="t", call="n1-9.9")).code == "no_call"
    assert rung(desk) == []
    assert desk.ask(r.AskHelp(seat="1001", actor="t", call=citizen.call)).ok
    assert desk.ask(r.AskHelp(seat="1001", actor="t")).ok
    assert rung(desk) == ["1002"]


def test_a_program_is_told_when_nobody_is_rung_for_help() -> None:
    desk = scene(WAITING)
    citizen = desk.talk("1001")
    assert desk.ask(r.AskHelp(seat="1001", actor="t", call=citizen.call)).code == "no_ladder"


def test_what_can_wait_is_kept_in_quiet_hours_and_climbed_after_them_if_it_still_stands() -> None:
    # The desk's clock begins at 08:16:40 in Shanghai.
    quiet = Quiet(start=8 * 60, until=8 * 60 + 18)
    desk = scene(Rule(trigger=Trigger.PART_DOWN, can_wait=True), quiet=quiet)
    desk.take(desk.floor.use_troubles({Trigger.PART_DOWN: {"api": "api is not well"}}, desk.now))
    desk.passes(79)
    assert rung(desk) == []
    desk.passes(1)
    assert rung(desk) == ["1002"]


def test_a_talk_that_only_a_snapshot_tells_of_is_the_ladders() -> None:
    desk = scene()
    citizen = wait_long(desk)
    hears(desk, RingPhase.KEYED, key="1")
    order = desk.sent(t.ConnectRing)[-1]
    citizen.state, citizen.offer, citizen.seat, citizen.answered, citizen.talks = "talk", order.offer, "1002", True, 1
    desk.passes(1)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    talk = desk.call(citizen).segment
    assert talk is not None
    assert (talk.kind, talk.agent) == ("ladder", LEAD)
    assert desk.floor.ladders.climbs == {}


def test_a_restart_of_asterisk_has_the_next_one_rung_at_once() -> None:
    desk = scene(Rule(trigger=Trigger.PART_DOWN))
    desk.take(desk.floor.use_troubles({Trigger.PART_DOWN: {"api": "api is not well"}}, desk.now))
    desk.asterisk.restart()
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert rung(desk) == ["1002", MOBILE]
    assert ends(desk) == ["failed"]


def test_a_ring_whose_end_nobody_heard_is_over_once_asterisk_has_it_no_more() -> None:
    desk = scene()
    wait_long(desk)
    desk.passes(3)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert rung(desk) == ["1002"]
    desk.asterisk.rings.clear()
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert rung(desk) == ["1002", MOBILE]
    assert ends(desk) == ["failed"]


def test_a_ring_that_was_ordered_a_moment_ago_is_waited_for() -> None:
    desk = scene()
    wait_long(desk)
    desk.asterisk.rings.clear()
    desk.passes(1)
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert rung(desk) == ["1002"]
    before = len(desk.sent(t.TakeSnapshot))
    desk.passes(2)
    assert len(desk.sent(t.TakeSnapshot)) == before + 1
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert rung(desk) == ["1002", MOBILE]


def test_a_ring_that_nobody_wants_is_hung_up() -> None:
    desk = scene()
    desk.asterisk.rings.add("climb-0.9-4")
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert [order.ring for order in desk.sent(t.CancelRing)] == ["climb-0.9-4"]


def duties(*roles: tuple[str, Role], begins: float) -> Duties:
    """Who does what from then on for an hour; the roster leads no seats."""
    day = datetime.fromtimestamp(begins, UTC).date()
    work = [
        Duty(start=begins, end=begins + 3600, agent=agent, date=day, shift="night", name="Night", role=role)
        for agent, role in roles
    ]
    return Duties(rules=SeatRules(), zone=UTC, all=tuple(work))


def test_a_step_is_whoever_the_roster_names_now_also_where_it_leads_no_seats() -> None:
    desk = scene()
    desk.take(desk.floor.use_roster(duties((DEPUTY, Role.LEAD), ("8002", Role.AGENT), begins=desk.now), desk.now))
    wait_long(desk)
    assert rung(desk) == [MOBILE]


def test_a_roster_that_names_no_lead_now_leaves_it_to_the_leads_who_are_signed_on() -> None:
    desk = scene()
    desk.take(desk.floor.use_roster(duties((DEPUTY, Role.LEAD), begins=desk.now + 600), desk.now))
    wait_long(desk)
    assert rung(desk) == ["1002"]


def test_who_is_on_call_is_rung_at_home() -> None:
    desk = Desk(bundle=replace(bundle(), ladders={"n": Ladder(id="n", people=("on_call",), rules=(WAITING,))}))
    desk.take(desk.floor.use_roster(duties((DEPUTY, Role.ON_CALL), begins=desk.now), desk.now))
    wait_long(desk)
    assert rung(desk) == [MOBILE]


def test_any_of_the_calls_may_be_what_a_rule_is_about() -> None:
    never = Hours(id="never", spans=())
    rules = (replace(WAITING, lines=("l12345",), hours="never"), replace(WAITING, lines=("b",)))
    desk = Desk(bundle=replace(bundle(*rules), hours={"never": never}))
    wait_long(desk)
    desk.passes(60)
    assert rung(desk) == []
    desk.tell([replace(event, line="b") for event in desk.asterisk.arrive(desk.now)])  # type: ignore[call-arg]
    second = list(desk.asterisk.citizens.values())[-1]
    second.queue = "legal"
    desk.tell([replace(event, line="b") for event in desk.asterisk.hold(second, desk.now)])  # type: ignore[call-arg]
    desk.passes(10)
    assert rung(desk) == [MOBILE]
