"""A lead takes a talk over: who may, what call, seats and record are then; and that nobody hangs the lead up for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import CallState, Outcome
from router.domain.history import TalkHeardBy
from router.domain.listening import ListenMode
from router.domain.seat import SeatState, TalkKind
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk
from tests.unit.domain.test_floor_listening import IN_USE, LEAD, ask, hears, leaves, listening_scene, of, phone, scene


def take(desk: Desk, citizen: Citizen, seat: str = LEAD, **options: object) -> r.Reply:
    wanted = {"seat": seat, "actor": "token:lead", "call": citizen.call, "note": "hard", **options}
    return desk.ask(r.TakeOver(**wanted))  # type: ignore[arg-type]


def has(desk: Desk, citizen: Citizen) -> list[t.NodeEvent]:
    """What the node tells once the citizen is with the lead."""
    agent, model = citizen.seat, desk.asterisk
    citizen.seat, citizen.offer = LEAD, ""
    citizen.talks += 1
    model.phones |= {agent: t.DeviceState.NOT_INUSE, LEAD: IN_USE}
    return [
        t.CallTalked(
            node=NODE, at=desk.now, call=citizen.call, seat=LEAD, kind="taken_over", channel=f"s/{LEAD}",
            recording=f"{citizen.call}-{citizen.talks}.raw",
        ),
        t.SeatLegEnded(node=NODE, at=desk.now, call=citizen.call, seat=agent, cause=16),
        t.SeatDeviceChanged(node=NODE, at=desk.now, seat=agent, device=t.DeviceState.NOT_INUSE),
    ]  # fmt: skip


def last(desk: Desk) -> tuple[str, str, str, str]:
    one = desk.kept(TalkHeardBy)[-1]
    return one.what, one.mode.value, one.end, one.actor


def assert_taken(desk: Desk, citizen: Citizen) -> None:
    call = desk.call(citizen)
    first, second = call.segments
    assert (call.id, call.state, call.listening) == (citizen.call, CallState.TALKING, None)
    assert (first.seat, first.end, first.to) == ("1001", "taken_over", LEAD)
    assert (second.number, second.seat, second.agent, second.kind) == (2, LEAD, "8003", "taken_over")
    assert second.ended_at is None
    assert desk.seat("1001").state is not SeatState.TALKING
    lead = desk.seat(LEAD)
    assert (lead.state, lead.kind, lead.call) == (SeatState.TALKING, TalkKind.OFFERED, citizen.call)
    assert desk.sent(t.StopListeningTo) == []


def test_a_lead_who_listens_takes_over_by_key() -> None:
    desk, citizen, name = listening_scene()
    desk.tell(has(desk, citizen))
    assert_taken(desk, citizen)
    assert last(desk) == ("ended", "take_over", "taken_over", "agent:8003")
    segment = desk.call(citizen).segment
    assert segment is not None
    assert (segment.channel, segment.recording) == (f"s/{LEAD}", f"{citizen.call}-2.raw")
    # What is heard of the listening afterwards is late.
    leaves(desk, citizen, name)
    assert desk.call(citizen).state is CallState.TALKING


def test_by_the_api_a_lead_who_listens_does_so_at_once() -> None:
    desk, citizen = scene()
    ask(desk, citizen)
    phone(desk, IN_USE)
    told = {"call": citizen.call, "seat": LEAD, "listening": of(desk, citizen).id, "mode": ListenMode.WHISPER}
    desk.tell([t.TalkListenedTo(node=NODE, at=desk.now, channel=f"s/{LEAD}", **told)])  # type: ignore[arg-type]
    assert take(desk, citizen).ok
    (order,) = desk.sent(t.GiveTalkTo)
    assert (order.call, order.listening, order.seat) == (citizen.call, of(desk, citizen).id, LEAD)
    assert order.channel == f"s/{LEAD}"
    assert last(desk) == ("asked", "take_over", "", "token:lead")
    assert len(desk.sent(t.ListenTo)) == 1
    # Until it has happened it is a listening like any other.
    assert of(desk, citizen).mode is ListenMode.WHISPER
    desk.tell(has(desk, citizen))
    assert_taken(desk, citizen)
    assert last(desk) == ("ended", "take_over", "taken_over", "token:lead")
    assert [one.note for one in desk.kept(TalkHeardBy)] == ["why", "why", "hard", "hard"]


def test_by_the_api_a_lead_who_does_not_listen_is_rung_and_takes_over_on_the_answer() -> None:
    desk, citizen = scene()
    assert take(desk, citizen).ok
    (order,) = desk.sent(t.ListenTo)
    assert (order.mode, order.seat, order.listening) == (ListenMode.TAKE_OVER, LEAD, of(desk, citizen).id)
    assert desk.sent(t.GiveTalkTo) == []
    assert (desk.seat(LEAD).kind, desk.call(citizen).segments[0].seat) == (TalkKind.LISTENING, "1001")
    desk.tell(has(desk, citizen))
    assert_taken(desk, citizen)
    steps = [(one.what, one.mode, one.end) for one in desk.kept(TalkHeardBy)]
    assert steps == [("asked", ListenMode.TAKE_OVER, ""), ("ended", ListenMode.TAKE_OVER, "taken_over")]
    # Its ring time is over, and means nothing any more.
    desk.passes(60.0)
    assert desk.call(citizen).state is CallState.TALKING


def test_a_phone_that_is_not_answered_takes_nothing_over() -> None:
    desk, citizen = scene()
    take(desk, citizen)
    phone(desk, t.DeviceState.RINGING)
    desk.passes(18.1)
    phone(desk, t.DeviceState.NOT_INUSE)
    assert last(desk)[:3] == ("ended", "take_over", "not_answered")
    assert [one.seat for one in desk.call(citizen).segments] == ["1001"]
    assert desk.seat(LEAD).state is SeatState.NOT_READY


def test_what_asterisk_did_not_do_leaves_the_lead_listening() -> None:
    desk, citizen, name = listening_scene()
    take(desk, citizen)
    failed = t.CommandFailed(node=NODE, at=desk.now, command="GiveTalkTo", call=citizen.call, reason="refused",
                             listening=name)  # fmt: skip
    desk.tell([failed, failed])
    assert (of(desk, citizen).id, of(desk, citizen).taker) == (name, "")
    # Done by key later on, it was the lead and not who asked before.
    desk.tell(has(desk, citizen))
    assert last(desk)[-1] == "agent:8003"


def test_only_one_lead_and_only_a_call_that_talks() -> None:
    desk, citizen, _ = listening_scene()
    assert take(desk, citizen, seat="1002").code == "heard_already"
    assert take(desk, citizen, seat="1009").code == "unknown_seat"
    waits = desk.caller()
    assert take(desk, waits).code == "no_call"
    assert (desk.sent(t.GiveTalkTo), len(desk.sent(t.ListenTo))) == ([], 1)


def test_not_at_the_agents_own_seat() -> None:
    desk, citizen = scene()
    assert take(desk, citizen, seat="1001").code == "not_allowed_now"


@pytest.mark.parametrize(
    ("seat", "pin", "code"),
    [(LEAD, "9", "wrong_pin"), ("1002", "1234", "not_a_lead"), ("1002", "9", "wrong_pin")],
)
def test_by_code_nobody_but_a_lead_with_the_pin(seat: str, pin: str, code: str) -> None:
    desk, citizen = scene()
    assert take(desk, citizen, seat=seat, call="", at_seat="1001", pin=pin, inside=True).code == code
    assert (desk.call(citizen).listening, desk.kept(TalkHeardBy)) == (None, [])


def test_by_code_it_happens_in_that_very_call() -> None:
    desk, citizen = scene()
    desk.tell(desk.asterisk.dial_code(LEAD, "17", desk.now))
    desk.passes(1.0)
    reply = take(desk, citizen, actor="agent:8003", call="", at_seat="1001", pin="1234", inside=True)
    assert reply.ok
    assert reply.listening is not None
    segment = desk.call(citizen).segment
    assert segment is not None
    assert (reply.listening.mode, reply.channel) == (ListenMode.TAKE_OVER, segment.channel)
    assert (desk.sent(t.ListenTo), desk.sent(t.GiveTalkTo)) == ([], [])
    desk.tell(has(desk, citizen))
    assert_taken(desk, citizen)
    assert last(desk) == ("ended", "take_over", "taken_over", "agent:8003")


def test_a_lead_whose_code_could_only_listen_is_on_record_as_listening() -> None:
    desk, citizen = scene()
    desk.tell(desk.asterisk.dial_code(LEAD, "17", desk.now))
    take(desk, citizen, call="", at_seat="1001", pin="1234", inside=True)
    hears(desk, citizen)
    assert last(desk)[:3] == ("began", "listen", "")
    assert desk.call(citizen).segments[-1].seat == "1001"


def test_after_it_all_is_as_after_any_talk() -> None:
    desk, citizen, _ = listening_scene()
    desk.tell(has(desk, citizen))
    desk.now += 30.0
    desk.tell(desk.asterisk.agent_leaves(citizen, desk.now, died=False))
    done = desk.ended(citizen)
    assert (done.outcome, [one.end for one in done.segments]) == (Outcome.ANSWERED, ["taken_over", "talk_over"])
    # A lead who took no calls before takes none now.
    assert (desk.seat(LEAD).state, desk.seat(LEAD).reason) == (SeatState.NOT_READY, "signed_on")


def test_the_lead_may_hand_the_citizen_on() -> None:
    desk, citizen, _ = listening_scene()
    desk.tell(has(desk, citizen))
    desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    desk.tell(desk.asterisk.rings_through(citizen, "1002", desk.now))
    call = desk.call(citizen)
    assert [(one.seat, one.kind, one.end) for one in call.segments] == [
        ("1001", "offered", "taken_over"), (LEAD, "taken_over", "transferred"), ("1002", "transfer", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("forget", [False, True])
def test_a_router_that_was_away_finds_the_lead_in_the_agents_place(forget: bool) -> None:
    desk, citizen, name = listening_scene()
    told = has(desk, citizen)
    desk.restart(forget=forget)
    seen = desk.asterisk.snapshot(desk.now)
    calls = tuple(replace(one, taken_over=True) for one in seen.calls)
    desk.tell([replace(seen, calls=calls)])
    call = desk.call(citizen)
    assert (call.segments[-1].seat, call.segments[-1].kind) == (LEAD, "taken_over")
    assert desk.sent(t.StopListeningTo) == []
    if forget:
        assert call.former_talks == 1
        return
    assert (call.segments[0].end, last(desk)[:3]) == ("taken_over", ("ended", "take_over", "taken_over"))
    # What was told meanwhile is read afterwards, and names the channel.
    desk.tell(told)
    assert_taken(desk, citizen)
    assert desk.call(citizen).segments[-1].channel == f"s/{LEAD}"
    assert [one.listening for one in desk.kept(TalkHeardBy)] == [name] * 3
