"""A lead in a talk: who may, what the seat is meanwhile, how it ends; and the talk never depends on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.bundle import AgentRole
from router.domain.call import CallState, Outcome
from router.domain.history import TalkHeardBy
from router.domain.listening import Listening, ListenMode
from router.domain.seat import SeatState, TalkKind
from tests.unit.domain import sample
from tests.unit.domain.asterisk_model import NODE, Citizen
from tests.unit.domain.desk import Desk

LEAD = "1003"
IN_USE = t.DeviceState.INUSE


def scene(*, reachable: bool = True) -> tuple[Desk, Citizen]:
    """1001 talks with a citizen; the lead is 8003 at 1003, not ready."""
    bundle = sample.bundle(seats=3, wrap_up=0)
    lead = replace(bundle.agents["8003"], role=AgentRole.LEAD)
    desk = Desk(bundle=replace(bundle, agents={**bundle.agents, "8003": lead}))
    desk.ask(r.SignOn(seat=LEAD, actor="t", agent="8003"))
    desk.ask(r.SignOn(seat="1002", actor="t", agent="8002"))
    if not reachable:
        desk.tell(desk.asterisk.reach(LEAD, False, desk.now))
    return desk, desk.talk("1001")


def ask(desk: Desk, citizen: Citizen, seat: str = LEAD, **options: object) -> r.Reply:
    wanted = {"seat": seat, "actor": "token:lead", "call": citizen.call, "note": "why", **options}
    return desk.ask(r.ListenIn(**wanted))  # type: ignore[arg-type]


def of(desk: Desk, citizen: Citizen) -> Listening:
    listening = desk.call(citizen).listening
    assert listening is not None
    return listening


def phone(desk: Desk, device: t.DeviceState, seat: str = LEAD) -> None:
    desk.tell([t.SeatDeviceChanged(node=NODE, at=desk.now, seat=seat, device=device)])


def hears(desk: Desk, citizen: Citizen, mode: ListenMode = ListenMode.LISTEN, listening: str = "") -> None:
    name = listening or of(desk, citizen).id
    phone(desk, IN_USE)
    desk.tell([t.TalkListenedTo(node=NODE, at=desk.now, call=citizen.call, seat=LEAD, listening=name, mode=mode)])


def leaves(desk: Desk, citizen: Citizen, listening: str) -> None:
    desk.tell([t.ListeningEnded(node=NODE, at=desk.now, call=citizen.call, seat=LEAD, listening=listening, cause=16)])
    phone(desk, t.DeviceState.NOT_INUSE)


def steps(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.what, one.mode.value, one.end) for one in desk.kept(TalkHeardBy)]


def listening_scene() -> tuple[Desk, Citizen, str]:
    desk, citizen = scene()
    assert ask(desk, citizen).ok
    hears(desk, citizen)
    return desk, citizen, of(desk, citizen).id


def test_the_leads_phone_is_rung_on_the_channel_of_the_talking_seat_and_nobody_else_is_told() -> None:
    desk, citizen = scene()
    segment = desk.call(citizen).segment
    assert segment is not None
    before = len(desk.commands)
    assert ask(desk, citizen, mode=ListenMode.WHISPER).ok
    (order,) = desk.commands[before:]
    assert isinstance(order, t.ListenTo)
    assert (order.channel, order.seat, order.shown, order.mode) == (segment.channel, LEAD, "1001", ListenMode.WHISPER)
    assert order.listening == of(desk, citizen).id
    assert desk.seat(LEAD).kind is TalkKind.LISTENING
    assert steps(desk) == [("asked", "whisper", "")]


def test_what_is_on_record_from_the_first_ring_to_the_end() -> None:
    desk, citizen, name = listening_scene()
    hears(desk, citizen)
    for mode in (ListenMode.WHISPER, ListenMode.WHISPER, ListenMode.BARGE):
        hears(desk, citizen, mode)
    leaves(desk, citizen, name)
    assert steps(desk) == [("asked", "listen", ""), ("began", "listen", ""), ("changed", "whisper", ""),
                           ("changed", "barge", ""), ("ended", "barge", "hung_up")]  # fmt: skip
    for one in desk.kept(TalkHeardBy):
        assert (one.call, one.listening, one.segment) == (citizen.call, name, 1)
        assert (one.seat, one.agent, one.heard_seat, one.heard_agent, one.note) == (LEAD, "8003", "1001", "8001", "why")
    assert desk.call(citizen).listening is None
    assert (desk.seat(LEAD).state, desk.seat(LEAD).reason) == (SeatState.NOT_READY, "signed_on")


def test_the_talk_is_what_it_would_have_been_without() -> None:
    desk, citizen, name = listening_scene()
    leaves(desk, citizen, name)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    alone, other = scene()
    alone.tell(alone.asterisk.hang_up(other, alone.now))
    heard, plain = desk.ended(citizen), alone.ended(other)
    assert heard.outcome is plain.outcome is Outcome.ANSWERED
    assert (heard.segments, heard.where, heard.cause) == (plain.segments, plain.where, plain.cause)


def test_a_ready_lead_gets_no_offer_meanwhile_and_one_afterwards() -> None:
    desk, citizen = scene()
    desk.ask(r.MakeReady(seat=LEAD, actor="t"))
    assert ask(desk, citizen).ok
    waits = desk.caller()
    assert desk.call(waits).state is CallState.QUEUED
    hears(desk, citizen)
    phone(desk, t.DeviceState.NOT_INUSE)  # a tail of an earlier call
    assert desk.call(waits).state is CallState.QUEUED
    leaves(desk, citizen, of(desk, citizen).id)
    offer = desk.call(waits).offer
    assert offer is not None
    assert offer.seat == LEAD


def test_one_lead_per_talk_and_one_talk_per_lead() -> None:
    desk, citizen, _ = listening_scene()
    assert ask(desk, citizen, seat="1002").code == "heard_already"
    desk.pause("1001")
    other = desk.talk("1002")
    assert ask(desk, other).code == "not_allowed_now"
    assert desk.call(other).listening is None


def test_only_a_call_that_talks() -> None:
    desk, citizen = scene()
    waits = desk.caller()
    assert ask(desk, waits).code == "no_call"
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert ask(desk, citizen).code == "no_call"
    assert (desk.kept(TalkHeardBy), desk.sent(t.ListenTo)) == ([], [])


def test_not_at_a_seat_in_a_call_nor_without_a_phone_nor_at_a_stranger() -> None:
    desk, citizen = scene(reachable=False)
    assert ask(desk, citizen).code == "not_allowed_now"
    assert ask(desk, citizen, seat="1001").code == "not_allowed_now"
    assert ask(desk, citizen, seat="13800138000").code == "unknown_seat"
    phone(desk, IN_USE, "1002")
    assert ask(desk, citizen, seat="1002").code == "not_allowed_now"
    assert desk.sent(t.ListenTo) == []


def test_a_phone_that_does_not_answer_is_over_after_its_ring_time() -> None:
    desk, citizen = scene()
    ask(desk, citizen)
    phone(desk, t.DeviceState.RINGING)
    desk.passes(15.0)
    assert desk.call(citizen).listening is not None
    desk.passes(3.1)
    phone(desk, t.DeviceState.NOT_INUSE)
    assert steps(desk)[-1] == ("ended", "listen", "not_answered")
    assert len(desk.sent(t.StopListeningTo)) == 1
    assert desk.seat(LEAD).state is SeatState.NOT_READY
    # Asterisk may have said so first.
    ask(desk, citizen)
    leaves(desk, citizen, of(desk, citizen).id)
    assert steps(desk)[-1] == ("ended", "listen", "not_answered")
    desk.passes(30.0)
    assert len(steps(desk)) == 4


def test_what_could_not_be_rung_is_over_at_once() -> None:
    desk, citizen = scene()
    ask(desk, citizen)
    failed = t.CommandFailed(node=NODE, at=desk.now, command="ListenTo", call=citizen.call, reason="seat_taken",
                             listening=of(desk, citizen).id)  # fmt: skip
    desk.tell([failed, failed])
    assert steps(desk) == [("asked", "listen", ""), ("ended", "listen", "failed")]
    assert desk.seat(LEAD).state is SeatState.NOT_READY
    assert desk.call(citizen).state is CallState.TALKING


def test_the_api_ends_it() -> None:
    desk, citizen, name = listening_scene()
    assert desk.ask(r.StopListening(seat="", actor="token:lead", call=citizen.call)).ok
    (order,) = desk.sent(t.StopListeningTo)
    assert (order.listening, order.seat, order.call) == (name, LEAD, citizen.call)
    assert steps(desk)[-1] == ("ended", "listen", "stopped")
    assert desk.seat(LEAD).state is SeatState.TALKING
    leaves(desk, citizen, name)
    assert desk.seat(LEAD).state is SeatState.NOT_READY
    assert desk.ask(r.StopListening(seat="", actor="token:lead", call=citizen.call)).code == "no_call"
    assert len(steps(desk)) == 3


def test_it_ends_with_the_talk() -> None:
    desk, citizen, name = listening_scene()
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert steps(desk)[-1] == ("ended", "listen", "talk_over")
    assert [order.listening for order in desk.sent(t.StopListeningTo)] == [name]
    leaves(desk, citizen, name)
    assert desk.seat(LEAD).state is SeatState.NOT_READY
    assert len(steps(desk)) == 3


@pytest.mark.parametrize("attended", [False, True])
def test_it_ends_when_the_citizen_is_handed_on_and_says_so(attended: bool) -> None:
    desk, citizen, _ = listening_scene()
    if attended:
        desk.tell(desk.asterisk.hand_over(citizen, "1002", desk.now))
        assert desk.call(citizen).state is CallState.TALKING
    else:
        desk.tell(desk.asterisk.hand_on(citizen, "1002", desk.now))
    assert steps(desk)[-1] == ("ended", "listen", "transferred")
    assert desk.call(citizen).listening is None


def test_another_router_goes_on_with_it() -> None:
    desk, citizen, name = listening_scene()
    seen = t.SeenListening(listening=name, call=citizen.call, seat=LEAD, mode=ListenMode.BARGE)
    desk.restart()
    desk.tell([replace(desk.asterisk.snapshot(desk.now), listenings=(seen,))])
    assert steps(desk)[2:] == [("changed", "barge", "")]
    assert desk.seat(LEAD).kind is TalkKind.LISTENING
    assert desk.call(citizen).state is CallState.TALKING
    leaves(desk, citizen, name)
    assert steps(desk)[-1] == ("ended", "barge", "hung_up")
    assert desk.seat(LEAD).state is SeatState.NOT_READY


def test_a_router_that_knows_nothing_of_it_finds_it_and_takes_it_for_no_direct_call() -> None:
    desk, citizen, name = listening_scene()
    seen = t.SeenListening(listening=name, call=citizen.call, seat=LEAD, mode=ListenMode.WHISPER)
    desk.restart(forget=True)
    desk.tell([replace(desk.asterisk.snapshot(desk.now), listenings=(seen,))])
    found = of(desk, citizen)
    assert (found.id, found.seat, found.mode, found.actor) == (name, LEAD, ListenMode.WHISPER, "asterisk")
    assert desk.seat(LEAD).kind is TalkKind.LISTENING
    assert desk.sent(t.StopListeningTo) == []


def test_a_lead_who_left_unseen_is_let_go() -> None:
    desk, citizen, _ = listening_scene()
    desk.now += 10
    desk.tell([desk.asterisk.snapshot(desk.now)])
    assert steps(desk)[-1] == ("ended", "listen", "lost_sight")
    assert desk.seat(LEAD).state is SeatState.NOT_READY
    assert desk.call(citizen).state is CallState.TALKING


def test_a_lead_in_no_known_talk_is_hung_up() -> None:
    desk, _ = scene()
    seen = t.SeenListening(listening="listen-1.9", call="n-1.99", seat=LEAD, mode=ListenMode.BARGE)
    desk.tell([replace(desk.asterisk.snapshot(desk.now), listenings=(seen,))])
    assert [order.listening for order in desk.sent(t.StopListeningTo)] == ["listen-1.9"]


def test_by_code_the_agent_must_be_a_lead_and_know_the_pin() -> None:
    desk, citizen = scene()
    inside = {"call": "", "at_seat": "1001", "inside": True}
    assert ask(desk, citizen, pin="9", **inside).code == "wrong_pin"
    assert ask(desk, citizen, seat="1002", pin="1234", **inside).code == "not_a_lead"
    desk.tell(desk.asterisk.dial_code(LEAD, "16", desk.now))
    desk.passes(1.0)
    assert ask(desk, citizen, pin="1234", call="", at_seat="1009", inside=True).code == "unknown_seat"
    assert ask(desk, citizen, pin="1234", call="", at_seat="1002", inside=True).code == "no_call"
    reply = ask(desk, citizen, pin="1234", **inside)
    assert reply.ok
    segment = desk.call(citizen).segment
    assert segment is not None
    assert (reply.listening, reply.channel) == (of(desk, citizen), segment.channel)
    assert desk.sent(t.ListenTo) == []
    assert desk.seat(LEAD).kind is TalkKind.LISTENING


def test_wrong_pins_lock_here_as_everywhere() -> None:
    desk, citizen = scene()
    for _ in range(5):
        ask(desk, citizen, pin="9", call="", at_seat="1001", inside=True)
    assert ask(desk, citizen, pin="1234", call="", at_seat="1001", inside=True).code == "pin_locked"
